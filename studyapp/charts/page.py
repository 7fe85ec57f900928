"""All figures on one page that needs nothing else: charts, their numbers, and the table behind each."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from html import escape
from importlib.resources import files
from string import Template

from studyapp.charts.chart import chart
from studyapp.charts.figures import write_figure
from studyapp.charts.palette import INK, NAMED, PAPER
from studyapp.charts.parts import Span, Spec, look
from studyapp.insight.figure import Figure
from studyapp.insight.figures import SECTIONS
from studyapp.insight.headline import judge, numbers
from studyapp.sanitise import visible_line

PRINTED = replace(PAPER, background="#ffffff", surface="#ffffff")


@dataclass(frozen=True, slots=True)
class Subject:
    """What the figures of a page are of."""

    scope: str
    period: str  # as in "last 90 days"
    span: Span

    @property
    def title(self) -> str:
        name = visible_line(self.scope)
        return f"{name[:1].upper()}{name[1:]}, {self.period}"

    @property
    def date(self) -> str:
        return f"{datetime.fromtimestamp(self.span.today * 86400, UTC):%-d %B %Y}"


def write_page(found: Mapping[str, Figure], subject: Subject, bundle: str) -> str:
    """The page as HTML; `bundle` is the script that makes `vegaEmbed`."""
    specs = {name: chart(figure, subject.span, NAMED) for name, figure in found.items()}
    charts = {name: spec for name, spec in specs.items() if spec is not None}
    program = template("page.js")
    return Template(template("page.html")).substitute(
        policy=policy(bundle, program),
        title=escape(subject.title),
        style=colours() + template("page.css"),
        date=subject.date,
        overview=write_overview(found),
        sections="\n".join(write_sections(found, charts)),
        charts=write_json({"config": look(NAMED), "charts": charts}),
        bundle=script(bundle),
        program=script(program),
    )


def template(name: str) -> str:
    return files("studyapp.charts").joinpath(name).read_text("utf-8")


def policy(*scripts: str) -> str:
    hashes = " ".join(f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in scripts)
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; "
        "base-uri 'none'; form-action 'none'"
    )


def script(text: str) -> str:
    """Raise ValueError for a script that would end, or hide, the element that it is in."""
    if "</script" in text.lower() or "<!--" in text:
        raise ValueError("a script that cannot stand in a page")
    return text


def write_json(value: Spec) -> str:
    """JSON that no text within can end: every < is written as an escape."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def colours() -> str:
    """Paper, and ink where the reader's screen is dark or the button says so; print is always light."""
    return (
        f":root {{ color-scheme: light; {PAPER.style()} }}\n"
        "@media screen {\n"
        f":root[data-theme=dark] {{ color-scheme: dark; {INK.style()} }}\n"
        "}\n"
        "@media screen and (prefers-color-scheme: dark) {\n"
        f":root:not([data-theme=light]) {{ color-scheme: dark; {INK.style()} }}\n"
        "}\n"
        f"@media print {{ :root {{ {PRINTED.style()} }} }}\n"
    )


def write_overview(found: Mapping[str, Figure]) -> str:
    """Nothing where the figures that it is made of are not on the page."""
    judged = judge(found)
    if judged is None:
        return ""
    cells = "".join(
        f"<div><dt>{number.name}</dt><dd>{number.value} <span>{number.rest}</span></dd></div>"
        for number in numbers(found)
    )
    return (
        f'<dl class="numbers">{cells}</dl>\n'
        f'<p class="verdict {judged.tone}"><b>{judged.mark}</b>{escape(judged.words)}</p>'
    )


def write_sections(found: Mapping[str, Figure], charts: Mapping[str, Spec]) -> list[str]:
    sections = []
    for title, names in SECTIONS.items():
        figures = [write_figure(found[name], charts.get(name)) for name in names if name in found]
        if figures:
            body = "\n".join(figures)
            sections.append(
                f'<section>\n<h2>{escape(title)}</h2>\n<div class="grid">\n{body}\n</div>\n</section>'
            )
    return sections
