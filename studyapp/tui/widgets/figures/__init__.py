"""Figures of the statistics, drawn from characters at any width and height."""
