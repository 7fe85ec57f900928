"""Other programs' cards: their formats into ours, and ours into theirs. No store, no screen, no clock."""
