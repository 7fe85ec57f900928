"""One piece of evidence from those of several ranks."""

from __future__ import annotations

import math

import pytest

from studyapp.proof.evidence import Bars, Check, Item, Note, Plot, Predict, Row, Span, Table, Timeline
from studyapp.proof.merge import DisagreementError, merge


def check(delta: float, passed: bool = True) -> Check:
    return Check(name="x", passed=passed, got=1.0, expected=1.0, delta=delta)


def table(*cells: float) -> Table:
    return Table(rows=[Row(label=f"row {place}", cells=[cell]) for place, cell in enumerate(cells)])


def test_of_checks_that_pass_the_largest_difference_is_kept() -> None:
    assert merge([check(0.0), check(0.5), check(0.1)]) == check(0.5)


def test_a_check_that_fails_names_its_ranks() -> None:
    merged = merge([check(0.0), check(2.0, False), check(0.0), check(3.0, False)])
    assert merged == Check(name="x", passed=False, got=1.0, expected=1.0, delta=2.0, failed_ranks=(1, 3))


def test_a_row_that_is_nan_on_every_rank_stands_once() -> None:
    merged = merge([table(math.nan, 1.0), table(math.nan, 2.0)])
    assert isinstance(merged, Table)
    assert [row.rank for row in merged.rows] == [None, 0, 1]


def test_more_rows_than_a_table_holds_are_counted() -> None:
    merged = merge([table(*[float(rank)] * 64) for rank in range(8)])
    assert isinstance(merged, Table)
    assert len(merged.rows) == 256
    assert merged.rows[-1].label == "… 257 more rows"


def test_lanes_bear_the_number_of_their_rank() -> None:
    item = Timeline(
        title="t", spans=[Span(name="a", start=0, end=1), Span(lane="comm", name="b", start=1, end=2)]
    )
    merged = merge([item, item])
    assert isinstance(merged, Timeline)
    assert [span.lane for span in merged.spans] == ["rank 0", "rank 0 · comm", "rank 1", "rank 1 · comm"]


def test_every_rank_has_its_share_of_a_crowded_timeline() -> None:
    item = Timeline(title="t", spans=[Span(name="a", start=0, end=1)] * 256)
    merged = merge([item] * 8)
    assert isinstance(merged, Timeline)
    assert len({span.lane for span in merged.spans}) == 8
    assert merged.title == "t (… 1,024 more spans)"


def test_one_rank_alone_keeps_its_lanes_unnamed() -> None:
    item = Timeline(title="t", spans=[Span(name="a", start=0, end=1)])
    assert merge([item]) == item


def test_notes_that_differ_are_shown_each_with_its_rank() -> None:
    assert merge([Note(text="a"), Note(text="a")]) == Note(text="a")
    assert merge([Note(text="a"), Note(text="b")]) == Note(text="rank 0: a\nrank 1: b")


def test_many_long_notes_keep_within_one() -> None:
    merged = merge([Note(text=f"{rank}" * 2000) for rank in range(8)])
    assert isinstance(merged, Note)
    assert len(merged.text) <= 2000
    assert merged.text.count("rank ") == 8


def test_a_plot_that_differs_is_said_to_be_rank_0_s() -> None:
    mine, other = (Plot(title="loss", x=[0], series={"y": [value]}) for value in (1.0, 2.0))
    assert merge([mine, mine]) == mine
    assert merge([mine, other]) == Plot(title="loss (rank 0)", x=[0], series={"y": [1.0]})


def test_bars_have_a_list_for_each_rank() -> None:
    mine, other = (Bars(title="b", moments=["now"], values=[[value]]) for value in (1.0, 2.0))
    assert merge([mine, other]) == Bars(title="b", moments=["now"], values=[[1.0], [2.0]])


def test_a_prediction_that_is_nan_everywhere_is_agreed_on() -> None:
    merged = merge([Predict(value=math.nan), Predict(value=math.nan)])
    assert isinstance(merged, Predict)
    assert str(merged.value) == "nan"


@pytest.mark.parametrize(
    "items",
    [
        [Note(text="x"), check(0.0)],
        [Predict(value=1), Predict(value=2)],
        [table(1.0), table(1.0, 2.0)],
        [Bars(title="b", moments=[name], values=[[1.0]]) for name in ("before", "after")],
    ],
)
def test_ranks_that_show_different_things_disagree(items: list[Item]) -> None:
    with pytest.raises(DisagreementError):
        merge(items)
