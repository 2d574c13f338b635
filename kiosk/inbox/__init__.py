"""What wants a coordinator's decision: cases found among the facts, what was decided about them, and reminders."""
