"""A heading's trailing `{#id key=value flag}`: what it says about the card."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9._-]*")
CARD = re.compile(r"[a-z0-9][a-z0-9._-]*(~[a-z0-9][a-z0-9-]*)?")
WORD = re.compile(r"[^\s,]+")
TEXT = re.compile(r"[^,]*[^\s,][^,]*")
WRITE = re.compile(r"[^\s,:]+:[A-Za-z_][A-Za-z0-9_]*")
LINE = re.compile(r".*\S.*")

VALUES = {  # what one value looks like, and how to say it
    "proof": (WORD, "a proof's id, as in proof=autograd.accumulation"),
    "predict": (WORD, "a proof's id, as in predict=autograd.accumulation"),
    "write": (WRITE, "a proof and its part, as in write=training.scaling:scale"),
    "check": (LINE, 'the name of one of the proof\'s checks, as in check="the gradients add"'),
    "after": (CARD, "ids of cards with commas between, as in after=grad-rule,two-backwards"),
    "claims": (TEXT, "claims with commas between, as in claims=2.4,6.6"),
    "tags": (WORD, "words with commas between, as in tags=autograd,basics"),
    "was": (CARD, "the card's earlier id, as in was=old-id"),
    "hint": (LINE, 'a text in quotes, as in hint="think of the chain rule"'),
    "source": (LINE, 'a text in quotes, as in source="PyTorch docs, Autograd mechanics"'),
}
LISTS = ("after", "claims", "tags")
FLAG = "both"

PLACE = "attributes are {#id key=value} at the heading's very end, with quotes around spaces"
LONGEST = 4000  # characters of a heading's end that are looked at
BLOCK = re.compile(r'(?:^|\s)\{(?P<inside>(?:[^{}"]|"(?:[^"\\]|\\.)*")*)\}$')
STARTED = re.compile(r"(?:^|\s)\{#")
ITEM = re.compile(
    r'(?P<key>[^\s="]+)(?:(?P<is>=)(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<bare>[^\s"]*)))?(?=\s|$)'
)


@dataclass(frozen=True, slots=True)
class Attributes:
    """What a heading says about its card; "" and () where it says nothing."""

    id: str = ""
    proof: str = ""
    predict: str = ""
    write: str = ""  # "proof:part"
    check: str = ""
    after: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    both: bool = False
    was: str = ""
    hint: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading taken apart."""

    title: str
    attributes: Attributes = field(default_factory=Attributes)
    errors: tuple[tuple[str, str], ...] = ()  # rule and detail
    inside: int | None = None  # where the attributes begin, behind their `{`


def read_heading(text: str) -> Heading:
    """Split a heading's text into its title and its attributes."""
    skipped = max(0, len(text) - LONGEST)
    block = BLOCK.search(text, skipped)
    if block is None or not is_attributes(block["inside"]):
        broken = STARTED.search(text, skipped)
        return Heading(text, errors=(("bad-attribute", PLACE) if broken else ("missing-id", ""),))
    found: dict[str, object] = {}
    errors = list(read_items(block["inside"], found))
    if "id" not in found and not {"bad-id", "bad-attribute"} & {rule for rule, _ in errors}:
        errors.append(("missing-id", ""))
    attributes = Attributes(**found)  # type: ignore[arg-type]
    return Heading(text[: block.start()].rstrip(), attributes, tuple(errors), block.start("inside"))


def is_attributes(inside: str) -> bool:
    """`{passes}` at a heading's end is a slot of its title, not an attribute."""
    return "#" in inside or "=" in inside or FLAG in inside.split()


def read_items(inside: str, found: dict[str, object]) -> Iterator[tuple[str, str]]:
    """Put each attribute into `found`, and yield what is wrong with it."""
    at = 0
    while at < len(inside):
        if inside[at].isspace():
            at += 1
            continue
        item = ITEM.match(inside, at)
        if item is None:
            yield "bad-attribute", f"can't read {inside[at:]}; {PLACE}"
            return
        at = item.end()
        key, value = "id" if is_id(item) else item["key"], value_of(item)
        error = wrong(item, key, value)
        if error:
            yield error
        elif key in found:
            yield "duplicate-attribute", "#id" if key == "id" else key
        elif key in LISTS:
            found[key] = tuple(part.strip() for part in str(value).split(","))
        else:
            found[key] = True if key == FLAG else value


def is_id(item: re.Match[str]) -> bool:
    return item["key"].startswith("#") and not item["is"]


def value_of(item: re.Match[str]) -> str:
    if is_id(item):
        return item["key"][1:]
    if item["quoted"] is not None:
        return re.sub(r"\\(.)", r"\1", item["quoted"])
    return item["bare"] or ""


def wrong(item: re.Match[str], key: str, value: str) -> tuple[str, str] | None:
    """Rule and detail where an attribute is unknown or its value malformed."""
    if is_id(item):
        return None if IDENTIFIER.fullmatch(value) else ("bad-id", value or "#")
    if key == FLAG and not item["is"]:
        return None
    if key not in VALUES:
        return "unknown-attribute", item["key"]
    pattern, example = VALUES[key]
    parts = [part.strip() for part in value.split(",")] if key in LISTS else [value]
    if all(pattern.fullmatch(part) for part in parts):
        return None
    return "bad-attribute", f"{key} takes {example}"


def quoted(value: str) -> str:
    """A value as written: bare where it may be."""
    if value and not re.search(r'[\s"{}]', value):
        return value
    return '"' + re.sub(r'["\\]', r"\\\g<0>", value) + '"'
