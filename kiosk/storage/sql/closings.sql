-- An event's books: closed, and perhaps opened again; a new row each time, never changed.  Nothing of anybody stands here.
-- seq: how far the ledger had come when the figures were read; figures: JSON as frozen then; hash: over this row and the one before it.
CREATE TABLE closing (
  id TEXT PRIMARY KEY, event TEXT NOT NULL REFERENCES event(id), number INTEGER NOT NULL, act TEXT NOT NULL CHECK (act IN ('close', 'reopen')),
  at INTEGER NOT NULL, made_by TEXT NOT NULL, seq INTEGER NOT NULL, figures TEXT NOT NULL DEFAULT '{}', hash BLOB NOT NULL, UNIQUE (event, number)
) STRICT;
CREATE TRIGGER closing_no_update BEFORE UPDATE ON closing BEGIN SELECT RAISE(ABORT, 'closings are append-only'); END;
CREATE TRIGGER closing_no_delete BEFORE DELETE ON closing BEGIN SELECT RAISE(ABORT, 'closings are append-only'); END;

-- Why something does not add up.  It holds for what it explained (basis: a digest of that, value: the number of it) and no longer.
CREATE TABLE explanation (
  id TEXT PRIMARY KEY, event TEXT NOT NULL REFERENCES event(id), check_key TEXT NOT NULL, value INTEGER NOT NULL, basis TEXT NOT NULL,
  text TEXT NOT NULL, made_by TEXT NOT NULL, made_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX explanation_of_check ON explanation (event, check_key, made_at, id);
CREATE TRIGGER explanation_no_update BEFORE UPDATE ON explanation BEGIN SELECT RAISE(ABORT, 'explanations are append-only'); END;
CREATE TRIGGER explanation_no_delete BEFORE DELETE ON explanation BEGIN SELECT RAISE(ABORT, 'explanations are append-only'); END;
