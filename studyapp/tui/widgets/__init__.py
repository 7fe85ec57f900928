"""What screens are made of; each widget has its style beside it."""
