-- How flyers look: pictures kept once by their content, a look per material, a logo per organisation.
CREATE TABLE picture (
  hash TEXT PRIMARY KEY CHECK (length(hash) = 64), media TEXT NOT NULL, content BLOB NOT NULL CHECK (length(content) <= 2097152),
  made_at INTEGER NOT NULL
) STRICT;
CREATE TABLE flyer_look (
  material TEXT PRIMARY KEY REFERENCES material(id), design TEXT NOT NULL, palette TEXT NOT NULL, accent TEXT NOT NULL DEFAULT '',
  focus TEXT NOT NULL, sponsor TEXT NOT NULL DEFAULT '', picture TEXT REFERENCES picture(hash), changed_at INTEGER NOT NULL
) STRICT;
CREATE TABLE organisation_logo (
  organisation TEXT PRIMARY KEY REFERENCES organisation(id), picture TEXT NOT NULL REFERENCES picture(hash), changed_at INTEGER NOT NULL
) STRICT;
