-- Kiosks that work together: which are known here, whose plan was joined, and who keeps which record of it.

-- Who was let in with which key, for which organisation (its whole subtree), and who was shut out again.  The latest decision about a
-- kiosk counts; another key for a kiosk that is known is taken only by a further decision.
CREATE TABLE kiosk_decision (
  id TEXT PRIMARY KEY, kiosk TEXT NOT NULL, decision TEXT NOT NULL CHECK (decision IN ('admitted', 'revoked')),
  public_key BLOB NOT NULL CHECK (length(public_key) = 32), name TEXT NOT NULL, organisation TEXT NOT NULL REFERENCES organisation(id),
  decided_by TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
CREATE INDEX kiosk_decision_by_kiosk ON kiosk_decision (kiosk);
CREATE TRIGGER kiosk_decision_stays BEFORE UPDATE ON kiosk_decision BEGIN SELECT RAISE(ABORT, 'a decision about a kiosk stays as it was made'); END;
CREATE TRIGGER kiosk_decision_kept BEFORE DELETE ON kiosk_decision BEGIN SELECT RAISE(ABORT, 'a decision about a kiosk is kept'); END;

-- A campaign of another kiosk as it was joined, file by file: the latest row says how far its plan is known here, and which organisation
-- of that plan (`theirs`) one of this kiosk's own (`ours`) is.
CREATE TABLE plan_join (
  id TEXT PRIMARY KEY, kiosk TEXT NOT NULL, campaign TEXT NOT NULL REFERENCES campaign(id), theirs TEXT NOT NULL,
  ours TEXT NOT NULL REFERENCES organisation(id), made_at INTEGER NOT NULL, digest TEXT NOT NULL, joined_by TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
CREATE INDEX plan_join_by_campaign ON plan_join (campaign);
CREATE TRIGGER plan_join_stays BEFORE UPDATE ON plan_join BEGIN SELECT RAISE(ABORT, 'what was joined stays on record'); END;
CREATE TRIGGER plan_join_kept BEFORE DELETE ON plan_join BEGIN SELECT RAISE(ABORT, 'what was joined is kept'); END;

-- Which records of the plan another kiosk brought here: it alone changes them.  What is not listed is this kiosk's own.
CREATE TABLE kept_elsewhere (noun TEXT NOT NULL, id TEXT NOT NULL, kiosk TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (noun, id)) STRICT, WITHOUT ROWID;
CREATE INDEX kept_elsewhere_by_kiosk ON kept_elsewhere (kiosk, noun);
CREATE TRIGGER kept_elsewhere_stays BEFORE UPDATE ON kept_elsewhere BEGIN SELECT RAISE(ABORT, 'who brought a record stays'); END;
CREATE TRIGGER kept_elsewhere_kept BEFORE DELETE ON kept_elsewhere BEGIN SELECT RAISE(ABORT, 'who brought a record is kept'); END;
