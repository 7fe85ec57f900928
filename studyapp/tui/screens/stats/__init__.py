"""Statistics: every figure, and one from near."""
