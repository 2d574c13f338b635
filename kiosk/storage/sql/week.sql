-- The whole week: what a campaign stands for, what its summary quotes, what an event needs, and what was posted.
ALTER TABLE campaign ADD COLUMN scope TEXT NOT NULL DEFAULT '';
ALTER TABLE campaign ADD COLUMN slogans TEXT NOT NULL DEFAULT '';
ALTER TABLE campaign ADD COLUMN observance TEXT NOT NULL DEFAULT '';
ALTER TABLE campaign ADD COLUMN occasion TEXT NOT NULL DEFAULT '';
ALTER TABLE directive ADD COLUMN level TEXT NOT NULL DEFAULT '';
ALTER TABLE event ADD COLUMN capacity INTEGER NOT NULL DEFAULT 0;
ALTER TABLE event ADD COLUMN topics TEXT NOT NULL DEFAULT '';
ALTER TABLE event ADD COLUMN invited TEXT NOT NULL DEFAULT '';

-- In a campaign, each organisation has its own; `event` where a record speaks of that event alone.
CREATE TABLE objective (
  id TEXT PRIMARY KEY, campaign TEXT NOT NULL REFERENCES campaign(id), organisation TEXT NOT NULL REFERENCES organisation(id),
  event TEXT REFERENCES event(id), code TEXT NOT NULL, text TEXT NOT NULL, indicator TEXT NOT NULL DEFAULT '',
  target INTEGER NOT NULL DEFAULT 0, actual TEXT NOT NULL DEFAULT '', position INTEGER NOT NULL DEFAULT 0,
  language TEXT NOT NULL DEFAULT 'zh-Hans', variants TEXT NOT NULL DEFAULT '{}', made_at INTEGER NOT NULL, archived_at INTEGER
) STRICT;
CREATE UNIQUE INDEX objective_by_code ON objective (campaign, code COLLATE NOCASE);

CREATE TABLE statement (
  id TEXT PRIMARY KEY, campaign TEXT NOT NULL REFERENCES campaign(id), organisation TEXT NOT NULL REFERENCES organisation(id),
  event TEXT REFERENCES event(id), code TEXT NOT NULL, kind TEXT NOT NULL DEFAULT 'background', text TEXT NOT NULL,
  position INTEGER NOT NULL DEFAULT 0, language TEXT NOT NULL DEFAULT 'zh-Hans', variants TEXT NOT NULL DEFAULT '{}',
  made_at INTEGER NOT NULL, archived_at INTEGER
) STRICT;
CREATE UNIQUE INDEX statement_by_code ON statement (campaign, code COLLATE NOCASE);

CREATE TABLE next_step (
  id TEXT PRIMARY KEY, campaign TEXT NOT NULL REFERENCES campaign(id), organisation TEXT NOT NULL REFERENCES organisation(id),
  event TEXT REFERENCES event(id), code TEXT NOT NULL, text TEXT NOT NULL, owner TEXT NOT NULL DEFAULT '', due TEXT NOT NULL DEFAULT '',
  done_on TEXT NOT NULL DEFAULT '', position INTEGER NOT NULL DEFAULT 0, language TEXT NOT NULL DEFAULT 'zh-Hans',
  variants TEXT NOT NULL DEFAULT '{}', made_at INTEGER NOT NULL, archived_at INTEGER
) STRICT;
CREATE UNIQUE INDEX next_step_by_code ON next_step (campaign, code COLLATE NOCASE);

-- What the campaign's terms mean: 三社聯動 is the community, social organisations, social workers.
CREATE TABLE topic (
  id TEXT PRIMARY KEY, campaign TEXT NOT NULL REFERENCES campaign(id), code TEXT NOT NULL, title TEXT NOT NULL,
  definition TEXT NOT NULL, position INTEGER NOT NULL DEFAULT 0, language TEXT NOT NULL DEFAULT 'zh-Hans',
  variants TEXT NOT NULL DEFAULT '{}', made_at INTEGER NOT NULL, archived_at INTEGER
) STRICT;
CREATE UNIQUE INDEX topic_by_code ON topic (campaign, code COLLATE NOCASE);

CREATE TABLE equipment (
  id TEXT PRIMARY KEY, event TEXT NOT NULL REFERENCES event(id), code TEXT NOT NULL, item TEXT NOT NULL, count INTEGER NOT NULL DEFAULT 1,
  owned TEXT NOT NULL DEFAULT 'own', lender TEXT NOT NULL DEFAULT '', returned_on TEXT NOT NULL DEFAULT '',
  position INTEGER NOT NULL DEFAULT 0, language TEXT NOT NULL DEFAULT 'zh-Hans', variants TEXT NOT NULL DEFAULT '{}',
  made_at INTEGER NOT NULL, archived_at INTEGER
) STRICT;
CREATE UNIQUE INDEX equipment_by_code ON equipment (event, code COLLATE NOCASE);

CREATE TABLE media (
  id TEXT PRIMARY KEY, event TEXT NOT NULL REFERENCES event(id), code TEXT NOT NULL, title TEXT NOT NULL, kind TEXT NOT NULL DEFAULT 'video',
  producer TEXT NOT NULL DEFAULT '', office TEXT NOT NULL DEFAULT '', minutes INTEGER NOT NULL DEFAULT 0, synopsis TEXT NOT NULL DEFAULT '',
  position INTEGER NOT NULL DEFAULT 0, language TEXT NOT NULL DEFAULT 'zh-Hans', variants TEXT NOT NULL DEFAULT '{}',
  made_at INTEGER NOT NULL, archived_at INTEGER
) STRICT;
CREATE UNIQUE INDEX media_by_code ON media (event, code COLLATE NOCASE);

CREATE TABLE post (
  id TEXT PRIMARY KEY, campaign TEXT NOT NULL REFERENCES campaign(id), organisation TEXT NOT NULL REFERENCES organisation(id),
  code TEXT NOT NULL, channel TEXT NOT NULL DEFAULT '', title TEXT NOT NULL, day TEXT NOT NULL DEFAULT '', url TEXT NOT NULL DEFAULT '',
  topics TEXT NOT NULL DEFAULT '', target_groups TEXT NOT NULL DEFAULT '', position INTEGER NOT NULL DEFAULT 0,
  language TEXT NOT NULL DEFAULT 'zh-Hans', variants TEXT NOT NULL DEFAULT '{}', made_at INTEGER NOT NULL, archived_at INTEGER
) STRICT;
CREATE UNIQUE INDEX post_by_code ON post (campaign, code COLLATE NOCASE);

-- How often a post had been read when somebody looked: nothing is ever changed, the latest counts.
CREATE TABLE post_reading (
  id TEXT PRIMARY KEY, post TEXT NOT NULL REFERENCES post(id), reads INTEGER NOT NULL CHECK (reads >= 0),
  shares INTEGER CHECK (shares >= 0), read_on TEXT NOT NULL, source TEXT NOT NULL DEFAULT '', made_at INTEGER NOT NULL
) STRICT;
CREATE INDEX post_reading_by_post ON post_reading (post, read_on);
CREATE TRIGGER post_reading_is_never_changed BEFORE UPDATE ON post_reading BEGIN SELECT RAISE(ABORT, 'post_reading is append-only'); END;
CREATE TRIGGER post_reading_is_never_deleted BEFORE DELETE ON post_reading BEGIN SELECT RAISE(ABORT, 'post_reading is append-only'); END;

-- A flyer made from a post says which.
ALTER TABLE material ADD COLUMN derived_from TEXT REFERENCES post(id);
ALTER TABLE material ADD COLUMN target_groups TEXT NOT NULL DEFAULT '';
