-- The plan: who takes part, what is done where, what is printed.  Rows are archived, never deleted.
-- Every id is globally unique; every `code` is unique within its parent.  `variants` holds hand-typed texts per language:
-- {"title": {"en": "…"}}.  Dates are ISO texts in the event's own zone, times HH:MM; instants are milliseconds UTC.

CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE organisation (
  id TEXT PRIMARY KEY, parent TEXT REFERENCES organisation(id), code TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  kind TEXT NOT NULL DEFAULT 'unit', level TEXT NOT NULL DEFAULT 'community', self_reference TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '', notice TEXT NOT NULL DEFAULT '', position INTEGER NOT NULL DEFAULT 0,
  language TEXT NOT NULL DEFAULT 'zh-Hans', variants TEXT NOT NULL DEFAULT '{}', made_at INTEGER NOT NULL, archived_at INTEGER
) STRICT;

CREATE TABLE campaign (
  id TEXT PRIMARY KEY, organisation TEXT NOT NULL REFERENCES organisation(id), code TEXT NOT NULL UNIQUE, title TEXT NOT NULL,
  theme TEXT NOT NULL DEFAULT '', theme_by TEXT NOT NULL DEFAULT '', starts_on TEXT NOT NULL, ends_on TEXT NOT NULL,
  topics TEXT NOT NULL DEFAULT '', contact TEXT NOT NULL DEFAULT '', language TEXT NOT NULL DEFAULT 'zh-Hans',
  variants TEXT NOT NULL DEFAULT '{}', made_at INTEGER NOT NULL, archived_at INTEGER
) STRICT;

CREATE TABLE directive (
  id TEXT PRIMARY KEY, campaign TEXT NOT NULL REFERENCES campaign(id), code TEXT NOT NULL, issuer TEXT NOT NULL,
  title TEXT NOT NULL DEFAULT '', number TEXT NOT NULL DEFAULT '', position INTEGER NOT NULL DEFAULT 0,
  language TEXT NOT NULL DEFAULT 'zh-Hans', variants TEXT NOT NULL DEFAULT '{}', made_at INTEGER NOT NULL, archived_at INTEGER,
  UNIQUE (campaign, code)
) STRICT;

CREATE TABLE event (
  id TEXT PRIMARY KEY, campaign TEXT NOT NULL REFERENCES campaign(id), organisation TEXT NOT NULL REFERENCES organisation(id),
  code TEXT NOT NULL, title TEXT NOT NULL, kind TEXT NOT NULL DEFAULT 'street', line TEXT NOT NULL DEFAULT '',
  place TEXT NOT NULL, room TEXT NOT NULL DEFAULT '', day TEXT NOT NULL, starts TEXT NOT NULL DEFAULT '09:00',
  ends TEXT NOT NULL DEFAULT '17:00', zone TEXT NOT NULL DEFAULT 'Asia/Shanghai', expected INTEGER NOT NULL DEFAULT 0,
  contact TEXT NOT NULL DEFAULT '', buttons TEXT NOT NULL DEFAULT 'sign_in ask follow', sign_in_margin INTEGER NOT NULL DEFAULT 120,
  status TEXT NOT NULL DEFAULT 'planned', status_reason TEXT NOT NULL DEFAULT '', status_at INTEGER, outcome TEXT NOT NULL DEFAULT '',
  position INTEGER NOT NULL DEFAULT 0, language TEXT NOT NULL DEFAULT 'zh-Hans', variants TEXT NOT NULL DEFAULT '{}',
  made_at INTEGER NOT NULL, archived_at INTEGER,
  UNIQUE (campaign, code)
) STRICT;

CREATE TABLE booth (
  id TEXT PRIMARY KEY, event TEXT NOT NULL REFERENCES event(id), code TEXT NOT NULL, name TEXT NOT NULL,
  place TEXT NOT NULL DEFAULT '', opens TEXT NOT NULL DEFAULT '', closes TEXT NOT NULL DEFAULT '', colour INTEGER NOT NULL DEFAULT 0,
  position INTEGER NOT NULL DEFAULT 0, language TEXT NOT NULL DEFAULT 'zh-Hans', variants TEXT NOT NULL DEFAULT '{}',
  made_at INTEGER NOT NULL, archived_at INTEGER,
  UNIQUE (event, code)
) STRICT;

CREATE TABLE material (
  id TEXT PRIMARY KEY, campaign TEXT NOT NULL REFERENCES campaign(id), code TEXT NOT NULL, title TEXT NOT NULL,
  headline TEXT NOT NULL DEFAULT '', body TEXT NOT NULL DEFAULT '', kind TEXT NOT NULL DEFAULT 'flyer',
  paper TEXT NOT NULL DEFAULT 'A6', unit_cost TEXT NOT NULL DEFAULT '', topics TEXT NOT NULL DEFAULT '',
  position INTEGER NOT NULL DEFAULT 0, language TEXT NOT NULL DEFAULT 'zh-Hans', variants TEXT NOT NULL DEFAULT '{}',
  made_at INTEGER NOT NULL, archived_at INTEGER,
  UNIQUE (campaign, code)
) STRICT;

CREATE TABLE counting_mode (
  event TEXT NOT NULL REFERENCES event(id), booth TEXT NOT NULL, material TEXT NOT NULL REFERENCES material(id),
  mode TEXT NOT NULL CHECK (mode IN ('tapped', 'out_and_in')), PRIMARY KEY (event, booth, material)
) STRICT, WITHOUT ROWID;

-- A person of the plan (official, staff, volunteer, or somebody invited).  What names the person stands in `identity`.
CREATE TABLE person (
  id TEXT PRIMARY KEY, organisation TEXT NOT NULL REFERENCES organisation(id), code TEXT NOT NULL,
  category TEXT NOT NULL DEFAULT 'volunteer', team TEXT NOT NULL DEFAULT '', position INTEGER NOT NULL DEFAULT 0,
  made_at INTEGER NOT NULL, archived_at INTEGER,
  UNIQUE (organisation, code)
) STRICT;

CREATE TABLE shift (
  id TEXT PRIMARY KEY, event TEXT NOT NULL REFERENCES event(id), code TEXT NOT NULL, person TEXT NOT NULL REFERENCES person(id),
  booth TEXT REFERENCES booth(id), duty TEXT NOT NULL DEFAULT 'hand_out', starts TEXT NOT NULL DEFAULT '', ends TEXT NOT NULL DEFAULT '',
  made_at INTEGER NOT NULL, archived_at INTEGER,
  UNIQUE (event, code)
) STRICT;

CREATE TABLE roster (
  id TEXT PRIMARY KEY, event TEXT NOT NULL REFERENCES event(id), code TEXT NOT NULL, person TEXT NOT NULL REFERENCES person(id),
  made_at INTEGER NOT NULL, archived_at INTEGER,
  UNIQUE (event, code), UNIQUE (event, person)
) STRICT;

-- A code is found whatever its case; without these a look-up would read all of its parent's rows.
CREATE UNIQUE INDEX organisation_by_code ON organisation (code COLLATE NOCASE);
CREATE UNIQUE INDEX campaign_by_code ON campaign (code COLLATE NOCASE);
CREATE UNIQUE INDEX directive_by_code ON directive (campaign, code COLLATE NOCASE);
CREATE UNIQUE INDEX event_by_code ON event (campaign, code COLLATE NOCASE);
CREATE UNIQUE INDEX booth_by_code ON booth (event, code COLLATE NOCASE);
CREATE UNIQUE INDEX material_by_code ON material (campaign, code COLLATE NOCASE);
CREATE UNIQUE INDEX person_by_code ON person (organisation, code COLLATE NOCASE);
CREATE UNIQUE INDEX shift_by_code ON shift (event, code COLLATE NOCASE);
CREATE UNIQUE INDEX roster_by_code ON roster (event, code COLLATE NOCASE);
CREATE INDEX shift_by_person ON shift (person);

-- What the search box compares: code, titles in every language and places of plan records, folded.  Names of people are not here:
-- their key stands in `identity` and goes with it.
CREATE TABLE search_key (noun TEXT NOT NULL, id TEXT NOT NULL, folded TEXT NOT NULL, PRIMARY KEY (noun, id)) STRICT, WITHOUT ROWID;

-- Erasable: the only place for names, telephone numbers and free text about people.  `subject` is a person's or a participant's
-- random id, or the id of the entry that the text belongs to.
CREATE TABLE identity (
  subject TEXT PRIMARY KEY, event TEXT, name TEXT NOT NULL DEFAULT '', name_folded TEXT NOT NULL DEFAULT '', search_name TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  phone_end TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '', notice_version INTEGER, erase_hash BLOB, made_at INTEGER NOT NULL
) STRICT;
CREATE INDEX identity_by_event ON identity (event, name_folded, phone_end);
CREATE UNIQUE INDEX identity_by_erase_code ON identity (erase_hash) WHERE erase_hash IS NOT NULL;
CREATE TABLE erased (subject TEXT PRIMARY KEY, at INTEGER NOT NULL, why TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE reveal_log (id TEXT PRIMARY KEY, at INTEGER NOT NULL, account TEXT NOT NULL, subject TEXT NOT NULL, why TEXT NOT NULL) STRICT;
CREATE TABLE notice (
  version INTEGER NOT NULL, language TEXT NOT NULL, body TEXT NOT NULL, made_at INTEGER NOT NULL, PRIMARY KEY (version, language)
) STRICT, WITHOUT ROWID;
-- Somebody who signed in, by running number within the event ("you are number 23").
CREATE TABLE participant (id TEXT PRIMARY KEY, event TEXT NOT NULL, number INTEGER NOT NULL, made_at INTEGER NOT NULL, UNIQUE (event, number)) STRICT;

-- Printing: no row per printed code, a block of serials per run instead (architecture.md §4).
CREATE TABLE seal_key (id INTEGER PRIMARY KEY, secret BLOB NOT NULL, made_at INTEGER NOT NULL) STRICT;
CREATE TABLE print_run (
  id TEXT PRIMARY KEY, event TEXT NOT NULL REFERENCES event(id), code TEXT NOT NULL, kind TEXT NOT NULL, material TEXT REFERENCES material(id),
  booth TEXT REFERENCES booth(id), copies INTEGER NOT NULL, bundle_size INTEGER NOT NULL DEFAULT 0, per_copy INTEGER NOT NULL DEFAULT 0,
  layout TEXT NOT NULL DEFAULT '{}', language TEXT NOT NULL, base_url TEXT NOT NULL, sample TEXT NOT NULL DEFAULT '',
  unit_cost TEXT NOT NULL DEFAULT '', state TEXT NOT NULL DEFAULT 'made' CHECK (state IN ('made', 'tested', 'printed', 'bundled')),
  made_by TEXT NOT NULL, made_at INTEGER NOT NULL, archived_at INTEGER,
  UNIQUE (event, code)
) STRICT;
CREATE TABLE code_block (
  first INTEGER PRIMARY KEY, last INTEGER NOT NULL, kind TEXT NOT NULL, event TEXT NOT NULL, subject TEXT NOT NULL, run TEXT NOT NULL,
  key INTEGER NOT NULL REFERENCES seal_key(id), made_at INTEGER NOT NULL, CHECK (last >= first)
) STRICT;
CREATE INDEX code_block_by_run ON code_block (run, kind);

-- Accounts, grants, paired phones.
CREATE TABLE account (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, name_folded TEXT NOT NULL UNIQUE, password_hash TEXT NOT NULL, language TEXT NOT NULL DEFAULT '',
  made_at INTEGER NOT NULL, archived_at INTEGER
) STRICT;
CREATE TABLE role_grant (
  id TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES account(id), role TEXT NOT NULL, organisation TEXT NOT NULL REFERENCES organisation(id),
  event TEXT REFERENCES event(id), until INTEGER, granted_by TEXT NOT NULL, made_at INTEGER NOT NULL, archived_at INTEGER
) STRICT;
CREATE INDEX role_grant_by_account ON role_grant (account);
CREATE TABLE staff_session (
  token_hash BLOB PRIMARY KEY, account TEXT NOT NULL REFERENCES account(id), made_at INTEGER NOT NULL, expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE device (
  id TEXT PRIMARY KEY, number INTEGER NOT NULL, name TEXT NOT NULL DEFAULT '', event TEXT NOT NULL REFERENCES event(id), booth TEXT REFERENCES booth(id),
  role TEXT NOT NULL DEFAULT 'volunteer', person TEXT REFERENCES person(id), token_hash BLOB NOT NULL UNIQUE, paired_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL, left_at INTEGER, revoked_at INTEGER, last_seen_at INTEGER NOT NULL, UNIQUE (event, number)
) STRICT;
CREATE TABLE pairing (
  token_hash BLOB PRIMARY KEY, event TEXT NOT NULL REFERENCES event(id), booth TEXT REFERENCES booth(id), role TEXT NOT NULL DEFAULT 'volunteer',
  person TEXT REFERENCES person(id), printed INTEGER NOT NULL DEFAULT 0, word_hash TEXT NOT NULL DEFAULT '', tries INTEGER NOT NULL DEFAULT 0,
  asked_at INTEGER, approved_at INTEGER, expires_at INTEGER NOT NULL, used_at INTEGER, device TEXT, made_by TEXT NOT NULL, made_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE daily_salt (day TEXT PRIMARY KEY, salt BLOB NOT NULL, made_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
