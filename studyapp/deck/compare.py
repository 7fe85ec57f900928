"""Whether what was typed is what was meant: free in form, strict in content."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest

from studyapp.deck.arithmetic import reckon
from studyapp.deck.names import Name, read_name
from studyapp.deck.number import Number, read_number, same


class Outcome(StrEnum):
    """How an answer compares with the one that is right."""

    RIGHT = "right"
    SLIP = "slip"  # right in content, wrong in form: spelling, spacing, unit
    WRONG = "wrong"
    OPEN = "open"  # nothing to hold it against: the learner grades


@dataclass(frozen=True, slots=True)
class Comparison:
    """The outcome, and the difference in a few words ("" where there's none to tell)."""

    outcome: Outcome
    note: str = ""


RIGHT = Comparison(Outcome.RIGHT)
WRONG = Comparison(Outcome.WRONG)
NO_NUMBER = Comparison(Outcome.WRONG, "that is no number")

SIGNS = str.maketrans(
    {**dict.fromkeys('“”„«»‘’‚"`', "'"), **dict.fromkeys("−–—", "-"), **dict.fromkeys("×·", "*")}
)
RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ]+")
ALIASES = {
    "half": "float16",
    "float": "float32",
    "double": "float64",
    "short": "int16",
    "int": "int32",
    "long": "int64",
}
SHORTENED = {"fp16": "float16", "fp32": "float32", "fp64": "float64", "bf16": "bfloat16"}
INSTEAD = ALIASES | dict.fromkeys(("none", "no error", "no exception"), "nothing")  # as a whole answer
DTYPE = re.compile(r"\btorch\.((?:bfloat|float|complex|u?int|bool|half|double|short|long)\w*)")
MODULE = re.compile(r"\b(?:[A-Za-z_]\w*\.)+(?=\w*(?:Error|Exception|Warning)\b)")
TOKEN = re.compile(r"[^\W\d]\w*|\d+(?:\.\d+)?(?:e[+-]?\d+)?|\S", re.IGNORECASE)
TIMES_LETTER = re.compile(r"(?<=\d)\s*\*\s*(?=[^\W\d])")
WITHIN_WORD = re.compile(r"(?<=[^\W\d_])[-_](?=[^\W\d_])")
ENDING = " \t\n.,;:!?"
ARTICLES = frozenset({"a", "an", "the"})
WRAPPED = re.compile(r"(?:torch\.)?(?:Size|tuple|list)?\s*[(\[]+(?P<inside>[^()\[\]]*?),?\s*[)\]]+")
SHORTEST = 4  # letters of a word whose spelling may be off by one


def compare(expected: str, given: str, within: float | None = None) -> Comparison:
    """Hold what was typed against the answer, as numbers, as a shape or list, or word by word."""
    wanted, got = tokens(expected), tokens(given)
    if alike(wanted, got) or INSTEAD.get(given.strip(ENDING).casefold()) == expected.strip():
        return RIGHT
    if WRAPPED.fullmatch(expected.strip()):
        values = read_list(expected)
        if values is not None:
            return compare_lists(values, given, within)
    number = read_number(expected)
    if number:
        other = reckon(given)
        return compare_numbers(number, other, within) if other else NO_NUMBER
    name, other_name = read_name(expected), read_name(given)
    if name and other_name and name.asks_for_itself:
        return compare_names(name, other_name)
    return compare_words(wanted, got)


def compare_numbers(expected: Number, given: Number, within: float | None = None) -> Comparison:
    """Numbers within an absolute tolerance, in the expected number's unit where it has one."""
    (base, scale), (other, factor) = expected.measure, given.measure
    plain = same(expected.value, given.value, within)
    scaled = same(expected.value, given.value * factor / scale, within)
    if not expected.unit:
        fits = plain or (scaled and not other)
    elif not given.unit:
        missing = f"the unit, {expected.unit}, is missing"
        if plain:
            return Comparison(Outcome.SLIP, missing)
        if base:
            return Comparison(Outcome.WRONG, missing if scaled else distance(expected.value, given.value))
        fits = scaled
    elif base != other:
        outcome = Outcome.SLIP if plain and near(expected.unit, given.unit) else Outcome.WRONG
        return Comparison(outcome, f"the unit is {expected.unit}, not {given.unit}")
    else:
        fits = scaled
    off = distance(expected.value, given.value * factor / scale)
    return RIGHT if fits else Comparison(Outcome.WRONG, off)


def distance(expected: float, given: float) -> str:
    gap = abs(given - expected)
    written = f"{gap:.0f}" if 1000 <= gap < 1e6 else f"{gap:.3g}"
    return f"{written} too {'large' if given > expected else 'small'}" if gap < float("inf") else ""


def compare_lists(expected: list[float], given: str, within: float | None = None) -> Comparison:
    """A shape or a list of numbers; brackets may be of any kind, but one number alone is no shape."""
    values = read_list(given)
    if values is None:
        return Comparison(Outcome.WRONG, "that is no list of numbers")
    pairs = list(zip_longest(expected, values))
    wrong = [pair for pair in pairs if None in pair or not same(*pair, within)]
    if not wrong:
        bare = len(expected) == 1 and not WRAPPED.fullmatch(given.strip())
        return Comparison(Outcome.SLIP, "the brackets are missing") if bare else RIGHT
    if len(values) != len(expected):
        return Comparison(Outcome.WRONG, f"{len(values)} numbers instead of {len(expected)}")
    return Comparison(Outcome.WRONG, f"{len(wrong)} of {len(expected)} numbers differ")


def read_list(text: str) -> list[float] | None:
    """The numbers of `(5, 2)`, `[5, 2]`, `torch.Size([5, 2])`, `5, 2` or `5 × 2`."""
    wrapped = WRAPPED.fullmatch(text.strip())
    inside = wrapped["inside"] if wrapped else text
    parts = [part for part in re.split(r"\s*[,;]\s*|\s*[x×]\s*|\s+", inside.strip()) if part]
    numbers = [read_number(part) for part in parts]
    if (not parts and not wrapped) or any(number is None or number.unit for number in numbers):
        return None
    return [number.value for number in numbers if number]


def compare_names(expected: Name, given: Name) -> Comparison:
    """A call, a value or an owner around the name is free; an owner that is asked for is not another one."""
    wanted, got = tokens(expected.name), tokens(given.name)
    found = RIGHT if alike(wanted, got) else compare_words(wanted, got)
    if expected.may_be(given) or found.outcome is Outcome.WRONG:
        return found
    return WRONG if given.owner else Comparison(Outcome.SLIP, f"{expected.owner} is left out")


def compare_words(expected: list[str], given: list[str]) -> Comparison:
    """Spacing, quotes, hyphens, case, a plural, and one wrong letter in a longer word, are slips of form."""
    joined, other = squeezed(expected), squeezed(given)
    if joined == other:
        return Comparison(Outcome.SLIP, "spacing, quotes or capitals differ")
    if len(expected) == len(given):
        wrong = [pair for pair in zip(expected, given, strict=True) if not alike(pair[:1], pair[1:])]
        if len(wrong) == 1 and near(*wrong[0]):
            return Comparison(Outcome.SLIP, f"{wrong[0][1]} is spelled {wrong[0][0]}")
    elif near(joined, other):
        return Comparison(Outcome.SLIP, "spacing and a letter differ")
    return WRONG


def tokens(text: str) -> list[str]:
    """Words, numbers and signs, in one way of writing each."""
    text = RAISED.sub(lambda match: "^" + unicodedata.normalize("NFKC", match[0]), text)
    text = unicodedata.normalize("NFKC", text).translate(SIGNS).replace("**", "^").strip(ENDING)
    text = TIMES_LETTER.sub("", text)
    text = DTYPE.sub(lambda match: ALIASES.get(match[1], match[1]), MODULE.sub("", text))
    found = [canonical(token) for token in TOKEN.findall(text)]
    return [token for token in found if token.lower() not in ARTICLES] or found


def canonical(token: str) -> str:
    if token[0].isdecimal() and token.isascii():
        return repr(float(token))
    return SHORTENED.get(token.lower(), token)


def alike(expected: list[str] | tuple[str, ...], given: list[str] | tuple[str, ...]) -> bool:
    """The same tokens; the case of plain words is free, that of names such as RuntimeError is not."""
    if len(expected) != len(given):
        return False
    pairs = zip(expected, given, strict=True)
    return all(a == b or (is_plain(a) and a.casefold() == b.casefold()) for a, b in pairs)


def is_plain(token: str) -> bool:
    return len(token) > 1 and token.isalpha() and (token.islower() or token.isupper() or token.istitle())


def squeezed(found: list[str]) -> str:
    return WITHIN_WORD.sub("", "".join(found).replace("'", "").casefold())


def near(expected: str, given: str) -> bool:
    """Longer words that differ by one letter too many, too few, wrong, or by two exchanged."""
    a, b = expected.casefold(), given.casefold()
    if a.isalpha() and len(a) + len(b) >= 2 * SHORTEST - 1 and (a == b + "s" or b == a + "s"):
        return True
    if not (a.isalpha() and b.isalpha()) or min(len(a), len(b)) < SHORTEST or abs(len(a) - len(b)) > 1:
        return False
    differ = (place for place, (x, y) in enumerate(zip(a, b, strict=False)) if x != y)
    start = next(differ, min(len(a), len(b)))
    a, b = a[start:], b[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
