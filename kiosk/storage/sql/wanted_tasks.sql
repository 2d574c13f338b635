-- What a volunteer would like to help with, as ticked on the registration sheet: words of the form, separated by spaces.
ALTER TABLE volunteer ADD COLUMN tasks TEXT NOT NULL DEFAULT '';
