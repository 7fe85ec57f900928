"""Our Markdown → the HTML of a field, with its formulas as MathJax reads them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from html import escape

from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from studyapp.deck.prose import Gap, Prose, fill
from studyapp.exchange.draft import CLOSE, NUMBERS, OPEN, gap_mark


@cache
def renderer() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": False}).enable("table")
    md.use(
        dollarmath_plugin,
        allow_space=False,
        allow_digits=False,
        double_inline=True,
        renderer=lambda content, options: mathjax(content, display=options["display_mode"]),
    )
    for name in ("math_inline", "math_inline_double", "math_block"):
        md.add_render_rule(name, bare)
    return md


def bare(_self: object, tokens: list[object], place: int, *_: object) -> str:
    token = tokens[place]
    return mathjax(token.content, display=token.type != "math_inline")  # type: ignore[attr-defined]


def mathjax(content: str, *, display: bool) -> str:
    left, right = (r"\[", r"\]") if display else (r"\(", r"\)")
    return f"{left}{escape(content.strip(), quote=False)}{right}"


def to_html(markdown: str) -> str:
    """A single paragraph stands without its tag, so that a short field is short."""
    html = str(renderer().render(markdown)).strip()
    if html.startswith("<p>") and html.endswith("</p>") and html.count("<p>") == 1:
        html = html.removeprefix("<p>").removesuffix("</p>")
    return html.replace("\n</code>", "</code>")


def to_cloze(prose: Prose, numbers: Mapping[str, int], values: Mapping[str, object]) -> str:
    """A text with its gaps as Anki writes them, `{{c1::…}}`, each by its name's number."""
    pieces, at = [], 0
    for span in prose.spans:
        pieces.append(prose.source[at : span.start])
        if isinstance(span, Gap):
            pieces += [gap_mark(numbers[span.name]), span.filled(values), CLOSE]
        else:
            pieces.append(fill(span, prose.source, values))
        at = span.end
    html = to_html("".join([*pieces, prose.source[at:]]))
    # What would end a gap, or begin its hint, is parted.
    html = html.replace("}}", "} }").replace("::", ":&#58;")
    for number in numbers.values():
        html = html.replace(OPEN + chr(NUMBERS + number), f"{{{{c{number}::")
    return html.replace(CLOSE, "}}")
