"""The colours that a card can be flagged with."""

from __future__ import annotations

FLAGS = ("none", "red", "orange", "green", "blue", "pink", "turquoise", "purple")  # by number
