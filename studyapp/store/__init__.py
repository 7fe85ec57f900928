"""The learner's data: a journal of events that is never rewritten, and what follows from it, in SQLite."""
