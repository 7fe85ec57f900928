"""Whatever evidence holds, it is drawn within its width, or its text stands in the drawing's place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.content import Content

from studyapp.proof.evidence import (
    Bars,
    Check,
    Item,
    Note,
    Plot,
    Predict,
    Raises,
    Row,
    Span,
    Table,
    Timeline,
)
from studyapp.sanitise import HIDDEN
from studyapp.tui.widgets.evidence.bars import BarsView
from studyapp.tui.widgets.evidence.checks import Checks
from studyapp.tui.widgets.evidence.picture import Picture
from studyapp.tui.widgets.evidence.plot import PlotView
from studyapp.tui.widgets.evidence.table import TableView
from studyapp.tui.widgets.evidence.timeline import TimelineView
from studyapp.tui.widgets.evidence.words import Measured, NoteView
from studyapp.tui.widgets.lines import Lines
from studyapp.tui.widgets.proof_panel import ProofPanel, draw
from studyapp.tui.widgets.status import StatusLine
from tests.tui.test_widgets_proof import BARS, PLOT, begin, check, feed
from tests.tui.widget_host import NARROW, Host, text
from tests.unit.proof import samples

JOINERS = dict.fromkeys(map(ord, "\u200c\u200d"))
widths = st.integers(10, 200)


def assert_drawn(drawn: list[Content], width: int) -> None:
    assert all(line.cell_length <= width for line in drawn), [line.plain for line in drawn]
    # A narrow line may end within an emoji, and then with the joiner of its parts.
    whole = [line.plain.translate(JOINERS) for line in drawn]
    assert not any(HIDDEN.search(line) or "\n" in line for line in whole)


def widget(item: Item) -> Lines:
    """The one that shows this piece."""
    if isinstance(item, Check | Raises):
        checks = Checks()
        checks.items = (item,)
        return checks
    if isinstance(item, Predict):
        measured = Measured()
        measured.item = item
        return measured
    return draw(item)


@given(samples.items, widths)
def test_every_piece_keeps_within_its_width(item: Item, width: int) -> None:
    assert_drawn(widget(item).lines(width), width)


@given(samples.pictures, widths)
def test_no_drawing_fails(item: Table | Plot | Bars | Timeline | Note, width: int) -> None:
    picture = draw(item)
    assert isinstance(picture, Picture)
    assert all(isinstance(line, Content) for line in picture.picture(width))


@given(samples.items, st.integers(0, 9))
def test_there_is_something_to_show_before_there_is_room(item: Item, width: int) -> None:
    assert all(isinstance(line, Content) for line in widget(item).lines(width))


class Failing(TableView):
    """A drawing with a fault."""

    def picture(self, width: int) -> list[Content]:
        raise ZeroDivisionError


class Sprawling(TableView):
    """A drawing that does not keep within its width."""

    def picture(self, width: int) -> list[Content]:
        return [Content("x" * (width + 1))]


SAID = ("after one step  4.123", "loss: from 3 to 1", "rank 3       1      2", "forward     0   2", "a word")
TABLE = Table(title="norms", rows=[Row(label="after one step", cells=[4.123])])


@pytest.mark.parametrize("width", [10, 80])
def test_where_a_drawing_fails_its_text_stands(width: int) -> None:
    drawn = Failing(TABLE).lines(width)
    assert_drawn(drawn, width)
    whole = "".join(line.plain for line in drawn).replace(" ", "")
    assert whole == "inwords,sincedrawingitfailed(ZeroDivisionError)normsafteronestep4.123"


def test_where_a_drawing_does_not_fit_its_text_stands() -> None:
    assert [line.plain for line in Sprawling(TABLE).lines(40)] == ["norms", "  after one step  4.123"]


async def test_pictures_that_fail_leave_verdict_checks_and_text_on_the_screen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(self: object, width: int) -> list[Content]:
        raise OverflowError

    for view in (TableView, PlotView, BarsView, TimelineView, NoteView):
        monkeypatch.setattr(view, "picture", fail)
    panel = ProofPanel()
    async with Host(panel).run_test(size=NARROW) as pilot:
        begin(panel)
        spans = [Span(name="forward", start=0, end=2)]
        shown = (TABLE, PLOT, BARS, Timeline(title="when", spans=spans), Note(text="a word"))
        await feed(pilot, panel, *shown, check("holds"))
        assert text(panel.query_one(StatusLine)).startswith("✓ confirmed")
        assert text(panel.query_one(Checks)).startswith("✓ holds")
        pictures = [text(picture) for picture in panel.query("#pictures > *")]
        assert all("in words, since drawing it failed (OverflowError)" in picture for picture in pictures)
        words = (
            "after one step  4.123",
            "loss: from 3 to 1",
            "rank 3       1      2",
            "forward     0   2",
            "a word",
        )
        assert [word in picture for word, picture in zip(words, pictures, strict=True)] == [True] * 5


async def test_hostile_evidence_draws_nothing_that_acts_on_the_terminal() -> None:
    panel = ProofPanel()
    hostile = "\x1b]52;c;aGk=\x07\u202e\x9b31m"
    async with Host(panel).run_test(size=NARROW) as pilot:
        begin(panel)
        await feed(
            pilot,
            panel,
            check(hostile),
            Raises(name=hostile, passed=False, expected=hostile, got=hostile, message=hostile),
            Predict(value=hostile),
            Table(title=hostile, columns=[hostile], rows=[Row(label=hostile, cells=[hostile])]),
            Plot(title=hostile, x=[0, 1], series={hostile: [0, 1]}),
            Bars(title=hostile, unit=hostile, moments=[hostile], values=[[1]]),
            Timeline(title=hostile, unit=hostile, spans=[Span(lane=hostile, name=hostile, start=0, end=1)]),
            Note(text=hostile),
        )
        painted = "".join(text(each) for each in pilot.app.query(Lines))
        assert painted.count("␛]52;c;aGk=␇") > 8
        assert not HIDDEN.search(painted)
