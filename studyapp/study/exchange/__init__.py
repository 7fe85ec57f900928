"""Roads in and out: other programs' cards and history, and one's own for them."""
