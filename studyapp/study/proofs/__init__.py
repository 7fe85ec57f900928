"""Proofs: which may run, running them, and keeping what they found."""
