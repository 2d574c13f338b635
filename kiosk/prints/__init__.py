"""What goes through a printer: runs and their codes, the sheets that a run makes, and PDFs in the making."""
