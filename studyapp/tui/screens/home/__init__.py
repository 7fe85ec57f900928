"""Home: the decks, and what is next."""
