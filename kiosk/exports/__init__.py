"""What goes out to other programs: tables of a campaign without anybody's name, and its calendar."""
