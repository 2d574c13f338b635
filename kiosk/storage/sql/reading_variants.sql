-- Where a post's reading was seen, in further languages than its post's.
ALTER TABLE post_reading ADD COLUMN variants TEXT NOT NULL DEFAULT '{}';
