"""A figure as HTML: its title and definition, its numbers, room for its chart, and its table."""

from __future__ import annotations

from html import escape

from studyapp.charts.parts import Spec
from studyapp.insight.figure import Cell, Chart, Column, Figure, Row
from studyapp.insight.spell import heading, spell
from studyapp.sanitise import visible_line
from studyapp.words import counted

# Pixels of a chart besides its drawing: axes, and what stands above. Kept free, so that nothing jumps.
ROOM = {Chart.LINES: 60, Chart.BARS: 60, Chart.CALENDAR: 70, Chart.SHARES: 0, Chart.TABLE: 0}
WIDE = {Chart.CALENDAR, Chart.TABLE}
TEXTS = {"text", "day", "hour"}
CLASS_TEXT, CLASS_NUMBER = ' class="text"', ' class="number"'


def write_figure(figure: Figure, spec: Spec | None) -> str:
    kind = figure.kind
    first, *rest = kind.definition.split("\n\n")
    looks = [*(["wide"] if kind.chart in WIDE else []), *(["empty"] if figure.is_empty else [])]
    classes = f' class="{" ".join(looks)}"' if looks else ""
    return "\n".join(
        [
            f'<figure id="{kind.name}"{classes} aria-labelledby="title-{kind.name}">',
            f'<figcaption><h3 id="title-{kind.name}">{escape(kind.title)}</h3>{write_definition(first)}'
            "</figcaption>",
            write_facts(figure),
            write_chart(figure, spec),
            write_details(figure, "".join(map(write_definition, rest)), is_open=spec is None),
            "</figure>",
        ]
    )


def write_definition(paragraph: str) -> str:
    return f'<p class="definition">{escape(" ".join(paragraph.split()))}</p>'


def write_facts(figure: Figure) -> str:
    """The single numbers; none where nothing is known."""
    if figure.is_empty and not any(figure.facts.values()):
        return ""
    cells = "".join(
        f"<div><dt>{escape(heading(fact))}</dt><dd>{write_cell(figure.facts[fact.name], fact)}</dd></div>"
        for fact in figure.kind.facts
    )
    return f'<dl class="facts">{cells}</dl>' if cells else ""


def write_cell(value: Cell, column: Column) -> str:
    return escape(visible_line(spell(value, column.unit)))


def write_chart(figure: Figure, spec: Spec | None) -> str:
    if figure.is_empty:
        return '<p class="nothing">Nothing yet.</p>'
    if spec is None:
        return ""
    height = spec["height"]
    assert isinstance(height, int)
    room = height + ROOM[figure.kind.chart]
    return f'<div class="chart" id="chart-{figure.kind.name}" style="--height: {room}px"></div>'


def write_details(figure: Figure, meaning: str, *, is_open: bool) -> str:
    """The rest of the definition, and the table: closed where there is a chart to look at."""
    if figure.is_empty:
        return f"<details><summary>What it means</summary>{meaning}</details>" if meaning else ""
    count = counted(len(figure.rows), "row")
    return (
        f"<details{' open' if is_open else ''}><summary>Table, {count}</summary>{meaning}\n"
        f'<div class="scroll" tabindex="0" role="region" aria-labelledby="title-{figure.kind.name}">\n'
        f"{write_table(figure)}\n</div></details>"
    )


def write_table(figure: Figure) -> str:
    """Every row; of days gone by the newest first, as they are at hand on the screen of the app, too."""
    columns = figure.kind.columns
    rows = figure.rows[::-1] if figure.kind.is_past else figure.rows
    heads = "".join(
        f'<th scope="col"{"" if column.unit in TEXTS else CLASS_NUMBER}>{escape(heading(column))}</th>'
        for column in columns
    )
    body = "\n".join(write_row(row, columns) for row in rows)
    return (
        f"<table><caption>{escape(figure.kind.title)}</caption>\n"
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{body}\n</tbody></table>"
    )


def write_row(row: Row, columns: tuple[Column, ...]) -> str:
    (head, *cells), (first, *others) = row, columns
    rest = "".join(
        f"<td{CLASS_TEXT if column.unit in TEXTS else ''}>{write_cell(cell, column)}</td>"
        for cell, column in zip(cells, others, strict=True)
    )
    return f'<tr><th scope="row">{write_cell(head, first)}</th>{rest}</tr>'
