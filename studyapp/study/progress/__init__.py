"""How it goes: what is known, and the figures of it."""
