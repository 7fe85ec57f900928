"""Two themes of our own, ink on a dark screen and paper on a light one, and Textual's made legible.

Widgets use only Textual's own variables ($text, $text-success, …) and `dim`, so that any theme will do.
"""

from __future__ import annotations

from textual.color import BLACK, WHITE, Color
from textual.design import ColorSystem
from textual.theme import BUILTIN_THEMES, Theme

TEXTS = ("text-primary", "text-secondary", "text-accent", "text-warning", "text-success", "text-error")
CONTRAST = 4.5  # least ratio of text to what lies behind it (WCAG 2.2, criterion 1.4.3)
CODE = 0.08  # share of the foreground in the background of inline code

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


class LegibleColors(ColorSystem):
    """Text colours that fade into their surfaces, as on some light themes, are moved; the footer is plain."""

    def generate(self) -> dict[str, str]:
        colours = super().generate()
        surface, foreground = Color.parse(colours["surface"]), Color.parse(colours["foreground"])
        grounds = [surface.blend(foreground, CODE)]
        grounds += [Color.parse(colours[name]) for name in ("background", "surface", "panel")]
        for name in TEXTS:
            colours[name] = set_apart(Color.parse(colours[name]), grounds, WHITE if self.dark else BLACK).hex
        colours["footer-background"] = colours["background"]
        colours["footer-key-foreground"] = colours["text-accent"]
        colours["footer-description-foreground"] = colours["text-muted"]
        return colours


class LegibleTheme(Theme):
    """A theme whose text colours are moved only when it is used: computing them all takes 50 ms."""

    def to_color_system(self) -> ColorSystem:
        return LegibleColors(**vars(super().to_color_system()))


def set_apart(colour: Color, grounds: list[Color], towards: Color) -> Color:
    """The colour, blended towards white or black until it contrasts with every ground."""
    for step in range(11):
        blended = colour.blend(towards, step / 10)
        if all(contrast(blended, ground) >= CONTRAST for ground in grounds):
            return blended
    return towards


def contrast(one: Color, other: Color) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: Color) -> float:
    """Relative luminance of an sRGB colour (WCAG 2.2)."""
    channels = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.normalized]
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]


def make_legible(theme: Theme) -> Theme:
    own = {name: value for name, value in theme.variables.items() if not name.startswith("footer-")}
    return LegibleTheme(**vars(theme) | {"variables": own})


# ANSI themes stay as they are: the terminal knows their colours, not we.
THEMES = (INK, PAPER, *(make_legible(theme) for theme in BUILTIN_THEMES.values() if not theme.ansi))
