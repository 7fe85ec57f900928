"""What ran when, drawn: lanes, names in their bars, letters where they do not fit."""

from __future__ import annotations

import math

import pytest
from syrupy.assertion import SnapshotAssertion

from studyapp.proof.evidence import Span, Timeline
from studyapp.tui.widgets.evidence.timeline import TimelineView
from studyapp.tui.widgets.proof_panel import ProofPanel
from tests.tui.conftest import screen_text
from tests.tui.test_widgets_proof import begin, check, feed
from tests.tui.widget_host import NARROW, Host


def span(name: str, start: float, end: float, lane: str = "") -> Span:
    return Span(lane=lane, name=name, start=start, end=end)


def drawn(*spans: Span, width: int = 34, title: str = "") -> list[str]:
    view = TimelineView(Timeline(title=title, spans=list(spans)))
    return [line.plain.rstrip() for line in view.picture(width)]


STEP = Timeline(
    title="one step on two ranks",
    spans=[
        span(name, start + rank / 4, end + rank / 4, f"rank {rank} · {lane}")
        for rank in range(2)
        for name, start, end, lane in [
            ("all_gather_into_tensor", 0, 1.2, "comm"),
            ("forward", 1.2, 5, "compute"),
            ("all_gather_into_tensor", 4, 6, "comm"),
            ("backward", 6, 13, "compute"),
            ("reduce_scatter", 8, 12.5, "comm"),
            ("reduce_scatter", 12, 13.5, "comm"),
            ("step", 13.5, 14.5, "compute"),
        ]
    ],
)


def test_a_name_stands_inside_its_bar() -> None:
    assert drawn(span("forward", 0, 1), span("backward", 1, 2)) == [
        " │├forward───────┤├backward──────┤",
        "  0                           2 ms",
    ]


def test_a_name_longer_than_its_bar_is_a_letter_with_a_key_below() -> None:
    assert drawn(span("step", 0, 7), span("all_reduce", 7, 8)) == [
        " │├step──────────────────────┤├a─┤",
        "  0                           8 ms",
        "  a all_reduce",
    ]


def test_a_letter_that_is_a_name_stands_for_no_other() -> None:
    assert drawn(span("a", 0, 7), span("all_reduce", 7, 8))[-1] == "  b all_reduce"


def test_a_gap_is_empty_and_lanes_share_one_axis() -> None:
    assert drawn(span("x", 0, 1, "rank 0"), span("y", 3, 4, "rank 1"), width=28) == [
        "rank 0 │├x──┤",
        "rank 1 │               ├y──┤",
        "        0               4 ms",
    ]


def test_spans_of_one_lane_that_overlap_lie_below_each_other() -> None:
    picture = drawn(span("a", 0, 3), span("b", 2, 4), width=18)
    assert picture[0].startswith(" │├a")
    assert picture[1].startswith(" │        ├b")


def test_a_moment_shows_at_the_end_of_the_axis_too() -> None:
    first, second, *_ = drawn(span("a", 0, 1), span("b", 1, 1), width=18)
    assert first == " │├a─────────────┤"
    assert second == " │               b"


def test_spans_without_a_finite_time_are_told_in_words() -> None:
    told = drawn(span("lost", math.nan, 1), span("endless", 0, math.inf), width=60)
    assert told == ["not drawn: lost nan to 1, endless 0 to inf"]


def test_a_timeline_of_nothing_says_so() -> None:
    assert drawn(title="idle") == ["idle", "not drawn: there is no span"]


def test_more_names_than_letters_are_all_in_the_key() -> None:
    spans = [span(f"kernel {number}", number, number + 1) for number in range(70)]
    whole = " ".join(drawn(*spans, width=80))
    assert all(f"kernel {number}" in whole for number in range(70))


@pytest.mark.parametrize("width", [40, 72, 120])
def test_every_name_is_told_within_the_width(width: int) -> None:
    picture = TimelineView(STEP).picture(width)
    assert all(line.cell_length <= width for line in picture)
    whole = " ".join(line.plain for line in picture)
    assert all(name in whole for name in ("forward", "backward", "step", "reduce_scatter"))


async def test_a_timeline_in_the_panel(snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    panel = ProofPanel()
    async with Host(panel).run_test(size=NARROW) as pilot:
        begin(panel)
        await feed(pilot, panel, check("ranks agree"), STEP)
        assert screen_text(pilot) == snapshot
