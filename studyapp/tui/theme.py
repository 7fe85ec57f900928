"""Two themes of our own: ink on a dark screen, paper on a light one.

Widgets use only Textual's own variables ($text, $text-success, …) and `dim`: its built-in themes work too.
"""

from __future__ import annotations

from textual.theme import Theme

INK = Theme(
    name="ink",
    dark=True,
    primary="#7aa2f7",
    secondary="#bb9af7",
    accent="#e0af68",
    warning="#e0af68",
    success="#9ece6a",
    error="#f7768e",
    foreground="#c8d0e7",
    background="#12141c",
    surface="#181b26",
    panel="#1f2331",
    variables={
        "text": "#c8d0e7",
        "text-muted": "#8e95ab",
        "text-disabled": "#686f85",
        "text-primary": "#7aa2f7",
        "text-secondary": "#bb9af7",
        "text-accent": "#e0af68",
        "text-warning": "#e0af68",
        "text-success": "#9ece6a",
        "text-error": "#f7768e",
        "border-blurred": "#2a3042",
        "footer-background": "#12141c",
        "footer-description-foreground": "#8e95ab",
        "scrollbar": "#343b52",
        "scrollbar-hover": "#48516e",
        "scrollbar-background": "#12141c",
    },
)

PAPER = Theme(
    name="paper",
    dark=False,
    primary="#2f5f8f",
    secondary="#71458f",
    accent="#a25a00",
    warning="#a25a00",
    success="#3d7a1c",
    error="#b3283f",
    foreground="#26272b",
    background="#f7f4ec",
    surface="#fdfbf5",
    panel="#ede7da",
    variables={
        "text": "#26272b",
        "text-muted": "#6b6961",
        "text-disabled": "#8f8c82",
        "text-primary": "#2f5f8f",
        "text-secondary": "#71458f",
        "text-accent": "#955200",
        "text-warning": "#955200",
        "text-success": "#38701a",
        "text-error": "#b3283f",
        "border-blurred": "#ddd6c6",
        "footer-background": "#f7f4ec",
        "footer-description-foreground": "#6b6961",
        "scrollbar": "#d3ccbb",
        "scrollbar-hover": "#bfb7a3",
        "scrollbar-background": "#f7f4ec",
    },
)

THEMES = (INK, PAPER)
