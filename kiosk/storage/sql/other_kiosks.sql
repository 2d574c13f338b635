-- What other kiosks reported: one row when a report is begun, one when all of it is in.  A report without an outcome was cut short.
CREATE TABLE kiosk_report (
  id TEXT PRIMARY KEY, kiosk TEXT NOT NULL, campaign TEXT NOT NULL REFERENCES campaign(id), organisation TEXT NOT NULL REFERENCES organisation(id),
  digest TEXT NOT NULL, made_at INTEGER NOT NULL, position INTEGER NOT NULL, plan_version INTEGER NOT NULL, facts INTEGER NOT NULL,
  received_at INTEGER NOT NULL, received_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX kiosk_report_by_campaign ON kiosk_report (campaign, kiosk, position, plan_version, made_at);
CREATE TRIGGER kiosk_report_no_update BEFORE UPDATE ON kiosk_report BEGIN SELECT RAISE(ABORT, 'reports are append-only'); END;
CREATE TRIGGER kiosk_report_no_delete BEFORE DELETE ON kiosk_report BEGIN SELECT RAISE(ABORT, 'reports are append-only'); END;

-- said: a JSON object of what is worth telling: codes that were taken, events of others, kinds that only a newer kiosk counts.
CREATE TABLE kiosk_report_outcome (
  report TEXT PRIMARY KEY REFERENCES kiosk_report(id), at INTEGER NOT NULL, added INTEGER NOT NULL, known INTEGER NOT NULL,
  conflicts INTEGER NOT NULL, refused INTEGER NOT NULL, said TEXT NOT NULL DEFAULT '{}'
) STRICT, WITHOUT ROWID;
CREATE TRIGGER kiosk_report_outcome_no_update BEFORE UPDATE ON kiosk_report_outcome BEGIN SELECT RAISE(ABORT, 'reports are append-only'); END;
CREATE TRIGGER kiosk_report_outcome_no_delete BEFORE DELETE ON kiosk_report_outcome BEGIN SELECT RAISE(ABORT, 'reports are append-only'); END;

-- Facts under an id that says something else here: kept aside, never counted.
CREATE TABLE kiosk_conflict (
  fact TEXT NOT NULL, hash BLOB NOT NULL, kiosk TEXT NOT NULL, report TEXT NOT NULL REFERENCES kiosk_report(id), content TEXT NOT NULL,
  PRIMARY KEY (fact, hash, kiosk)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER kiosk_conflict_no_update BEFORE UPDATE ON kiosk_conflict BEGIN SELECT RAISE(ABORT, 'conflicts are append-only'); END;
CREATE TRIGGER kiosk_conflict_no_delete BEFORE DELETE ON kiosk_conflict BEGIN SELECT RAISE(ABORT, 'conflicts are append-only'); END;

-- When this kiosk last made a report of its own.
CREATE TABLE own_report (
  id TEXT PRIMARY KEY, campaign TEXT NOT NULL REFERENCES campaign(id), digest TEXT NOT NULL, made_at INTEGER NOT NULL, position INTEGER NOT NULL,
  facts INTEGER NOT NULL, made_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TRIGGER own_report_no_update BEFORE UPDATE ON own_report BEGIN SELECT RAISE(ABORT, 'reports are append-only'); END;
CREATE TRIGGER own_report_no_delete BEFORE DELETE ON own_report BEGIN SELECT RAISE(ABORT, 'reports are append-only'); END;
