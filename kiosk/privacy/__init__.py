"""What names people: kept apart, masked, explained, disclosed, erased and purged, each with its record (domain.md §6)."""
