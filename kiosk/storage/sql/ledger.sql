-- The ledger: append-only facts (architecture.md §2).  No foreign keys to the plan: a fact is kept even when its booth is unknown.
-- Places are 'store', 'booth:ID', 'person:ID', 'public', 'waste'; '' stands for "none" so that tallies can key on it.
CREATE TABLE entry (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE CHECK (length(id) = 36),
  kind TEXT NOT NULL,
  event TEXT NOT NULL DEFAULT '',
  source TEXT NOT NULL DEFAULT '',
  target TEXT NOT NULL DEFAULT '',
  booth TEXT NOT NULL DEFAULT '',      -- where it was seen: the booth of the source, else of the device
  to_booth TEXT NOT NULL DEFAULT '',   -- the booth of the target
  material TEXT NOT NULL DEFAULT '',
  run TEXT NOT NULL DEFAULT '',
  bundle INTEGER NOT NULL DEFAULT 0,
  number INTEGER NOT NULL DEFAULT 0,   -- serial within the run: bundle, copy, or page of a sheet
  person TEXT NOT NULL DEFAULT '',     -- a random id
  quantity INTEGER NOT NULL CHECK (quantity BETWEEN 1 AND 100000),
  method TEXT NOT NULL,
  names TEXT NOT NULL DEFAULT '',      -- the entry that a void or a release names
  seen_at INTEGER NOT NULL,
  offset INTEGER NOT NULL DEFAULT 0,
  at INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  device TEXT NOT NULL,                -- a paired phone's id, 'account:ID', 'public' or 'kiosk'
  authority INTEGER NOT NULL DEFAULT 0 CHECK (authority IN (0, 1)),  -- 1: may void what another device saw
  held INTEGER NOT NULL DEFAULT 0 CHECK (held IN (0, 1)),            -- 1: in quarantine until released
  flags TEXT NOT NULL DEFAULT '',
  hash BLOB NOT NULL,
  data TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(data))
) STRICT;
-- Most facts are in one of these indexes only: a condition that a plain hand-out fails costs next to nothing, a long one (IN, a function)
-- a third of an insert.  SQLite uses an index when the query says its condition in the same words, or one side of its ORs.
CREATE INDEX entry_by_device ON entry (device, seq);
CREATE INDEX entry_naming ON entry (names, kind, device) WHERE names <> '';
CREATE INDEX entry_by_participant ON entry (event, person, at, id) WHERE person <> '';
CREATE INDEX entry_by_bundle ON entry (run, bundle, at) WHERE run <> '';
CREATE INDEX entry_into_booth ON entry (to_booth, at) WHERE to_booth <> '';
-- what a person holds: only the few facts with a person on one side
CREATE INDEX entry_to_person ON entry (target) WHERE target >= 'person:' AND target < 'person;';
CREATE INDEX entry_from_person ON entry (source) WHERE source >= 'person:' AND source < 'person;';
CREATE INDEX entry_rare ON entry (event, kind, seq) WHERE kind = 'head_count' OR kind = 'run_out' OR kind = 'shift_in' OR kind = 'shift_out'
  OR kind = 'sheet_total' OR kind = 'close_booth' OR kind = 'leave';
CREATE INDEX entry_flagged ON entry (event, seq) WHERE flags <> '';
CREATE INDEX entry_held ON entry (event, seq) WHERE held = 1;

CREATE TRIGGER entry_is_append_only_update BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER entry_is_append_only_delete BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;

-- An entry stands unless a void of its own event names it; a void needs the same device or authority; what is held needs a release.
CREATE VIEW standing AS
  SELECT e.* FROM entry e
  WHERE e.kind NOT IN ('void', 'release')
    AND (e.held = 0 OR EXISTS (
      SELECT 1 FROM entry r WHERE r.names = e.id AND r.names <> '' AND r.kind = 'release' AND r.authority = 1 AND r.event = e.event))
    AND NOT EXISTS (
      SELECT 1 FROM entry v WHERE v.names = e.id AND v.names <> '' AND v.kind = 'void' AND (v.authority = 1 OR v.device = e.device) AND v.event = e.event
        AND (v.held = 0 OR EXISTS (
          SELECT 1 FROM entry r WHERE r.names = v.id AND r.names <> '' AND r.kind = 'release' AND r.authority = 1 AND r.event = v.event)));

-- The few entries that do not count at the moment: voided, or held.
CREATE TABLE uncounted (seq INTEGER PRIMARY KEY) STRICT;
