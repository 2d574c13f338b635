-- The ledger: append-only facts (architecture.md §2).  No foreign keys to the plan: a fact is kept even when its booth is unknown.
-- Read it as `entry`.  It is kept in two tables, because most facts of a phone are alike but for their time and quantity:
-- a row of fifty characters less each is a third of the writing time and of the space.

-- What facts have in common: what was done, by whom, where, with what and how.  The id is made from the content
-- (ledger.py), so that it is found without looking, here and wherever ledgers are merged.
-- Places are 'store', 'booth:ID', 'person:ID', 'public', 'waste'; '' stands for "none" so that tallies can key on it.
CREATE TABLE pattern (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  event TEXT NOT NULL DEFAULT '',
  device TEXT NOT NULL,                -- a paired phone's id, 'account:ID', 'public' or 'kiosk'
  authority INTEGER NOT NULL DEFAULT 0 CHECK (authority IN (0, 1)),  -- 1: may void what another device saw
  source TEXT NOT NULL DEFAULT '',
  target TEXT NOT NULL DEFAULT '',
  booth TEXT NOT NULL DEFAULT '',      -- where it was seen: the booth of the source, else of the device
  to_booth TEXT NOT NULL DEFAULT '',   -- the booth of the target
  material TEXT NOT NULL DEFAULT '',
  run TEXT NOT NULL DEFAULT '',
  bundle INTEGER NOT NULL DEFAULT 0,
  method TEXT NOT NULL
) STRICT;
CREATE INDEX pattern_by_event ON pattern (event, kind);
CREATE INDEX pattern_by_device ON pattern (device, kind);
CREATE INDEX pattern_by_bundle ON pattern (run, bundle);
CREATE INDEX pattern_into_booth ON pattern (to_booth, kind);
CREATE INDEX pattern_from ON pattern (source);
CREATE INDEX pattern_to ON pattern (target);

CREATE TABLE fact (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE CHECK (length(id) = 36),
  pattern INTEGER NOT NULL,
  quantity INTEGER NOT NULL CHECK (quantity BETWEEN 1 AND 100000),
  seen_at INTEGER NOT NULL,            -- the device's raw clock
  offset INTEGER NOT NULL DEFAULT 0,   -- server minus device, as the device knew it then
  at INTEGER NOT NULL,                 -- the time that counts
  received_at INTEGER NOT NULL,
  hash BLOB NOT NULL,
  held INTEGER NOT NULL DEFAULT 0 CHECK (held IN (0, 1)),  -- 1: in quarantine until released
  number INTEGER NOT NULL DEFAULT 0,   -- serial within the run: bundle, copy, or page of a sheet
  person TEXT NOT NULL DEFAULT '',     -- a random id
  names TEXT NOT NULL DEFAULT '',      -- the entry that a void or a release names
  flags TEXT NOT NULL DEFAULT '',
  data TEXT NOT NULL DEFAULT '{}'      -- JSON, written by ledger.py alone
) STRICT;
CREATE INDEX fact_by_pattern ON fact (pattern);
CREATE INDEX fact_naming ON fact (names) WHERE names <> '';
CREATE INDEX fact_by_person ON fact (person, at) WHERE person <> '';
CREATE INDEX fact_flagged ON fact (held, seq) WHERE flags <> '';
CREATE INDEX fact_held ON fact (seq) WHERE held = 1;

CREATE VIEW entry AS
  SELECT f.seq, f.id, p.kind, p.event, p.source, p.target, p.booth, p.to_booth, p.material, p.run, p.bundle, f.number, f.person, f.quantity,
    p.method, f.names, f.seen_at, f.offset, f.at, f.received_at, p.device, p.authority, f.held, f.flags, f.hash, f.data
  FROM fact f JOIN pattern p ON p.id = f.pattern;

CREATE TRIGGER fact_is_append_only_update BEFORE UPDATE ON fact BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER fact_is_append_only_delete BEFORE DELETE ON fact BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER pattern_is_append_only_update BEFORE UPDATE ON pattern BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER pattern_is_append_only_delete BEFORE DELETE ON pattern BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER entry_is_append_only_update INSTEAD OF UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER entry_is_append_only_delete INSTEAD OF DELETE ON entry BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;

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
