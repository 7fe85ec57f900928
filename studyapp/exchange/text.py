"""Tables as text: Anki's "Notes in plain text", CSV with or without a header, and our own CSV.

Source: "Text files" in Anki's manual.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from studyapp.errors import StudyError
from studyapp.exchange.anki.notes import EMPTY, NO_ANSWER, NO_QUESTION, hashed, id_of
from studyapp.exchange.draft import CLOSE, Draft, Losses, deck_names, without_marks
from studyapp.exchange.escaping import escape_lines
from studyapp.exchange.gaps import Gaps, mark
from studyapp.exchange.html import plain_text, to_markdown
from studyapp.exchange.source import Brought, Source

SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "space": " ", "pipe": "|", "colon": ":"}
HEADER = re.compile(r"#(?P<key>[a-z ]+):(?P<value>.*)")
NAMES = {"question": "question", "front": "question", "answer": "answer", "back": "answer"}
NAMES |= {"deck": "deck", "tags": "tags", "id": "id", "guid": "id"}
OWN = ["question", "answer", "deck", "tags", "id"]  # the columns of a table that came from here
HAS_GAP = re.compile(r"\{\{c\d+::")
LONGEST = 1 << 20  # characters of a field
END = CLOSE  # no stranger's text has it: it stands behind the last line


@dataclass(slots=True)
class Layout:
    """How a file is to be read; columns are counted from 0."""

    separator: str
    html: bool = False
    markdown: bool = False  # it came from here
    columns: dict[str, int] = field(default_factory=dict)  # of deck, tags, id, and what else is no text
    tags: tuple[str, ...] = ()  # of all notes
    deck: str = ""


def read_text(path: Path, losses: Losses) -> Source:
    """Raise StudyError for what is no UTF-8, or no table."""
    lines = read_lines(path)
    layout = Layout(guess_separator(path, lines))
    skipped = read_headers(lines, layout)
    rows = read_rows(path, lines, skipped, layout.separator)
    if rows and read_names(rows[0], layout):
        del rows[0]
    drafts = filter(None, (draft(row, layout, losses) for row in rows))
    return Source(tuple(Brought(one) for one in told_apart(drafts)), path.name)


def read_rows(path: Path, lines: Sequence[str], skipped: int, separator: str) -> list[list[str]]:
    """Raise StudyError, which names the line, for a row that never ends or is too long."""
    csv.field_size_limit(LONGEST)
    reader = csv.reader([*lines[skipped:], "\n", END], delimiter=separator)
    rows, begins = list[list[str]](), skipped + 1
    try:
        for row in reader:
            if row and END in row[-1] and row != [END]:  # the end of the file, inside of a text
                todo = "Close it, or write each quote within a text twice."
                what = "the quote that opens here is never closed"
                raise StudyError(what, where=f"{path}:{begins}", todo=todo)
            rows.append(row)
            begins = skipped + reader.line_num + 1
    except csv.Error as error:
        todo = f"A text has {LONGEST} characters at most; a quote that is never closed makes a long one."
        raise StudyError(f"this row cannot be read: {error}", where=f"{path}:{begins}", todo=todo) from error
    return [row for row in rows[:-1] if any(row)]


def told_apart(drafts: Iterable[Draft]) -> Iterator[Draft]:
    """A question that comes again with another answer is a card of its own; the same row twice is one."""
    answers = dict[str, str]()
    for one in drafts:
        if answers.setdefault(one.id, one.answer) == one.answer:
            yield one
        else:
            yield replace(one, id=hashed("text", f"{one.question}\n{one.answer}"))


def read_lines(path: Path) -> list[str]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        todo = "Save it as UTF-8, and import it again."
        raise StudyError("this file is not in UTF-8", where=str(path), todo=todo) from error
    except OSError as error:
        raise StudyError(f"cannot be read: {error.strerror}", where=str(path)) from error
    return without_marks(text).splitlines(keepends=True)


def guess_separator(path: Path, lines: Sequence[str]) -> str:
    """By the file's ending, or what its first line of text has most of."""
    if path.suffix.lower() == ".tsv":
        return "\t"
    first = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    return "\t" if "\t" in first else max(",;", key=first.count)


def read_headers(lines: Sequence[str], layout: Layout) -> int:
    """Take in Anki's headers; return how many lines they are."""
    for number, line in enumerate(lines):
        header = HEADER.fullmatch(line.strip())
        if header is None:
            return number
        key, value = header["key"].strip(), header["value"].strip()
        if key == "separator":
            layout.separator = SEPARATORS.get(value.lower(), value[:1] or layout.separator)
        elif key == "html":
            layout.html = value.lower() == "true"
        elif key == "tags":
            layout.tags = tuple(value.split())
        elif key == "deck":
            layout.deck = value
        elif key.endswith(" column") and value.isdecimal():
            name = key.removesuffix(" column")
            layout.columns[NAMES.get(name, name)] = int(value) - 1
    return len(lines)


def read_names(row: Sequence[str], layout: Layout) -> bool:
    """Whether the first line names the columns, two of which are a question and an answer."""
    names = [NAMES.get(cell.strip().lower(), cell.strip().lower()) for cell in row]
    if not {"question", "answer"} <= set(names):
        return False
    layout.markdown = names == OWN
    layout.columns |= {name: place for place, name in reversed(list(enumerate(names))) if name}
    return True


def draft(row: Sequence[str], layout: Layout, losses: Losses) -> Draft | None:
    question, *others = texts_of(row, layout)
    if not question.strip():
        losses.add(NO_QUESTION)
        return None
    gaps = Gaps()
    if HAS_GAP.search(question):
        question = mark(question, gaps)
    answer = "\n\n".join(filter(None, (to_text(one, layout, losses) for one in others)))
    if not (answer or gaps.numbers):
        losses.add(NO_ANSWER)
        answer = EMPTY
    guid, deck = cell(row, layout, "id"), cell(row, layout, "deck") or layout.deck
    names = deck_names(deck, "/" if layout.markdown else "::") if deck else ()
    tags = dict.fromkeys((*layout.tags, *re.split(r"[\s,]+", cell(row, layout, "tags"))))
    return Draft(
        id_of(guid.replace("~", "-") if layout.markdown else guid) if guid else hashed("text", question),
        to_text(question, layout, losses),
        answer,
        hints={number: plain_text(hint) for number, hint in gaps.hints.items()},
        tags=tuple(filter(None, tags)),
        deck=names,
        gaps=tuple(sorted(gaps.numbers)),
    )


def texts_of(row: Sequence[str], layout: Layout) -> list[str]:
    """The question, the answer, and what else a note says."""
    columns = layout.columns
    if "question" in columns:
        return [cell(row, layout, "question"), cell(row, layout, "answer")]
    return [text for place, text in enumerate(row) if place not in columns.values()] or [""]


def cell(row: Sequence[str], layout: Layout, name: str) -> str:
    place = layout.columns.get(name, -1)
    return row[place].strip() if 0 <= place < len(row) else ""


def to_text(text: str, layout: Layout, losses: Losses) -> str:
    if layout.markdown:
        return text.strip()
    return to_markdown(text, losses) if layout.html else escape_lines(text)
