-- Tallies, kept by trigger in the transaction of the facts.  Buckets are 15 minutes UTC (900,000 ms).
-- Writing ends with moving `ledger_position` to the last entry; its trigger counts all entries between in sets, which costs
-- fifty facts little more than one (a trigger per row cost 40 µs a row), and can skip none.  Facts that are alike but for time
-- within the quarter and quantity are first put together (`count_group`), so that each tally is touched once for many.
-- CROSS JOIN pins the order of a join: SQLite takes the left table as the outer one.
-- Which kind counts towards which measure, and on which side of a movement, is data.
CREATE TABLE measure_rule (
  kind TEXT NOT NULL, measure TEXT NOT NULL,
  side TEXT NOT NULL CHECK (side IN ('seen', 'target')),    -- which booth it counts for
  detail TEXT NOT NULL DEFAULT '',                          -- JSON path of the tally's detail, if any
  unless TEXT NOT NULL DEFAULT '',                          -- JSON path of a mark that keeps it from counting here
  PRIMARY KEY (kind, measure)
) STRICT, WITHOUT ROWID;
INSERT INTO measure_rule (kind, measure, side, detail, unless) VALUES
  ('print', 'printed', 'seen', '', ''), ('issue', 'issued', 'target', '', ''),
  ('transfer', 'transferred_in', 'target', '', ''), ('transfer', 'transferred_out', 'seen', '', ''),
  ('hand_out', 'handed_out', 'seen', '', ''), ('return', 'returned', 'seen', '', ''), ('spoil', 'spoiled', 'seen', '$.why', ''),
  ('consultation', 'consultations', 'seen', '$.topic', ''), ('consultation', 'outcomes', 'seen', '$.outcome', ''),
  ('consultation', 'consulted_persons', 'seen', '', '$.same_person'),
  ('check_in', 'check_ins', 'seen', '', ''), ('check_out', 'check_outs', 'seen', '', ''), ('feedback', 'feedback', 'seen', '$.score', '');

CREATE TABLE tally (
  event TEXT NOT NULL, booth TEXT NOT NULL, material TEXT NOT NULL, measure TEXT NOT NULL, detail TEXT NOT NULL, method TEXT NOT NULL,
  bucket INTEGER NOT NULL, quantity INTEGER NOT NULL, entries INTEGER NOT NULL,
  PRIMARY KEY (event, booth, material, measure, detail, method, bucket)
) STRICT, WITHOUT ROWID;
CREATE TABLE bundle_tally (
  run TEXT NOT NULL, bundle INTEGER NOT NULL, booth TEXT NOT NULL, measure TEXT NOT NULL, quantity INTEGER NOT NULL, entries INTEGER NOT NULL,
  PRIMARY KEY (run, bundle, booth, measure)
) STRICT, WITHOUT ROWID;
CREATE TABLE device_tally (
  event TEXT NOT NULL, device TEXT NOT NULL, material TEXT NOT NULL, measure TEXT NOT NULL, quantity INTEGER NOT NULL, entries INTEGER NOT NULL,
  PRIMARY KEY (event, device, material, measure)
) STRICT, WITHOUT ROWID;
-- Where a bundle went, and when: responses are given to the booth that held their bundle.
CREATE TABLE bundle_place (
  run TEXT NOT NULL, bundle INTEGER NOT NULL, at INTEGER NOT NULL, id TEXT NOT NULL, event TEXT NOT NULL, booth TEXT NOT NULL,
  PRIMARY KEY (run, bundle, at, id)
) STRICT, WITHOUT ROWID;
-- Public scans and what people did on the landing page.  measure: opened, responses, actions, unique.
CREATE TABLE response_tally (
  event TEXT NOT NULL, run TEXT NOT NULL, bundle INTEGER NOT NULL, booth TEXT NOT NULL, bucket INTEGER NOT NULL, measure TEXT NOT NULL,
  detail TEXT NOT NULL, quantity INTEGER NOT NULL,
  PRIMARY KEY (event, run, bundle, booth, bucket, measure, detail)
) STRICT, WITHOUT ROWID;
-- Each responder's cells.
CREATE TABLE responder (
  mark TEXT NOT NULL, event TEXT NOT NULL, run TEXT NOT NULL, bundle INTEGER NOT NULL, booth TEXT NOT NULL, bucket INTEGER NOT NULL,
  scans INTEGER NOT NULL,
  PRIMARY KEY (mark, event, run, bundle, booth, bucket)
) STRICT, WITHOUT ROWID;
-- How many responders have exactly these several cells (a JSON array of [event, run, bundle, booth, bucket], sorted; under each of
-- their events).  Unique responders of any set of cells = sum of the cells' unique counts, less those counted more than once, which
-- are found here: reading it follows the number of cells, not of responders.
CREATE TABLE overlap (event TEXT NOT NULL, cells TEXT NOT NULL, responders INTEGER NOT NULL, PRIMARY KEY (event, cells)) STRICT, WITHOUT ROWID;
CREATE INDEX bundle_place_by_event ON bundle_place (event, run);
-- One row per (event, participant): the earliest standing check-in stands for the visit.
CREATE TABLE visit (event TEXT NOT NULL, participant TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (event, participant)) STRICT, WITHOUT ROWID;
CREATE INDEX visit_by_participant ON visit (participant, event);
-- Participants whom a person has confirmed to be the same one; undone by setting `undone_at`.
CREATE TABLE same_person (
  participant TEXT PRIMARY KEY, person TEXT NOT NULL, confirmed_by TEXT NOT NULL, at INTEGER NOT NULL, undone_at INTEGER
) STRICT, WITHOUT ROWID;
-- A page of a sign-in sheet counts its typed rows if any, else its latest subtotal.
CREATE TABLE sheet_page (
  event TEXT NOT NULL, run TEXT NOT NULL, page INTEGER NOT NULL, typed_rows INTEGER NOT NULL DEFAULT 0, total_seq INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (event, run, page)
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger_position (one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL) STRICT;
INSERT INTO ledger_position VALUES (1, 0);
-- What is being counted; empty between transactions.  Facts that are alike, older ones that changed with minus or plus:
CREATE TABLE count_group (pattern INTEGER NOT NULL, bucket INTEGER NOT NULL, data TEXT NOT NULL, quantity INTEGER NOT NULL, entries INTEGER NOT NULL) STRICT;
CREATE VIEW counting AS
  SELECT p.kind, p.event, p.device, p.booth, p.to_booth, p.material, p.run, p.bundle, p.method, g.bucket, g.data, g.quantity, g.entries
  FROM count_group g CROSS JOIN pattern p ON p.id = g.pattern;
-- … and one by one, +1 or -1 each: older ones that changed, and new ones of the kinds whose tallies look at each fact.
CREATE TABLE count_change (seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, sign INTEGER NOT NULL) STRICT;
-- The steps that only some kinds need, for the entries after `low` up to `high`.
CREATE VIEW count_step AS SELECT '' AS step, 0 AS low, 0 AS high;

CREATE TRIGGER count_entries AFTER UPDATE OF seq ON ledger_position WHEN NEW.seq > OLD.seq BEGIN
  INSERT INTO uncounted
    SELECT f.seq FROM fact f
    WHERE f.seq > OLD.seq AND f.seq <= NEW.seq AND (f.held = 1 OR EXISTS (SELECT 1 FROM fact v WHERE v.names = f.id AND v.names <> ''))
      AND NOT EXISTS (SELECT 1 FROM pattern p WHERE p.id = f.pattern AND p.kind IN ('void', 'release'))
      AND NOT EXISTS (SELECT 1 FROM standing s WHERE s.seq = f.seq);
  INSERT INTO count_group
    SELECT f.pattern, f.at - f.at % 900000, f.data, sum(f.quantity), count(*) FROM fact f
    WHERE f.seq > OLD.seq AND f.seq <= NEW.seq AND NOT EXISTS (SELECT 1 FROM uncounted u WHERE u.seq = f.seq)
    GROUP BY 1, 2, 3;
  INSERT INTO count_step SELECT 'before the tallies', OLD.seq, NEW.seq
    WHERE EXISTS (SELECT 1 FROM counting WHERE bundle > 0 OR kind IN ('void', 'release', 'check_in', 'shown', 'sheet_total'));

  INSERT INTO tally
    SELECT g.event, iif(r.side = 'target', g.to_booth, g.booth), g.material, r.measure,
      iif(r.detail = '', '', coalesce(json_extract(g.data, r.detail), '')), g.method, g.bucket, sum(g.quantity), sum(g.entries)
    FROM counting g CROSS JOIN measure_rule r ON r.kind = g.kind
    WHERE NOT (g.kind = 'transfer' AND g.booth = g.to_booth) AND (r.unless = '' OR NOT coalesce(json_extract(g.data, r.unless), 0))
    GROUP BY 1, 2, 3, 4, 5, 6, 7
    ON CONFLICT DO UPDATE SET quantity = quantity + excluded.quantity, entries = entries + excluded.entries;
  INSERT INTO device_tally
    SELECT event, device, material, kind, sum(quantity), sum(entries) FROM counting
    WHERE kind IN ('issue', 'transfer', 'hand_out', 'return', 'spoil', 'consultation', 'check_in')
    GROUP BY 1, 2, 3, 4
    ON CONFLICT DO UPDATE SET quantity = quantity + excluded.quantity, entries = entries + excluded.entries;
  INSERT INTO count_step SELECT 'after the tallies', 0, 0
    WHERE EXISTS (SELECT 1 FROM counting WHERE bundle > 0 OR kind IN ('void', 'release', 'check_in', 'shown', 'sheet_total', 'response', 'action'));
  DELETE FROM count_group;
END;
CREATE TRIGGER count_before INSTEAD OF INSERT ON count_step WHEN NEW.step = 'before the tallies' BEGIN
  INSERT INTO count_step SELECT 'decisions', NEW.low, NEW.high
    WHERE EXISTS (SELECT 1 FROM counting WHERE kind IN ('void', 'release'));
  INSERT INTO count_step SELECT 'one by one', NEW.low, NEW.high
    WHERE EXISTS (SELECT 1 FROM counting WHERE bundle > 0 OR kind IN ('check_in', 'shown', 'sheet_total'));
END;
CREATE TRIGGER count_after INSTEAD OF INSERT ON count_step WHEN NEW.step = 'after the tallies' BEGIN
  INSERT INTO count_step SELECT 'bundles', 0, 0 WHERE EXISTS (SELECT 1 FROM counting WHERE bundle > 0 AND run <> '');
  INSERT INTO count_step SELECT 'responses', 0, 0
    WHERE EXISTS (SELECT 1 FROM counting WHERE kind = 'response' OR kind = 'shown' OR kind = 'action');
  INSERT INTO count_step SELECT 'visits', 0, 0 WHERE EXISTS (SELECT 1 FROM counting WHERE kind = 'check_in');
  INSERT INTO count_step SELECT 'sheet totals', 0, 0 WHERE EXISTS (SELECT 1 FROM counting WHERE kind = 'sheet_total');
  INSERT INTO count_step SELECT 'clear', 0, 0 WHERE EXISTS (SELECT 1 FROM count_change);
END;
CREATE TRIGGER count_clear INSTEAD OF INSERT ON count_step WHEN NEW.step = 'clear' BEGIN
  DELETE FROM count_change;  -- a step of its own, because emptying an empty table writes a page too
END;

-- Older entries that new voids and releases name, directly or through a void that is released.
CREATE TRIGGER count_decisions INSTEAD OF INSERT ON count_step WHEN NEW.step = 'decisions' BEGIN
  INSERT INTO recount
    SELECT e.seq FROM entry v CROSS JOIN entry e ON e.id = v.names
    WHERE v.seq > NEW.low AND v.seq <= NEW.high AND v.kind IN ('void', 'release') AND e.seq <= NEW.low;
  INSERT INTO recount
    SELECT e.seq FROM entry r CROSS JOIN entry v ON v.id = r.names AND v.kind = 'void' CROSS JOIN entry e ON e.id = v.names
    WHERE r.seq > NEW.low AND r.seq <= NEW.high AND r.kind = 'release' AND e.seq <= NEW.low;
  INSERT INTO count_group
    SELECT f.pattern, f.at - f.at % 900000, f.data, c.sign * f.quantity, c.sign FROM count_change c CROSS JOIN fact f ON f.seq = c.seq;
END;
CREATE TRIGGER count_one_by_one INSTEAD OF INSERT ON count_step WHEN NEW.step = 'one by one' BEGIN
  INSERT INTO count_change
    SELECT e.seq, e.kind, 1 FROM entry e
    WHERE e.seq > NEW.low AND e.seq <= NEW.high AND (e.kind IN ('check_in', 'shown', 'sheet_total') OR e.bundle > 0 AND e.kind IN ('issue', 'transfer'))
      AND NOT EXISTS (SELECT 1 FROM uncounted u WHERE u.seq = e.seq);
END;
CREATE TRIGGER count_bundles INSTEAD OF INSERT ON count_step WHEN NEW.step = 'bundles' BEGIN
  INSERT INTO bundle_tally
    SELECT g.run, g.bundle, iif(r.side = 'target', g.to_booth, g.booth), r.measure, sum(g.quantity), sum(g.entries)
    FROM counting g CROSS JOIN measure_rule r ON r.kind = g.kind
    WHERE g.kind IN ('issue', 'transfer', 'hand_out', 'return', 'spoil') AND g.run <> '' AND g.bundle > 0
      AND NOT (g.kind = 'transfer' AND g.booth = g.to_booth)
    GROUP BY 1, 2, 3, 4
    ON CONFLICT DO UPDATE SET quantity = quantity + excluded.quantity, entries = entries + excluded.entries;
  INSERT INTO bundle_place
    SELECT e.run, e.bundle, e.at, e.id, e.event, e.to_booth FROM count_change c CROSS JOIN entry e ON e.seq = c.seq
    WHERE c.sign = 1 AND c.kind IN ('issue', 'transfer') AND e.run <> '' AND e.bundle > 0 AND e.to_booth <> '';
  DELETE FROM bundle_place WHERE (run, bundle, at, id) IN (
    SELECT e.run, e.bundle, e.at, e.id FROM count_change c CROSS JOIN entry e ON e.seq = c.seq WHERE c.sign = -1 AND c.kind IN ('issue', 'transfer'));
END;
CREATE TRIGGER count_responses INSTEAD OF INSERT ON count_step WHEN NEW.step = 'responses' BEGIN
  INSERT INTO response_tally
    SELECT event, run, bundle, booth, bucket,
      CASE kind WHEN 'response' THEN 'opened' WHEN 'shown' THEN 'responses' ELSE 'actions' END,
      CASE kind WHEN 'action' THEN coalesce(json_extract(data, '$.which'), '') ELSE '' END, sum(quantity)
    FROM counting WHERE kind IN ('response', 'shown', 'action')
    GROUP BY 1, 2, 3, 4, 5, 6, 7
    ON CONFLICT DO UPDATE SET quantity = quantity + excluded.quantity;
  INSERT INTO responder
    SELECT json_extract(e.data, '$.mark'), e.event, e.run, e.bundle, e.booth, e.at - e.at % 900000, sum(c.sign)
    FROM count_change c CROSS JOIN entry e ON e.seq = c.seq WHERE c.kind = 'shown' AND json_extract(e.data, '$.mark') IS NOT NULL
    GROUP BY 1, 2, 3, 4, 5, 6
    ON CONFLICT DO UPDATE SET scans = scans + excluded.scans;
END;
CREATE TRIGGER count_visits INSTEAD OF INSERT ON count_step WHEN NEW.step = 'visits' BEGIN
  INSERT INTO tally  -- a sign-in without an id: each one is a visit
    SELECT e.event, e.booth, '', 'visits', '', e.method, e.at - e.at % 900000, sum(c.sign), sum(c.sign)
    FROM count_change c CROSS JOIN entry e ON e.seq = c.seq WHERE c.kind = 'check_in' AND e.person = ''
    GROUP BY 1, 2, 6, 7
    ON CONFLICT DO UPDATE SET quantity = quantity + excluded.quantity, entries = entries + excluded.entries;
  INSERT INTO visit
    SELECT DISTINCT e.event, e.person,
      coalesce((SELECT s.seq FROM standing s WHERE s.kind = 'check_in' AND s.person <> '' AND s.event = e.event AND s.person = e.person
                ORDER BY s.at, s.id LIMIT 1), 0)
    FROM count_change c CROSS JOIN entry e ON e.seq = c.seq WHERE c.kind = 'check_in' AND e.person <> ''
    ON CONFLICT DO UPDATE SET seq = excluded.seq WHERE seq <> excluded.seq;
  INSERT INTO sheet_page (event, run, page, typed_rows)
    SELECT e.event, e.run, e.number, sum(c.sign) FROM count_change c CROSS JOIN entry e ON e.seq = c.seq
    WHERE c.kind = 'check_in' AND e.method = 'paper' AND e.run <> '' AND e.number > 0
    GROUP BY 1, 2, 3
    ON CONFLICT DO UPDATE SET typed_rows = typed_rows + excluded.typed_rows;
END;
CREATE TRIGGER count_sheet_totals INSTEAD OF INSERT ON count_step WHEN NEW.step = 'sheet totals' BEGIN
  INSERT INTO sheet_page (event, run, page, total_seq)
    SELECT DISTINCT e.event, e.run, e.number,
      coalesce((SELECT t.seq FROM standing t WHERE t.kind = 'sheet_total' AND t.event = e.event AND t.run = e.run AND t.number = e.number
                ORDER BY t.at DESC, t.id DESC LIMIT 1), 0)
    FROM count_change c CROSS JOIN entry e ON e.seq = c.seq WHERE c.kind = 'sheet_total'
    ON CONFLICT DO UPDATE SET total_seq = excluded.total_seq WHERE total_seq <> excluded.total_seq;
END;

-- Ask whether the standing of an entry that was counted has changed.
CREATE VIEW recount AS SELECT seq FROM entry WHERE 0;
CREATE TRIGGER recount_entry INSTEAD OF INSERT ON recount BEGIN
  INSERT INTO count_change SELECT s.seq, s.kind, 1 FROM standing s JOIN uncounted u ON u.seq = s.seq WHERE s.seq = NEW.seq;
  DELETE FROM uncounted WHERE seq = NEW.seq AND EXISTS (SELECT 1 FROM standing WHERE seq = NEW.seq);
  INSERT INTO count_change
    SELECT e.seq, e.kind, -1 FROM entry e WHERE e.seq = NEW.seq AND e.kind NOT IN ('void', 'release')
      AND NOT EXISTS (SELECT 1 FROM standing WHERE seq = NEW.seq) AND NOT EXISTS (SELECT 1 FROM uncounted WHERE seq = NEW.seq);
  INSERT INTO uncounted
    SELECT e.seq FROM entry e WHERE e.seq = NEW.seq AND e.kind NOT IN ('void', 'release')
      AND NOT EXISTS (SELECT 1 FROM standing WHERE seq = NEW.seq) ON CONFLICT DO NOTHING;
END;

-- Count a responder's set of cells, but for the cell `without`, once more or once less.
CREATE VIEW overlap_change AS SELECT '' AS mark, '' AS without, 1 AS sign;
CREATE TRIGGER apply_overlap_change INSTEAD OF INSERT ON overlap_change
WHEN (SELECT count(*) FROM (SELECT 1 FROM responder WHERE mark = NEW.mark LIMIT 2)) > 1 BEGIN
  INSERT INTO overlap
    SELECT DISTINCT c.value ->> 0, s.cells, NEW.sign
    FROM (SELECT json_group_array(json(cell)) AS cells
          FROM (SELECT json_array(event, run, bundle, booth, bucket) AS cell FROM responder WHERE mark = NEW.mark ORDER BY event, run, bundle, booth, bucket)
          WHERE cell <> NEW.without) s, json_each(s.cells) c
    WHERE json_array_length(s.cells) > 1
    ON CONFLICT DO UPDATE SET responders = responders + excluded.responders;
END;
CREATE TRIGGER responder_comes AFTER INSERT ON responder BEGIN
  INSERT INTO response_tally VALUES (NEW.event, NEW.run, NEW.bundle, NEW.booth, NEW.bucket, 'unique', '', 1)
    ON CONFLICT DO UPDATE SET quantity = quantity + 1;
  INSERT INTO overlap_change VALUES (NEW.mark, json_array(NEW.event, NEW.run, NEW.bundle, NEW.booth, NEW.bucket), -1);
  INSERT INTO overlap_change VALUES (NEW.mark, '', 1);
END;
CREATE TRIGGER responder_goes AFTER UPDATE OF scans ON responder WHEN NEW.scans = 0 BEGIN
  INSERT INTO response_tally VALUES (NEW.event, NEW.run, NEW.bundle, NEW.booth, NEW.bucket, 'unique', '', -1)
    ON CONFLICT DO UPDATE SET quantity = quantity - 1;
  INSERT INTO overlap_change VALUES (NEW.mark, '', -1);
  DELETE FROM responder
    WHERE mark = NEW.mark AND event = NEW.event AND run = NEW.run AND bundle = NEW.bundle AND booth = NEW.booth AND bucket = NEW.bucket;
  INSERT INTO overlap_change VALUES (NEW.mark, '', 1);
END;

-- `detail` is 'identified' for a participant's visit and '' for the number on a sheet page.
CREATE VIEW visit_change AS SELECT seq, 1 AS quantity, 1 AS sign, '' AS detail FROM entry WHERE 0;
CREATE TRIGGER apply_visit_change INSTEAD OF INSERT ON visit_change BEGIN
  INSERT INTO tally
    SELECT event, booth, '', 'visits', NEW.detail, method, at - at % 900000, NEW.sign * NEW.quantity, NEW.sign FROM entry WHERE seq = NEW.seq
    ON CONFLICT DO UPDATE SET quantity = quantity + excluded.quantity, entries = entries + excluded.entries;
END;
CREATE TRIGGER visit_begins AFTER INSERT ON visit WHEN NEW.seq > 0 BEGIN INSERT INTO visit_change VALUES (NEW.seq, 1, 1, 'identified'); END;
CREATE TRIGGER visit_changes AFTER UPDATE OF seq ON visit BEGIN
  INSERT INTO visit_change SELECT OLD.seq, 1, -1, 'identified' WHERE OLD.seq > 0;
  INSERT INTO visit_change SELECT NEW.seq, 1, 1, 'identified' WHERE NEW.seq > 0;
END;
CREATE TRIGGER sheet_page_begins AFTER INSERT ON sheet_page WHEN NEW.typed_rows = 0 AND NEW.total_seq > 0 BEGIN
  INSERT INTO visit_change SELECT seq, quantity, 1, '' FROM entry WHERE seq = NEW.total_seq;
END;
CREATE TRIGGER sheet_page_changes AFTER UPDATE ON sheet_page BEGIN
  INSERT INTO visit_change SELECT seq, quantity, -1, '' FROM entry WHERE seq = OLD.total_seq AND OLD.typed_rows = 0;
  INSERT INTO visit_change SELECT seq, quantity, 1, '' FROM entry WHERE seq = NEW.total_seq AND NEW.typed_rows = 0;
END;
