-- What was deleted for good, and why: per organisation ('' for what belongs to none), numbered, nothing of anybody.
-- lines: a JSON array of [what, event, how many]; notices: the versions of the notice under which it had been left.
CREATE TABLE deletion (
  id TEXT PRIMARY KEY, organisation TEXT NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL,
  cause TEXT NOT NULL CHECK (cause IN ('retention', 'request', 'erase_code', 'own_page')), account TEXT NOT NULL DEFAULT '',
  lines TEXT NOT NULL, notices TEXT NOT NULL DEFAULT '[]', UNIQUE (organisation, number)
) STRICT, WITHOUT ROWID;
-- What looking for the deleted words found afterwards, on disk and in every table.  No row: nobody could look, the process ended before.
CREATE TABLE deletion_check (
  deletion TEXT PRIMARY KEY REFERENCES deletion(id), at INTEGER NOT NULL, looked_for INTEGER NOT NULL, elsewhere INTEGER NOT NULL,
  left_over INTEGER NOT NULL, emptied INTEGER NOT NULL CHECK (emptied IN (0, 1))
) STRICT, WITHOUT ROWID;

-- Looks at personal data that are no look at one full telephone number (those stand in `reveal_log`).
-- who: 'account:ID', 'phone:ID', or 'holder' of an erase code; whose data it was is not kept.
CREATE TABLE access_log (
  id TEXT PRIMARY KEY, at INTEGER NOT NULL, who TEXT NOT NULL, kind TEXT NOT NULL, organisation TEXT NOT NULL DEFAULT '', event TEXT NOT NULL DEFAULT '',
  quantity INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX access_log_by_time ON access_log (at);
CREATE INDEX reveal_log_by_time ON reveal_log (at);

CREATE TRIGGER deletion_no_update BEFORE UPDATE ON deletion BEGIN SELECT RAISE(ABORT, 'deletions are append-only'); END;
CREATE TRIGGER deletion_no_delete BEFORE DELETE ON deletion BEGIN SELECT RAISE(ABORT, 'deletions are append-only'); END;
CREATE TRIGGER deletion_check_no_update BEFORE UPDATE ON deletion_check BEGIN SELECT RAISE(ABORT, 'deletions are append-only'); END;
CREATE TRIGGER deletion_check_no_delete BEFORE DELETE ON deletion_check BEGIN SELECT RAISE(ABORT, 'deletions are append-only'); END;
CREATE TRIGGER access_log_no_update BEFORE UPDATE ON access_log BEGIN SELECT RAISE(ABORT, 'looks are append-only'); END;
CREATE TRIGGER access_log_no_delete BEFORE DELETE ON access_log BEGIN SELECT RAISE(ABORT, 'looks are append-only'); END;
CREATE TRIGGER reveal_log_no_update BEFORE UPDATE ON reveal_log BEGIN SELECT RAISE(ABORT, 'looks are append-only'); END;
CREATE TRIGGER reveal_log_no_delete BEFORE DELETE ON reveal_log BEGIN SELECT RAISE(ABORT, 'looks are append-only'); END;
