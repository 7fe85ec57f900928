"""Evidence drawn: one widget for each piece, from the evidence models."""
