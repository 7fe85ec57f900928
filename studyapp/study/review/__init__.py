"""Reviewing: what comes next, a question from being asked to being graded, and the way back."""
