-- What people wrote into a summary: a new row each time, the latest of a block holds.  Figures stand in the parts by their address.
-- organisation and event are '' where the summary is of more; after: the block that a paragraph of one's own follows.
CREATE TABLE summary_edit (
  id TEXT PRIMARY KEY, campaign TEXT NOT NULL REFERENCES campaign(id), organisation TEXT NOT NULL DEFAULT '', event TEXT NOT NULL DEFAULT '',
  collected INTEGER NOT NULL CHECK (collected IN (0, 1)), shape TEXT NOT NULL, language TEXT NOT NULL,
  block TEXT NOT NULL, after TEXT NOT NULL DEFAULT '', act TEXT NOT NULL CHECK (act IN ('write', 'take_back')), parts TEXT NOT NULL DEFAULT '[]',
  basis TEXT NOT NULL DEFAULT '', made_by TEXT NOT NULL, made_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX summary_edit_of ON summary_edit (campaign, organisation, event, collected, shape, language, block, made_at, id);
CREATE TRIGGER summary_edit_no_update BEFORE UPDATE ON summary_edit BEGIN SELECT RAISE(ABORT, 'edits are append-only'); END;
CREATE TRIGGER summary_edit_no_delete BEFORE DELETE ON summary_edit BEGIN SELECT RAISE(ABORT, 'edits are append-only'); END;

-- Summaries as they were handed in.  seq: how far the ledger had come; said: address → number as it was then;
-- hash: over this row and the version before it.
CREATE TABLE summary_version (
  id TEXT PRIMARY KEY, campaign TEXT NOT NULL REFERENCES campaign(id), organisation TEXT NOT NULL DEFAULT '', event TEXT NOT NULL DEFAULT '',
  collected INTEGER NOT NULL CHECK (collected IN (0, 1)), shape TEXT NOT NULL, language TEXT NOT NULL, number INTEGER NOT NULL,
  report TEXT NOT NULL, said TEXT NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL, made_by TEXT NOT NULL, made_at INTEGER NOT NULL,
  UNIQUE (campaign, organisation, event, collected, shape, language, number)
) STRICT;
CREATE TRIGGER summary_version_no_update BEFORE UPDATE ON summary_version BEGIN SELECT RAISE(ABORT, 'versions are append-only'); END;
CREATE TRIGGER summary_version_no_delete BEFORE DELETE ON summary_version BEGIN SELECT RAISE(ABORT, 'versions are append-only'); END;
