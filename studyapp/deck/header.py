"""The front matter of a deck: its title, its source, its place among the decks, and whether it is judged."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from studyapp.deck.faults import Fault
from studyapp.deck.outline import Block
from studyapp.deck.source import Source

KEYS = ("title", "source", "order", "rules")
RULES = ("on", "off")


@dataclass(frozen=True, slots=True)
class Header:
    """What the front matter says."""

    title: str = ""
    source: str = ""
    order: float = 0
    judged: bool = True  # by the rules of writing
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
        elif key == "rules" and unquoted(value) not in RULES:
            faults.append(Fault(number, "front-matter", f"rules are on or off, not {value}"))
        elif key == "order" and read_order(value) is None:
            faults.append(Fault(number, "front-matter", f"{value} is no number for order"))
        else:
            found[key] = unquoted(value)
    order = read_order(found.get("order", ""))
    judged = found.get("rules") != "off"
    return Header(found.get("title", ""), found.get("source", ""), order or 0, judged, tuple(faults))


def read_order(value: str) -> float | None:
    """A place among the decks; None where it is no number."""
    try:
        number = float(unquoted(value))
    except ValueError:
        return None
    return number if isfinite(number) else None


def unquoted(value: str) -> str:
    """A value without the pair of quotes that YAML's habits put around it."""
    pair = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if pair else value
