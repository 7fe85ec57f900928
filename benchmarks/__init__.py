"""Figures, as ratios against a peer in the same run: the machine is shared, and absolute times drift."""
