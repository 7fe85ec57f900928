"""The colours of charts are those of the themes, and can be told apart."""

from __future__ import annotations

from itertools import pairwise

import pytest
from textual.color import Color
from textual.theme import Theme

from studyapp.charts.palette import INK, NAMED, PAPER, Palette
from studyapp.tui import theme
from studyapp.tui.theme import CONTRAST, contrast

BOTH = pytest.mark.parametrize(("palette", "of"), [(INK, theme.INK), (PAPER, theme.PAPER)])


@BOTH
def test_they_are_the_theme_s(palette: Palette, of: Theme) -> None:
    assert (palette.background, palette.surface, palette.main) == (of.background, of.surface, of.primary)
    names = ("text", "text-muted", "text-success", "text-warning", "text-error")
    shown = (palette.text, palette.muted, palette.good, palette.warning, palette.bad)
    assert shown == tuple(of.variables[name] for name in names)


@BOTH
def test_words_are_legible_and_neighbours_differ_without_hue(palette: Palette, of: Theme) -> None:
    def apart(one: str, other: str) -> float:
        return contrast(Color.parse(one), Color.parse(other))

    for ground in (palette.background, palette.surface):
        for word in (palette.text, palette.muted, palette.good, palette.warning, palette.bad):
            assert apart(word, ground) >= CONTRAST
        assert all(apart(part, ground) >= 2 for part in palette.stack)
    assert all(apart(one, other) >= 2 for one, other in pairwise(palette.stack))
    assert all(apart(one, other) >= 1.2 for one, other in pairwise(palette.shades))


def test_a_page_gives_every_name_a_colour() -> None:
    assert NAMED.main == "var(--main)"
    assert "--main: #7aa2f7;" in INK.style()
    assert INK.style().count("--") == PAPER.style().count("--") == NAMED.style().count("var(")
