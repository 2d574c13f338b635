-- Totals per event, kept by trigger beside the tallies that they are the sums of: a page about a thousand communities reads so many
-- rows, however many facts there are and over however many hours.
CREATE TABLE event_total (  -- `tally` without its quarters of an hour; in the order in which places are added up
  event TEXT NOT NULL, measure TEXT NOT NULL, detail TEXT NOT NULL, method TEXT NOT NULL, booth TEXT NOT NULL, material TEXT NOT NULL,
  quantity INTEGER NOT NULL, entries INTEGER NOT NULL,
  PRIMARY KEY (event, measure, detail, method, booth, material)
) STRICT, WITHOUT ROWID;
-- Movements alone keep their place, for what was handed out depends on how a place counts; all else is summed over its places.
CREATE TABLE placed_measure (measure TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
INSERT INTO placed_measure VALUES ('issued'), ('transferred_in'), ('transferred_out'), ('handed_out'), ('returned'), ('spoiled');
CREATE TABLE event_response (  -- public scans by the event that held the bundle then; measure: opened, responses, actions, unique
  event TEXT NOT NULL, measure TEXT NOT NULL, detail TEXT NOT NULL, quantity INTEGER NOT NULL,
  PRIMARY KEY (event, measure, detail)
) STRICT, WITHOUT ROWID;
-- How many responders scanned at exactly these several events (a sorted JSON array; under each of them), as `overlap` says of cells.
CREATE TABLE event_overlap (event TEXT NOT NULL, events TEXT NOT NULL, responders INTEGER NOT NULL, PRIMARY KEY (event, events)) STRICT, WITHOUT ROWID;

CREATE INDEX response_tally_by_bundle ON response_tally (run, bundle);
-- Where a scan belongs: to the booth of the bundle's last issue before the quarter's end, else to what the scan itself said.
CREATE VIEW response_place AS
  SELECT t.*,
    coalesce((SELECT p.event FROM bundle_place p WHERE p.run = t.run AND p.bundle = t.bundle AND p.at < t.bucket + 900000 ORDER BY p.at DESC, p.id DESC LIMIT 1), t.event) AS at_event,
    coalesce((SELECT p.booth FROM bundle_place p WHERE p.run = t.run AND p.bundle = t.bundle AND p.at < t.bucket + 900000 ORDER BY p.at DESC, p.id DESC LIMIT 1), t.booth) AS at_booth
  FROM response_tally t;
CREATE VIEW responder_place AS
  SELECT r.mark, json_array(r.event, r.run, r.bundle, r.booth, r.bucket) AS cell,
    (SELECT at_event FROM response_place t WHERE t.event = r.event AND t.run = r.run AND t.bundle = r.bundle AND t.booth = r.booth AND t.bucket = r.bucket AND t.measure = 'responses' AND t.detail = '') AS at_event
  FROM responder r;

CREATE TRIGGER tally_begins AFTER INSERT ON tally BEGIN
  INSERT INTO event_total VALUES (NEW.event, NEW.measure, NEW.detail, NEW.method,
      iif(NEW.measure IN (SELECT measure FROM placed_measure), NEW.booth, ''), iif(NEW.measure IN (SELECT measure FROM placed_measure), NEW.material, ''), NEW.quantity, NEW.entries)
    ON CONFLICT DO UPDATE SET quantity = quantity + excluded.quantity, entries = entries + excluded.entries;
END;
CREATE TRIGGER tally_changes AFTER UPDATE OF quantity ON tally BEGIN
  UPDATE event_total SET quantity = quantity + NEW.quantity - OLD.quantity, entries = entries + NEW.entries - OLD.entries
    WHERE event = NEW.event AND measure = NEW.measure AND detail = NEW.detail AND method = NEW.method
      AND booth = iif(NEW.measure IN (SELECT measure FROM placed_measure), NEW.booth, '') AND material = iif(NEW.measure IN (SELECT measure FROM placed_measure), NEW.material, '');
END;
CREATE TRIGGER response_begins AFTER INSERT ON response_tally WHEN NEW.measure <> 'unique' BEGIN
  INSERT INTO event_response
    SELECT at_event, measure, detail, NEW.quantity FROM response_place
    WHERE event = NEW.event AND run = NEW.run AND bundle = NEW.bundle AND booth = NEW.booth AND bucket = NEW.bucket AND measure = NEW.measure AND detail = NEW.detail
    ON CONFLICT DO UPDATE SET quantity = quantity + excluded.quantity;
END;
CREATE TRIGGER response_changes AFTER UPDATE OF quantity ON response_tally WHEN NEW.measure <> 'unique' BEGIN
  UPDATE event_response SET quantity = quantity + NEW.quantity - OLD.quantity
    WHERE measure = NEW.measure AND detail = NEW.detail AND event = (
      SELECT at_event FROM response_place
      WHERE event = NEW.event AND run = NEW.run AND bundle = NEW.bundle AND booth = NEW.booth AND bucket = NEW.bucket AND measure = NEW.measure AND detail = NEW.detail);
END;

-- Count the events that a responder reached, but for the cell `without`, once more or once less.
CREATE VIEW reach_change AS SELECT '' AS mark, '' AS without, 1 AS sign;
CREATE TRIGGER apply_reach_change INSTEAD OF INSERT ON reach_change BEGIN
  INSERT INTO event_response
    SELECT DISTINCT at_event, 'unique', '', NEW.sign FROM responder_place WHERE mark = NEW.mark AND cell <> NEW.without
    ON CONFLICT DO UPDATE SET quantity = quantity + excluded.quantity;
  INSERT INTO event_overlap
    SELECT e.value, s.events, NEW.sign
    FROM (SELECT json_group_array(at_event) AS events
          FROM (SELECT DISTINCT at_event FROM responder_place WHERE mark = NEW.mark AND cell <> NEW.without ORDER BY 1)) s, json_each(s.events) e
    WHERE json_array_length(s.events) > 1
    ON CONFLICT DO UPDATE SET responders = responders + excluded.responders;
END;
CREATE TRIGGER responder_reaches AFTER INSERT ON responder BEGIN
  INSERT INTO reach_change
    SELECT NEW.mark, json_array(NEW.event, NEW.run, NEW.bundle, NEW.booth, NEW.bucket), -1
    WHERE (SELECT count(*) FROM (SELECT 1 FROM responder WHERE mark = NEW.mark LIMIT 2)) > 1;
  INSERT INTO reach_change VALUES (NEW.mark, '', 1);
END;
CREATE TRIGGER responder_leaves BEFORE DELETE ON responder BEGIN INSERT INTO reach_change VALUES (OLD.mark, '', -1); END;
CREATE TRIGGER responder_left AFTER DELETE ON responder BEGIN INSERT INTO reach_change VALUES (OLD.mark, '', 1); END;

-- A bundle's scans before its place changes (-1) and after it (+1): facts come in any order, and a void moves a bundle back.
CREATE VIEW place_change AS SELECT '' AS run, 0 AS bundle, 1 AS sign;
CREATE TRIGGER apply_place_change INSTEAD OF INSERT ON place_change
WHEN EXISTS (SELECT 1 FROM response_tally WHERE run = NEW.run AND bundle = NEW.bundle) BEGIN
  INSERT INTO event_response
    SELECT at_event, measure, detail, NEW.sign * sum(quantity) FROM response_place
    WHERE run = NEW.run AND bundle = NEW.bundle AND measure <> 'unique' GROUP BY 1, 2, 3
    ON CONFLICT DO UPDATE SET quantity = quantity + excluded.quantity;
  INSERT INTO reach_change
    SELECT DISTINCT json_extract(f.data, '$.mark'), '', NEW.sign FROM pattern p CROSS JOIN fact f ON f.pattern = p.id
    WHERE p.run = NEW.run AND p.bundle = NEW.bundle AND p.kind = 'shown';
END;
CREATE TRIGGER bundle_comes BEFORE INSERT ON bundle_place BEGIN INSERT INTO place_change VALUES (NEW.run, NEW.bundle, -1); END;
CREATE TRIGGER bundle_came AFTER INSERT ON bundle_place BEGIN INSERT INTO place_change VALUES (NEW.run, NEW.bundle, 1); END;
CREATE TRIGGER bundle_goes BEFORE DELETE ON bundle_place BEGIN INSERT INTO place_change VALUES (OLD.run, OLD.bundle, -1); END;
CREATE TRIGGER bundle_gone AFTER DELETE ON bundle_place BEGIN INSERT INTO place_change VALUES (OLD.run, OLD.bundle, 1); END;

INSERT INTO event_total
  SELECT event, measure, detail, method, iif(measure IN (SELECT measure FROM placed_measure), booth, '') AS at_booth,
    iif(measure IN (SELECT measure FROM placed_measure), material, '') AS of_material, sum(quantity), sum(entries)
  FROM tally GROUP BY event, measure, detail, method, at_booth, of_material;
INSERT INTO event_response SELECT at_event, measure, detail, sum(quantity) FROM response_place WHERE measure <> 'unique' GROUP BY 1, 2, 3;
INSERT INTO event_response SELECT at_event, 'unique', '', count(DISTINCT mark) FROM responder_place GROUP BY 1;
INSERT INTO event_overlap
  SELECT e.value, s.events, count(*)
  FROM (SELECT json_group_array(at_event) AS events FROM (SELECT DISTINCT mark, at_event FROM responder_place ORDER BY 1, 2) GROUP BY mark) s, json_each(s.events) e
  WHERE json_array_length(s.events) > 1 GROUP BY 1, 2;
