-- Partner groups on a register, who performs when, what their leaders confirm, and with whom an event is held.
ALTER TABLE organisation ADD COLUMN registration TEXT NOT NULL DEFAULT '';
ALTER TABLE organisation ADD COLUMN registration_number TEXT NOT NULL DEFAULT '';
ALTER TABLE organisation ADD COLUMN category TEXT NOT NULL DEFAULT '';
ALTER TABLE organisation ADD COLUMN members INTEGER NOT NULL DEFAULT 0;

-- One slot of an event's running order; `partner` is the group on stage, if it is one of the register.
CREATE TABLE act (
  id TEXT PRIMARY KEY, event TEXT NOT NULL REFERENCES event(id), code TEXT NOT NULL, partner TEXT REFERENCES organisation(id),
  title TEXT NOT NULL DEFAULT '', minutes INTEGER NOT NULL DEFAULT 0, performers INTEGER NOT NULL DEFAULT 0,
  delegates INTEGER NOT NULL DEFAULT 0, leader TEXT NOT NULL DEFAULT 'yes', position INTEGER NOT NULL DEFAULT 0,
  language TEXT NOT NULL DEFAULT 'zh-Hans', variants TEXT NOT NULL DEFAULT '{}', made_at INTEGER NOT NULL, archived_at INTEGER
) STRICT;
CREATE UNIQUE INDEX act_by_code ON act (event, code COLLATE NOCASE);
CREATE INDEX act_by_partner ON act (partner);

-- The secret address by which a group's leader confirms an act: only its hash is kept, the instance's own key tells it again.
CREATE TABLE leader_link (
  id TEXT PRIMARY KEY, act TEXT NOT NULL REFERENCES act(id), hash BLOB NOT NULL UNIQUE, made_by TEXT NOT NULL, made_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX leader_link_by_act ON leader_link (act);
-- What a leader said about an act, as typed; the latest counts, and the plan takes it over when the coordinator says so (taken_at).
-- The note beside it stands in `identity` under the answer's id, and goes with the names.
CREATE TABLE leader_answer (
  id TEXT PRIMARY KEY, act TEXT NOT NULL REFERENCES act(id), link TEXT NOT NULL REFERENCES leader_link(id), name TEXT NOT NULL,
  title TEXT NOT NULL, minutes INTEGER NOT NULL, delegates INTEGER NOT NULL, made_at INTEGER NOT NULL, taken_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX leader_answer_by_act ON leader_answer (act, made_at);

-- With whom an event, or one booth of it, is held: an organisation of this site, which may then read its counts, or one by its name.
CREATE TABLE co_organiser (
  id TEXT PRIMARY KEY, event TEXT NOT NULL REFERENCES event(id), code TEXT NOT NULL, organisation TEXT REFERENCES organisation(id),
  name TEXT NOT NULL DEFAULT '', booth TEXT REFERENCES booth(id), position INTEGER NOT NULL DEFAULT 0,
  language TEXT NOT NULL DEFAULT 'zh-Hans', variants TEXT NOT NULL DEFAULT '{}', made_at INTEGER NOT NULL, archived_at INTEGER
) STRICT;
CREATE UNIQUE INDEX co_organiser_by_code ON co_organiser (event, code COLLATE NOCASE);
CREATE INDEX co_organiser_of ON co_organiser (organisation);

-- Leaders' names are read from the register when cards and boards are printed: what was frozen with earlier ones goes.
UPDATE print_run SET layout = json_set(layout, '$.groups', (SELECT json_group_array(json(json_remove(value, '$[4]'))) FROM json_each(layout, '$.groups')))
  WHERE kind = 'group_card' AND json_type(layout, '$.groups') = 'array';
UPDATE print_run SET layout = json_set(layout, '$.groups', (SELECT json_group_array(json(json_remove(value, '$[2]'))) FROM json_each(layout, '$.groups')))
  WHERE kind = 'group_board' AND json_type(layout, '$.groups') = 'array';
