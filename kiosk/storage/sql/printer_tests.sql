-- When each code of a test page was opened last: what a printer can do, no fact of the event.
CREATE TABLE printer_test (
  run TEXT NOT NULL REFERENCES print_run(id), kind TEXT NOT NULL, opened_at INTEGER NOT NULL, PRIMARY KEY (run, kind)
) STRICT, WITHOUT ROWID;
