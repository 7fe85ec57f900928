"""Evidence as plain lines: for pipes, logs, screen readers and a proof run by itself."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from studyapp.proof.evidence import (
    Bars,
    Check,
    Item,
    Note,
    Plot,
    Predict,
    Raises,
    Row,
    Table,
    Timeline,
    Value,
)
from studyapp.sanitise import width

SIGNS = {"equals": "=", "differs": "≠", "at_most": "≤", "at_least": "≥"}


def spell(value: Value) -> str:
    """A value in few characters: six significant digits, lists in brackets."""
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, float):
        return f"{value + 0.0:.6g}"  # adding 0.0 takes the sign of -0.0
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(spell(element) for element in value) + "]"
    return str(value)


def brief(value: float) -> str:
    """Four significant digits, as axes and ranges have them."""
    return f"{value + 0.0:.4g}"


def spell_draws(seed: int, arguments: Mapping[str, object]) -> list[str]:
    """With which seed a run began, and with which values."""
    return [f"seed {seed}", *(f"{name} {value}" for name, value in arguments.items())]


def lines(item: Item) -> list[str]:
    """One piece of evidence as lines of text; at least one."""
    return tell(item) or [f"(an empty {item.kind})"]


def tell(item: Item) -> list[str]:
    match item:
        case Check():
            return [f"{glyph(item.passed)} {item.name}: {explain_check(item)}{blame(item)}"]
        case Raises():
            return [f"{glyph(item.passed)} {item.name}: {explain_raises(item)}{blame(item)}"]
        case Table():
            return table_lines(item)
        case Plot():
            return plot_lines(item)
        case Bars():
            return bars_lines(item)
        case Timeline():
            return timeline_lines(item)
        case Note():
            return item.text.splitlines()
        case Predict():
            tolerance = "" if item.within is None else f" ± {item.within:g}"
            return [f"→ measured: {spell(item.value)}{tolerance}"]


def glyph(passed: bool) -> str:
    return "✓" if passed else "✗"


def blame(item: Check | Raises) -> str:
    return f" (rank {', '.join(map(str, item.failed_ranks))})" if item.failed_ranks else ""


def explain_check(item: Check) -> str:
    """The measured value against the expected one, short where both are the same."""
    if item.delta is not None and item.relation == "equals":
        if item.passed:
            allowed = f", within {item.within:g}" if item.within else ""
            return f"max |Δ| {item.delta:.3g}{allowed}" if item.delta else f"{spell(item.got)} (exact)"
        shown = "another shape" if differ_in_shape(item) else f"max |Δ| {item.delta:.3g}"
        return f"got {spell(item.got)}, expected {spell(item.expected)} ({shown}, allowed {item.within:g})"
    if item.relation == "equals" and item.passed:
        return "holds" if item.got is True else spell(item.got)
    if item.relation == "equals" and item.expected is True:
        return "does not hold"
    return f"{spell(item.got)} {'' if item.passed else 'not '}{SIGNS[item.relation]} {spell(item.expected)}"


def differ_in_shape(item: Check) -> bool:
    """Whether that made the difference infinite; a single number is held against every element."""
    shapes = [shape(value) for value in (item.got, item.expected)]
    return item.delta == math.inf and None not in shapes and shapes[0] != shapes[1]


def shape(value: Value) -> object:
    """What values of one shape share; None for a number. A large tensor is spelt as its shape already."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [shape(element) for element in value]
    return value if isinstance(value, str) else None


def tell_error(item: Raises) -> str:
    """What was raised, on one line: of torch's longer messages, the line that was matched."""
    said = item.message.splitlines()
    shown = next((line.strip() for line in said if item.match in line), said[0] if said else "")
    return f"{item.got}: {shown}" if shown else item.got


def explain_raises(item: Raises) -> str:
    got = tell_error(item)
    wanted = item.expected + (f" with “{item.match}”" if item.match else "")
    return got if item.passed else f"got {got}, expected {wanted}"


def table_lines(item: Table) -> list[str]:
    """Columns as wide as their widest cell, numbers to the right."""
    grid = [[label(row), *(spell(cell) for cell in row.cells)] for row in item.rows]
    if item.columns:
        grid.insert(0, ["", *item.columns])
    count = max((len(row) for row in grid), default=0)
    widths = [max((width(row[i]) for row in grid if i < len(row)), default=0) for i in range(count)]
    text = [
        "  ".join(
            cell + " " * (wide - width(cell)) if i == 0 else " " * (wide - width(cell)) + cell
            for i, (cell, wide) in enumerate(zip(row, widths, strict=False))
        )
        for row in grid
    ]
    return ([item.title] if item.title else []) + ["  " + line.rstrip() for line in text]


def label(row: Row) -> str:
    return row.label if row.rank is None else f"{row.label}, rank {row.rank}"


def plot_lines(item: Plot) -> list[str]:
    """Where each curve starts and ends, and its range: a picture says no more to a reader of lines."""
    text = [item.title] if item.title else []
    for name, values in item.series.items():
        known = [value for value in values if value is not None]
        told = "no value is a finite number"
        if known:
            ends = f"from {brief(known[0])} to {brief(known[-1])}"
            told = f"{ends}, between {brief(min(known))} and {brief(max(known))}"
        text.append(f"  {name}: {told}")
    return text


def bars_lines(item: Bars) -> list[str]:
    ranked = [
        Row(label=f"rank {rank}" if len(item.values) > 1 else item.unit or "value", cells=list(values))
        for rank, values in enumerate(item.values)
    ]
    title = f"{item.title} ({item.unit})" if item.unit else item.title
    return table_lines(Table.model_construct(title=title, columns=item.moments, rows=ranked))


def timeline_lines(item: Timeline) -> list[str]:
    """A row for each span, lane by lane in the order of their starts."""
    lanes = list(dict.fromkeys(span.lane for span in item.spans))
    spans = sorted(item.spans, key=lambda span: (lanes.index(span.lane), span.start))
    rows = [
        Row.model_construct(
            label=": ".join(filter(None, [span.lane, span.name])), cells=[span.start, span.end], rank=None
        )
        for span in spans
    ]
    title = f"{item.title} ({item.unit})" if item.unit else item.title
    return table_lines(Table.model_construct(title=title, columns=["from", "to"], rows=rows))
