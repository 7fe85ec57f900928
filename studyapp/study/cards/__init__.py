"""Cards apart from a session: finding them, and what is done to them."""
