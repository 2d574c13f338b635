"""The activity summary that an office hands in, written from records alone: scope → records → sentences → a report as blocks."""
