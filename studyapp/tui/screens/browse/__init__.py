"""Browsing: a query, what it finds, and one card from near."""
