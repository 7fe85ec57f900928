"""The learner's data: copies of it, two machines of it, and whether it holds together."""
