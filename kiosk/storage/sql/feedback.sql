-- Feedback after a talk or a screening: an event may ask how much people knew before and after, about what.
ALTER TABLE event ADD COLUMN awareness TEXT NOT NULL DEFAULT '';
