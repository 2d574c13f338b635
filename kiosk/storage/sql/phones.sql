-- What the coordinator wants to know of each phone before and during the day (ms UTC); waiting: facts that it said it still holds.
ALTER TABLE device ADD COLUMN opened_at INTEGER;
ALTER TABLE device ADD COLUMN practised_at INTEGER;
ALTER TABLE device ADD COLUMN kept_at INTEGER;
ALTER TABLE device ADD COLUMN waiting INTEGER NOT NULL DEFAULT 0;
ALTER TABLE device ADD COLUMN waiting_since INTEGER;

-- From from_at on, another phone (heir: its id) or paper (heir: '') counts in a phone's place; what both recorded after it is for the inbox.
CREATE TABLE replacement (
  id TEXT PRIMARY KEY, event TEXT NOT NULL REFERENCES event(id), device TEXT NOT NULL REFERENCES device(id), heir TEXT NOT NULL DEFAULT '',
  from_at INTEGER NOT NULL, made_by TEXT NOT NULL, made_at INTEGER NOT NULL, undone_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX replacement_device ON replacement (device) WHERE undone_at IS NULL;

-- What somebody decided about a case of the inbox; "case" names its facts, and the latest decision of a case counts.
-- facts: a JSON array of what the verdict touched, so that "reopen" can put it back: entries taken back or released, or the persons merged.
CREATE TABLE decision (
  id TEXT PRIMARY KEY, event TEXT NOT NULL REFERENCES event(id), "case" TEXT NOT NULL, verdict TEXT NOT NULL CHECK (verdict IN ('keep', 'void', 'merge', 'reopen')),
  facts TEXT NOT NULL DEFAULT '[]', made_by TEXT NOT NULL, made_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX decision_case ON decision (event, "case", made_at, id);
CREATE TRIGGER decision_no_update BEFORE UPDATE ON decision BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END;
CREATE TRIGGER decision_no_delete BEFORE DELETE ON decision BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END;

-- The inbox asks for a booth's newest facts, for a phone's from a moment on, and for an event's odd ones (of which public scans have
-- many that ask for nothing).  As cheap to keep as the indexes that these take the place of.
DROP INDEX fact_by_pattern;
CREATE INDEX fact_by_pattern ON fact (pattern, at);
DROP INDEX fact_flagged;
CREATE INDEX fact_flagged ON fact (pattern) WHERE flags <> '' AND held = 0;
