"""What the learner's reviews amount to: pure functions from plain rows to figures."""
