"""Evidence as it is drawn: aligned, complete, and legible without colour."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from studyapp.proof.evidence import Bars, Check, Plot, Raises, Row, Table
from studyapp.tui.widgets.evidence import curve
from studyapp.tui.widgets.evidence.bars import BarsView
from studyapp.tui.widgets.evidence.checks import Checks
from studyapp.tui.widgets.evidence.plot import PlotView
from studyapp.tui.widgets.evidence.table import TableView
from studyapp.tui.widgets.lines import Lines

WIDTHS = (40, 70, 90)


def drawn(widget: Lines, width: int = 70) -> list[str]:
    return [line.plain.rstrip() for line in widget.lines(width)]


def plot(x: Sequence[float], **series: Sequence[float | None]) -> PlotView:
    return PlotView(Plot(x=list(x), series={name: list(values) for name, values in series.items()}))


def passed(name: str, delta: float = 0.0) -> Check:
    return Check(name=name, passed=True, got=1.0, expected=1.0, delta=delta, within=1e-6)


def show_checks(*items: Check | Raises) -> Checks:
    checks = Checks()
    checks.items = items
    return checks


def test_numbers_stand_at_the_right_and_labels_at_the_left() -> None:
    rows = [Row(label="after 1", cells=[4.123, None]), Row(label="after both", cells=[13.011, 9.881])]
    assert drawn(TableView(Table(columns=["one", "two"], rows=rows))) == [
        "                one     two",
        "after 1       4.123       —",
        "after both   13.011   9.881",
    ]


def test_a_column_of_words_stands_at_the_left() -> None:
    rows = [Row(label="a", cells=["float32", True]), Row(label="b", cells=["int8", False])]
    assert drawn(TableView(Table(rows=rows))) == ["a   float32    True", "b   int8      False"]


def test_where_ranks_differ_there_is_a_column_for_the_rank() -> None:
    rows = [
        Row(label="shard", cells=[1.0], rank=0),
        Row(label="shard", cells=[2.0], rank=1),
        Row(label="sum", cells=[3.0]),
    ]
    assert drawn(TableView(Table(rows=rows))) == [
        "        rank",
        "shard      0   1",
        "shard      1   2",
        "sum      all   3",
    ]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_wide_table_goes_on_below_itself_and_loses_nothing(width: int) -> None:
    cells = [float(number) + 0.5 for number in range(64)]
    columns = [f"column {number}" for number in range(64)]
    lines = TableView(Table(columns=columns, rows=[Row(label="row", cells=list(cells))])).lines(width)
    assert all(line.cell_length <= width for line in lines)
    found = " ".join(line.plain for line in lines).split()
    assert all(f"{cell:g}" in found for cell in cells)


def test_a_long_cell_is_folded_by_cells_not_by_characters() -> None:
    text = "张量" * 50
    lines = TableView(Table(rows=[Row(label="形状", cells=[text])])).lines(60)
    assert all(line.cell_length <= 60 for line in lines)
    assert "".join(line.plain for line in lines).replace(" ", "").count("张量") == 50


@pytest.mark.parametrize("width", WIDTHS)
def test_long_titles_and_headings_go_on_in_the_next_line(width: int) -> None:
    title, heading = " ".join(["title"] * 30), "heading" * 20
    lines = TableView(Table(title=title, columns=[heading], rows=[Row(label="x", cells=[1.0])])).lines(width)
    assert all(line.cell_length <= width for line in lines)
    assert " ".join(line.plain for line in lines).split().count("title") == 30
    assert "".join("".join(line.plain for line in lines).split()).count("heading") == 20


def test_a_table_whose_rows_are_short_or_empty_is_drawn() -> None:
    assert drawn(TableView(Table(columns=["x"], rows=[]))) == ["   x"]
    assert drawn(TableView(Table(rows=[Row(label="none", cells=[])]))) == ["none"]


def test_control_characters_in_evidence_become_visible() -> None:
    table = TableView(Table(title="a\x1b]52;c;x\x07", rows=[Row(label="b\u202e\nc", cells=["\x9b31m"])]))
    assert drawn(table) == ["a␛]52;c;x␇", "b‹U+202E› c   ‹U+009B›31m"]


def test_a_level_stretch_between_two_points_is_level() -> None:
    assert set(curve.sample([(0.0, 13.0), (1.0, 13.0)], 0.0, 1.0, 40)) == {13.0}


def test_a_rising_and_a_level_curve_are_told_apart_by_their_strokes() -> None:
    lines = drawn(plot([0, 1, 2, 3], grows=[0.0, 10.0, 20.0, 30.0], stays=[5.0] * 4))
    assert lines[0].startswith("30 ┤")
    assert lines[0].endswith("─ grows")
    assert lines[6].startswith(" 0 ┤─")
    assert any(line.endswith("╌ stays") for line in lines)
    assert lines[7].split() == ["0", "3"]
    assert len(lines) == 8


@pytest.mark.parametrize("width", [24, *WIDTHS])
def test_a_plot_keeps_within_its_width(width: int) -> None:
    noisy = [(-1.0) ** number * number for number in range(2000)]
    view = plot([float(number) for number in range(2000)], first=noisy, second=[1e308, -1e308] * 1000)
    assert all(line.cell_length <= width for line in view.lines(width))


def test_a_constant_series_is_a_level_line() -> None:
    lines = drawn(plot([0, 1, 2], same=[5.0, 5.0, 5.0]))
    assert lines[0].startswith("5 ┤──────")
    assert lines[0].endswith("─ same")
    assert lines[6] == "0 ┤"


def test_zeros_are_a_line_on_the_floor() -> None:
    assert drawn(plot([0, 1], nothing=[0.0, 0.0]))[6].startswith("0 ┤──────")


def test_one_point_is_a_dot() -> None:
    lines = drawn(plot([7], alone=[3.0]))
    assert lines[0] == "3 ┤• alone"
    assert lines[7].split() == ["7"]


def test_unknown_values_are_holes() -> None:
    (top, *_) = drawn(plot([0, 1, 2, 3, 4], y=[1.0, 1.0, None, 1.0, 1.0]))
    dashes = top.removeprefix("1 ┤").removesuffix(" y")
    assert dashes.startswith("──────")
    assert "      " in dashes
    assert dashes.endswith("──────")


def test_only_unknown_values_are_said_in_words() -> None:
    assert drawn(plot([0, 1], y=[None, float("inf")])) == ["nothing to draw: no value is a finite number"]


def test_curves_that_end_together_keep_all_their_names() -> None:
    lines = drawn(plot([0, 1], one=[0.0, 1.0], two=[1.0, 1.0], three=[0.5, 1.0]))
    assert lines[0].endswith("─ one")
    assert lines[1].endswith("╌╌ two")
    assert lines[2].endswith("━━ three")


def test_long_names_stand_below_the_plot() -> None:
    lines = drawn(plot([0, 1], **{"a name that is far too long to stand beside": [0.0, 1.0]}), 60)
    assert lines[-1].strip() == "── a name that is far too long to stand beside"


def test_points_out_of_order_are_put_in_the_order_of_x() -> None:
    assert drawn(plot([2, 0, 1], y=[2.0, 0.0, 1.0])) == drawn(plot([0, 1, 2], y=[0.0, 1.0, 2.0]))


def test_bars_grow_and_shrink_from_moment_to_moment() -> None:
    item = Bars(title="bytes", unit="B", moments=["sharded", "unshard"], values=[[256, 1024], [256, 1024]])
    title, *lines = drawn(BarsView(item), 90)
    assert title == "bytes"
    assert [line.split("▇")[0].split() for line in lines] == [
        ["sharded", "rank", "0"],
        ["rank", "1"],
        ["unshard", "rank", "0"],
        ["rank", "1"],
    ]
    assert lines[0].endswith("▇ 256 B")
    assert lines[2].endswith("▇ 1,024 B")
    assert lines[2].count("▇") == 4 * lines[0].count("▇") > 0


def test_a_bar_of_zero_is_a_number_alone_and_a_small_one_still_shows() -> None:
    lines = drawn(BarsView(Bars(title="t", moments=["a", "b", "c"], values=[[0.0, 1e-9, 1.0]])))
    assert lines[1] == "a  0"
    assert lines[2] == "b  ▇ 1e-09"


def test_bars_that_are_all_zero_or_not_finite_are_drawn() -> None:
    item = Bars(title="t", moments=["a", "b"], values=[[0.0, float("nan")], [0.0, float("-inf")]])
    assert drawn(BarsView(item))[1:] == ["a  rank 0  0", "   rank 1  0", "b  rank 0  nan", "   rank 1  -inf"]


@pytest.mark.parametrize("width", WIDTHS)
def test_bars_keep_within_their_width(width: int) -> None:
    item = Bars(title="title", unit="MiB", moments=["a moment with a long name"], values=[[123456.0]] * 2)
    assert all(line.cell_length <= width for line in BarsView(item).lines(width))


def test_outcomes_of_checks_stand_in_one_column() -> None:
    lines = drawn(show_checks(passed("short"), passed("a longer name", 1e-7)))
    assert lines == [
        "✓ short           1 (exact)",
        "✓ a longer name   max |Δ| 1e-07, within 1e-06",
    ]


def test_a_name_too_long_for_the_column_keeps_its_outcome_on_its_line() -> None:
    long = passed("a name that leaves no room for the others' outcomes")
    others = [passed(f"{number}", 1e-7) for number in (1, 2)]
    lines = drawn(show_checks(long, *others))
    assert len(lines) == 3
    assert lines[0].endswith("outcomes   1 (exact)")
    assert lines[1].startswith("✓ 1   max")


def test_a_failed_check_says_what_was_got_and_where() -> None:
    failed = Check(name="shards", passed=False, got=2.0, expected=1.0, delta=1.0, failed_ranks=(1, 3))
    (line,) = drawn(show_checks(failed), 90)
    assert line == "✗ shards   got 2, expected 1 (max |Δ| 1, allowed 0) (rank 1, 3)"


@pytest.mark.parametrize("width", WIDTHS)
def test_a_long_check_wraps_and_nothing_is_cut_off(width: int) -> None:
    raised = Raises(name="词" * 60, passed=True, expected="E", got="E", message=" ".join(["word"] * 40))
    lines = show_checks(raised, passed("short")).lines(width)
    whole = "".join(line.plain for line in lines)
    assert all(line.cell_length <= width for line in lines)
    assert whole.count("词") == 60
    assert whole.count("word") == 40
