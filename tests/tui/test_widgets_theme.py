"""Themes: legible everywhere, and widgets that import little."""

from __future__ import annotations

import subprocess
import sys

import pytest
from rich.color import Color as RichColor
from textual.color import Color
from textual.widget import Widget

from studyapp.proof.evidence import Bars, Check
from studyapp.proof.run.events import Shown
from studyapp.store.marks import Mark
from studyapp.study.cards.flags import FLAGS
from studyapp.tui.theme import THEMES, contrast
from studyapp.tui.widgets.choices import Choices
from studyapp.tui.widgets.grade_bar import GradeBar
from studyapp.tui.widgets.lines import Lines
from studyapp.tui.widgets.proof_panel import ProofPanel
from studyapp.tui.widgets.session_bar import SessionBar, spell_marks
from studyapp.tui.widgets.sheet import Answer
from tests.tui.widget_host import WIDE, Host

LEAST = 4.0  # dim text included, which has no ratio of its own
DECORATION = set("─━│┤▇▌· ")


def texts(widget: Widget) -> list[tuple[str, RichColor, RichColor]]:
    """Every piece of text that the widget paints, with its two colours."""
    pieces = []
    for row in range(widget.size.height):
        for segment in widget.render_line(row):
            if segment.style is None or not set(segment.text) - DECORATION:
                continue
            colour, ground = segment.style.color, segment.style.bgcolor
            assert colour is not None
            assert ground is not None
            pieces.append((segment.text, colour, ground))
    return pieces


async def paint_all(host: Host) -> list[Widget]:
    """A review in all its colours."""
    host.query_one(SessionBar).show("deck", "title", new=1, learning=2, due=3, done=1, total=7)
    await host.query_one(Answer).show(
        "# Title\n\n**Bold** *text* and `code`.\n\n```python\ndef f(): return 'x', 1  # why\n```"
    )
    choices = host.query_one(Choices)
    choices.show(["`a`", "b", "`c`"], right=[0])
    choices.pick(1)
    choices.reveal()
    host.query_one(GradeBar).offer(["1m", "8m", "4d", "11d"], 3)
    panel = host.query_one(ProofPanel)
    panel.begin("a.b", 1, {})
    for passed in (True, False):
        panel.feed(Shown(Check(name="name", passed=passed, got=1.0, expected=1.0, delta=0.0)))
    panel.feed(Shown(Bars(title="t", moments=["m"], values=[[1.0], [2.0]])))
    return [*host.query(Lines), *host.query("MarkdownBlock, Label")]


@pytest.mark.parametrize("theme", [theme.name for theme in THEMES])
async def test_all_text_is_legible(theme: str) -> None:
    host = Host(SessionBar(), Answer(), Choices(), ProofPanel(), GradeBar(), theme=theme)
    async with host.run_test(size=WIDE) as pilot:
        widgets = await paint_all(host)
        await pilot.pause(0.1)
        for widget in widgets:
            for words, colour, ground in texts(widget):
                ratio = contrast(Color.from_rich_color(colour), Color.from_rich_color(ground))
                assert ratio >= LEAST, (words, ratio)


@pytest.mark.parametrize("theme", ["ink", "paper"])
async def test_every_flag_has_a_colour_of_its_own_that_is_seen(theme: str) -> None:
    host = Host(SessionBar(), theme=theme)
    async with host.run_test(size=WIDE) as pilot:
        bar, seen = host.query_one(SessionBar), set()
        bar.show("deck", "title", new=1, learning=2, due=3, done=1, total=7)
        for number in range(1, len(FLAGS)):
            bar.mark(spell_marks(Mark(flag=number)))
            await pilot.pause(0.05)
            [(colour, ground)] = [(c, g) for words, c, g in texts(bar) if "⚑" in words]
            seen.add(colour)
            assert contrast(Color.from_rich_color(colour), Color.from_rich_color(ground)) >= 3.5
        assert len(seen) == len(FLAGS) - 1


@pytest.mark.parametrize("theme", ["ansi-dark", "ansi-light"])
async def test_ansi_themes_never_paint_a_colour_on_a_colour(theme: str) -> None:
    host = Host(SessionBar(), Answer(), Choices(), ProofPanel(), GradeBar(), theme=theme)
    async with host.run_test(size=WIDE) as pilot:
        widgets = await paint_all(host)
        await pilot.pause(0.1)
        for widget in widgets:
            assert all(ground.is_default for _, _, ground in texts(widget))


async def test_a_theme_can_be_changed_while_evidence_is_shown() -> None:
    host = Host(SessionBar(), Answer(), Choices(), ProofPanel(), GradeBar())
    async with host.run_test(size=WIDE) as pilot:
        widgets = await paint_all(host)
        await pilot.pause(0.1)
        dark = [ground for widget in widgets for _, _, ground in texts(widget)]
        host.theme = "paper"
        await pilot.pause()
        light = [ground for widget in widgets for _, _, ground in texts(widget)]
        assert len(dark) == len(light)
        assert not set(dark) & set(light)


@pytest.mark.parametrize(
    "module", ["sheet", "choices", "session_bar", "grade_bar", "forecast", "deck_table", "proof_panel"]
)
def test_widgets_import_neither_torch_nor_the_database_nor_an_editor(module: str) -> None:
    heavy = "{'torch', 'numpy', 'sqlalchemy', 'tree_sitter', 'textual.widgets._text_area'}"
    code = f"import sys, studyapp.tui.widgets.{module}; print(*{heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
