-- Volunteers who registered: what was asked beside the name, which stands in `identity` and is erasable; the fact is `registration`.
-- guardian: the subject in `identity` of the guardian who agreed, '' where none is needed.
CREATE TABLE volunteer (
  person TEXT PRIMARY KEY REFERENCES person(id), event TEXT NOT NULL REFERENCES event(id), entry TEXT NOT NULL UNIQUE,
  age TEXT NOT NULL CHECK (age IN ('14', '18', '36', '60')), skills TEXT NOT NULL DEFAULT '', free TEXT NOT NULL DEFAULT '',
  guardian TEXT NOT NULL DEFAULT '', CHECK (age <> '14' OR guardian <> '')
) STRICT, WITHOUT ROWID;
CREATE INDEX volunteer_by_event ON volunteer (event);
-- Who registers is compared with those known already: first by the last four digits, which few share.
CREATE INDEX identity_by_phone_end ON identity (phone_end) WHERE phone_end <> '';

-- A proof of service as it was issued: lines is a JSON array of [event, half hours]; the number is a sealed code of its own block.
CREATE TABLE service_proof (
  id TEXT PRIMARY KEY, person TEXT NOT NULL REFERENCES person(id), organisation TEXT NOT NULL REFERENCES organisation(id),
  code TEXT NOT NULL UNIQUE, lines TEXT NOT NULL, made_by TEXT NOT NULL, made_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX service_proof_by_person ON service_proof (person, made_at);
CREATE TRIGGER service_proof_no_update BEFORE UPDATE ON service_proof BEGIN SELECT RAISE(ABORT, 'proofs are append-only'); END;
CREATE TRIGGER service_proof_no_delete BEFORE DELETE ON service_proof BEGIN SELECT RAISE(ABORT, 'proofs are append-only'); END;

INSERT INTO measure_rule (kind, measure, side, detail, unless) VALUES ('registration', 'registrations', 'seen', '$.age', '');

-- What volunteers can sign up for; who did is in the ledger (`sign_up`).
CREATE TABLE project (
  id TEXT PRIMARY KEY, event TEXT NOT NULL REFERENCES event(id), code TEXT NOT NULL, title TEXT NOT NULL, place TEXT NOT NULL DEFAULT '',
  day TEXT NOT NULL DEFAULT '', starts TEXT NOT NULL DEFAULT '', ends TEXT NOT NULL DEFAULT '', needed INTEGER NOT NULL DEFAULT 0,
  position INTEGER NOT NULL DEFAULT 0, language TEXT NOT NULL DEFAULT 'zh-Hans', variants TEXT NOT NULL DEFAULT '{}',
  made_at INTEGER NOT NULL, archived_at INTEGER,
  UNIQUE (event, code)
) STRICT;
CREATE UNIQUE INDEX project_by_code ON project (event, code COLLATE NOCASE);
INSERT INTO measure_rule (kind, measure, side, detail, unless) VALUES ('sign_up', 'sign_ups', 'seen', '$.project', '');
