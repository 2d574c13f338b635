-- Tips that somebody is in difficulty, for case workers alone.  What happened to a case is in the ledger (kind `referral`, its
-- step in `data`, the case in `person`); here stands what was told, sealed with a key that is kept outside (kiosk/sealing.py).
INSERT INTO measure_rule (kind, measure, side, detail, unless) VALUES ('referral', 'referral_steps', 'seen', '$.step', '');

CREATE TABLE referral_case (
  id TEXT PRIMARY KEY, event TEXT NOT NULL,
  number TEXT NOT NULL,                  -- what is read out: a slip's T-012, else random, so that nobody learns how many there are
  slip TEXT UNIQUE,                      -- the code of the paper slip that it came on
  told BLOB,                             -- sealed: what was told, and by whom
  reach BLOB,                            -- sealed: how to reach the person
  may_contact INTEGER NOT NULL CHECK (may_contact IN (0, 1)),
  notice_version INTEGER,
  worker TEXT NOT NULL DEFAULT '',       -- the account that looks after it
  made_at INTEGER NOT NULL,
  emptied_at INTEGER,                    -- when its texts were removed
  UNIQUE (event, number)
) STRICT;
CREATE INDEX referral_case_by_event ON referral_case (event);
-- What a case worker noted with a step: the service, the organisation, a remark; `entry` is the step's fact.
CREATE TABLE referral_note (
  entry TEXT PRIMARY KEY, of_case TEXT NOT NULL, worker TEXT NOT NULL, note BLOB, consent_version INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX referral_note_by_case ON referral_note (of_case);
-- Every look at a case; the case by its random id and its number.
CREATE TABLE referral_look (
  id TEXT PRIMARY KEY, at INTEGER NOT NULL, account TEXT NOT NULL, of_case TEXT NOT NULL, event TEXT NOT NULL, number TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX referral_look_by_time ON referral_look (at);

-- Whoever is erased leaves no text behind, also after a backup was restored (erasures.erase_again).
CREATE TRIGGER referral_is_erased AFTER INSERT ON erased BEGIN
  UPDATE referral_case SET told = NULL, reach = NULL, emptied_at = NEW.at WHERE id = NEW.subject;
  UPDATE referral_note SET note = NULL WHERE of_case = NEW.subject;
END;
