"""The front matter of a deck: its title, and where its facts come from."""

from __future__ import annotations

from dataclasses import dataclass

from studyapp.deck.faults import Fault
from studyapp.deck.outline import Block
from studyapp.deck.source import Source

KEYS = ("title", "source")


@dataclass(frozen=True, slots=True)
class Header:
    """What the front matter says."""

    title: str = ""
    source: str = ""
    faults: tuple[Fault, ...] = ()


def read_header(block: Block, source: Source) -> Header:
    """Lines of `key: value`; empty lines and `# comments` are allowed."""
    if block.runs_on:
        return Header(faults=(Fault(block.first, "open-front-matter"),))
    found: dict[str, str] = {}
    faults = []
    for number in range(block.first + 1, block.stop - 1):
        text = source.cut(source.line(number)).strip()
        if not text or text.startswith("#"):
            continue
        key, colon, value = (part.strip() for part in text.partition(":"))
        if not colon or key not in KEYS:
            faults.append(Fault(number, "front-matter", f"can't read {text}"))
        elif key in found:
            faults.append(Fault(number, "front-matter", f"{key} stands here twice"))
        else:
            found[key] = unquoted(value)
    return Header(found.get("title", ""), found.get("source", ""), tuple(faults))


def unquoted(value: str) -> str:
    """A value without the pair of quotes that YAML's habits put around it."""
    pair = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if pair else value
