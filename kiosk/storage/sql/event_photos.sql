-- Photos of an event for its summary and the archive.  The picture itself stands in `picture`, made anew from its pixels alone.
CREATE TABLE event_photo (
  id TEXT PRIMARY KEY, event TEXT NOT NULL REFERENCES event(id), code TEXT NOT NULL, picture TEXT NOT NULL REFERENCES picture(hash),
  caption TEXT NOT NULL DEFAULT '', consent TEXT NOT NULL DEFAULT 'unknown', position INTEGER NOT NULL DEFAULT 0,
  language TEXT NOT NULL DEFAULT 'zh-Hans', variants TEXT NOT NULL DEFAULT '{}', made_by TEXT NOT NULL, made_at INTEGER NOT NULL, archived_at INTEGER,
  UNIQUE (event, code)
) STRICT;
CREATE INDEX event_photo_by_picture ON event_photo (picture);
