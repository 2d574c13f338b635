-- The wall: messages, hopes, improvements and wishes.  The words of a note and what its writer is called stand under the note's id in
-- `identity`, a claimant's name and number under the claim's; so does nothing here name a person, but for the wordings and replies
-- that go with the note (see the trigger).  Notes are counted by their facts; `fact` is the one that counts now, '' when none does.
CREATE TABLE wall_note (
  id TEXT PRIMARY KEY, event TEXT NOT NULL, number INTEGER NOT NULL, sort TEXT NOT NULL CHECK (sort IN ('message', 'hope', 'improvement', 'wish')),
  fact TEXT NOT NULL, language TEXT NOT NULL DEFAULT '', card TEXT NOT NULL DEFAULT '', left_at INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'public', 'hidden')), why TEXT NOT NULL DEFAULT '',
  decided_by TEXT NOT NULL DEFAULT '', decided_at INTEGER, public_at INTEGER,
  UNIQUE (event, number)
) STRICT;
CREATE INDEX wall_note_by_card ON wall_note (card) WHERE card <> '';
CREATE INDEX wall_note_by_state ON wall_note (event, state, public_at);

-- Earlier wordings of a note, as they stood before an edit.
CREATE TABLE wall_wording (
  note TEXT NOT NULL REFERENCES wall_note(id), version INTEGER NOT NULL, words TEXT NOT NULL, changed_by TEXT NOT NULL, changed_at INTEGER NOT NULL,
  PRIMARY KEY (note, version)
) STRICT, WITHOUT ROWID;

-- Where a wish stands: made again from its facts after each step (wishes.py).  No row: nobody has claimed it.
CREATE TABLE wall_wish (
  note TEXT PRIMARY KEY REFERENCES wall_note(id), stage TEXT NOT NULL CHECK (stage IN ('open', 'claimed', 'confirmed', 'delivered', 'closed')),
  claim TEXT NOT NULL DEFAULT '', claimed_at INTEGER, delivered_at INTEGER, closed_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX wall_wish_by_claim ON wall_wish (claim) WHERE claim <> '';

-- What becomes of an improvement that somebody suggested.
CREATE TABLE wall_task (
  note TEXT PRIMARY KEY REFERENCES wall_note(id), owner TEXT NOT NULL DEFAULT '', due TEXT NOT NULL DEFAULT '', reply TEXT NOT NULL DEFAULT '',
  is_public INTEGER NOT NULL DEFAULT 0 CHECK (is_public IN (0, 1)), done_on TEXT NOT NULL DEFAULT '', changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The address under which a large screen shows an event's wall without anybody signing in.
CREATE TABLE wall_link (
  event TEXT PRIMARY KEY REFERENCES event(id), secret TEXT NOT NULL UNIQUE CHECK (length(secret) = 26), languages TEXT NOT NULL, made_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER wall_note_erased AFTER DELETE ON identity BEGIN
  DELETE FROM wall_wording WHERE note = OLD.subject;
  UPDATE wall_task SET owner = '', reply = '', is_public = 0 WHERE note = OLD.subject;
  UPDATE setting SET value = CAST(value AS INTEGER) + 1 WHERE key = 'wall_version';
END;

INSERT INTO setting VALUES ('wall_version', '1');
INSERT INTO measure_rule (kind, measure, side, detail, unless) VALUES
  ('note', 'notes', 'seen', '$.sort', ''), ('wish', 'wish_steps', 'seen', '$.step', ''), ('wish', 'wish_days', 'seen', '$.days', '');
