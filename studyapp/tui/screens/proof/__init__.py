"""A proof from near: its runs, its source, its variants, and whether it may run."""
