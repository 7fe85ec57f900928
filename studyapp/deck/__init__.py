"""Decks: Markdown files of cards, read, judged and mended without touching the disk."""
