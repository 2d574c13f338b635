-- What an event has beside paper, phones and counts: switched on one by one (kiosk/features.py).
ALTER TABLE event ADD COLUMN features TEXT NOT NULL DEFAULT '';
