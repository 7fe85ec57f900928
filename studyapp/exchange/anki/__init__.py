"""Anki's packages: collections in SQLite, with their notes, templates and logs of reviews."""
