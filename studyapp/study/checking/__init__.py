"""Checking a whole library, and recording what was confirmed."""
