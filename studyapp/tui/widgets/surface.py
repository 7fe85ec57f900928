"""A sheet's surface: no box, one coloured edge at the left."""

from __future__ import annotations

from textual.containers import Vertical


class Surface(Vertical):
    """Holds one thing of a review. Screens put the class `-short` on themselves where rows are few."""

    SCOPED_CSS = False
    DEFAULT_CSS = """
    Surface {
        height: auto;
        margin-bottom: 1;
        padding: 1 2;
        background: $surface;
        color: $text;
        border-left: outer $primary;
    }
    .-short Surface { padding: 0 2; }
    """
