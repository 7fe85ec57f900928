"""The parts of one card: its question, and the forms in which an answer can be given."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from markdown_it.token import Token

from studyapp.deck.card import Choice, Typed
from studyapp.deck.faults import Fault
from studyapp.deck.markdown import offset_of
from studyapp.deck.number import read_number
from studyapp.deck.outline import Block
from studyapp.deck.prose import Gap, Prose
from studyapp.deck.source import TAB, Line, Source
from studyapp.deck.spans import find_spans

MOST_CHOICES = 9
TASK = re.compile(r"\[(?P<mark>[ xX])\](?:[ \t]+|$|(?=\n))")


@dataclass(slots=True)
class Parts:
    """What stands below a card's heading."""

    question: Prose = field(default_factory=Prose)
    answer: Prose = field(default_factory=Prose)
    choices: tuple[Choice, ...] = ()
    typed: Typed | None = None
    faults: list[Fault] = field(default_factory=list)


def read_parts(blocks: Sequence[Block], source: Source, draws: Collection[str]) -> Parts:
    """Sort a card's blocks: first its question, then each form of an answer at most once."""
    parts = Parts()
    asked: list[Block] = []
    forms: set[str] = set()
    blamed: set[str] = set()
    for block in blocks:
        form = form_of(block)
        fault = misplaced(block, form, forms)
        if fault:
            parts.faults += [] if fault.rule in blamed else [fault]
            blamed.add(fault.rule)
        elif form:
            forms.add(form)
            READERS[form](parts, block, source, draws)
        elif not forms and not block.is_comment:
            asked.append(block)
    read_question(parts, asked, source, draws)
    return parts


def form_of(block: Block) -> str:
    """Which form of an answer a block is, "" for none."""
    if block.kind == "blockquote_open":
        return "answer"
    if block.kind == "typed_open":
        return "typed answer"
    return "list of choices" if any(task for _, task in tasks(block)) else ""


def misplaced(block: Block, form: str, forms: Collection[str]) -> Fault | None:
    """Why a block may not stand where it does."""
    markup = block.tokens[0].markup
    if form in forms:
        return Fault(block.first, "two-answers", form)
    if block.kind == "heading_open" and markup == "#":
        return Fault(block.first, "title-heading")
    if block.kind == "heading_open" and markup in ("-", "="):
        return Fault(block.stop - 1, "underlined-heading", markup)
    if block.kind == "html_block" and block.runs_on:
        return Fault(block.first, "open-html")
    allowed = form or block.is_comment or block.kind == "hr"  # a rule may part cards
    return Fault(block.first, "stray-text") if forms and not allowed else None


def read_question(parts: Parts, blocks: Sequence[Block], source: Source, draws: Collection[str]) -> None:
    spans = [find_spans(block.tokens, source, draws) for block in blocks]
    numbers = [number for block in blocks for number in range(block.first, block.stop)]
    if not numbers:
        return
    parts.faults += [fault for found in spans for fault in found.faults]
    written = set(numbers)
    lines = [
        source.line(number)
        for number in range(numbers[0], numbers[-1] + 1)
        if number in written or not source.cut(source.line(number)).strip()
    ]
    parts.question = source.prose(source.trimmed(lines), [span for found in spans for span in found.found])


def read_answer(parts: Parts, block: Block, source: Source, draws: Collection[str]) -> None:
    parts.answer = without_gaps(parts, block.tokens, source.unquoted(block.first, block.stop), source, draws)
    if not parts.answer:
        parts.faults.append(Fault(block.first, "no-answer"))


def read_typed(parts: Parts, block: Block, source: Source, draws: Collection[str]) -> None:
    inline = block.tokens[1]
    start = offset_of(inline, 0)
    text = without_gaps(parts, block.tokens, [Line(start, start + len(inline.content))], source, draws)
    within = block.tokens[0].meta["within"]
    parts.typed = Typed(text, None if within is None else tolerance(within))
    if not text:
        parts.faults.append(Fault(block.first, "empty-typed"))
    elif within is not None and (parts.typed.within is None or not (text.spans or read_number(text.source))):
        parts.faults.append(Fault(block.first, "bad-tolerance"))


def read_choices(parts: Parts, block: Block, source: Source, draws: Collection[str]) -> None:
    choices = []
    for item, task in tasks(block):
        first, stop = item[0].map or [0, 0]
        if task is None:
            parts.faults.append(Fault(first, "mixed-choices"))
            continue
        start = offset_of(item[2], 0)
        column = len(source.text[source.starts[first] : start].expandtabs(TAB))
        lines = [
            Line(offset_of(item[2], task.end()), source.line(first).end),
            *source.dedented(first + 1, stop, column),
        ]
        text = without_gaps(parts, item, source.trimmed(lines), source, draws)
        choices.append(Choice(text, task["mark"] != " "))
        if not text:
            parts.faults.append(Fault(first, "empty-choice"))
    parts.choices = tuple(choices)
    if len(choices) > MOST_CHOICES:
        parts.faults.append(Fault(block.first, "many-choices", str(len(choices))))
    if len(choices) < 2:
        parts.faults.append(Fault(block.first, "one-choice"))
    if not any(choice.right for choice in choices):
        parts.faults.append(Fault(block.first, "no-right-choice"))


READERS = {"answer": read_answer, "typed answer": read_typed, "list of choices": read_choices}


def tasks(block: Block) -> Iterator[tuple[Sequence[Token], re.Match[str] | None]]:
    """Each item of a list, and where its `[ ]` or `[x]` is."""
    if block.kind not in ("bullet_list_open", "ordered_list_open"):
        return
    depth = block.tokens[0].level + 1
    opened = [place for place, token in enumerate(block.tokens) if token.level == depth and token.nesting > 0]
    for start, stop in pairwise([*opened, len(block.tokens) - 1]):
        item = block.tokens[start:stop]
        paragraph = len(item) > 2 and item[2].type == "inline" and item[1].type == "paragraph_open"
        yield item, TASK.match(item[2].content) if paragraph else None


def without_gaps(
    parts: Parts, tokens: Sequence[Token], lines: list[Line], source: Source, draws: Collection[str]
) -> Prose:
    """Markdown in which only slots may stand."""
    spans = find_spans(tokens, source, draws)
    parts.faults += spans.faults
    for gap in spans.gaps:
        parts.faults.append(Fault(source.line_at(gap.start), "gap-in-answer"))
    return source.prose(lines, [span for span in spans.found if not isinstance(span, Gap)])


def tolerance(text: str) -> float | None:
    number = read_number(text)
    return number.value if number and not number.unit and 0 <= number.value < math.inf else None
