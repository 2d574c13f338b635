"""An event's books: does it add up, closing it with frozen figures, and what came in afterwards."""
