"""Numbers as people write them: 1e-3, 1/128, 2**-7, 1,000,000, 50 %, 16 GB."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

EXACT = 1e-12  # relative: what binary rounding alone may change
LONGEST = 200  # characters; more is no number

LITERAL = re.compile(
    r"(?P<whole>\d{1,3}(?P<mark>[,_ '’])\d{3}(?:(?P=mark)\d{3})*(?!\d)|\d+|(?=\.\d))"
    r"(?P<part>[.,]\d*)?(?P<power>e[+-]?\d+)?",
    re.ASCII | re.IGNORECASE,
)
SPECIAL = re.compile(r"inf(?:inity)?\b|∞|nan\b", re.IGNORECASE)
ABOUT = re.compile(r"(?:≈|~|about\s)\s*", re.IGNORECASE)
POWER = re.compile(r"\s*(?:\*\*|\^)\s*")
FACTOR = re.compile(r"\s*([*×·/])\s*")
WORDS = re.compile(r"[A-Za-z][A-Za-z-]+(?: [A-Za-z-]+)*")
RAISED = re.compile(r"[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
MINUS = str.maketrans("−–", "--")

PREFIXES = {"": 1.0, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15}
UNITS = {  # unit: what it measures, and how many of that one's base
    **{prefix + base: (base, scale) for base in ("B", "FLOP", "Hz") for prefix, scale in PREFIXES.items()},
    **{f"{prefix}iB": ("B", 1024.0**power) for power, prefix in enumerate("KMGT", 1)},
    **{f"{prefix}s": ("s", scale) for prefix, scale in {"": 1.0, "m": 1e-3, "µ": 1e-6, "n": 1e-9}.items()},
    "us": ("s", 1e-6), "μs": ("s", 1e-6), "min": ("s", 60.0), "h": ("s", 3600.0),
    "%": ("", 0.01), "x": ("", 1.0), "×": ("", 1.0), "°": ("", 1.0),
}  # fmt: skip
NAMES = {
    "byte": "B", "second": "s", "sec": "s", "minute": "min", "hour": "h", "percent": "%", "time": "x",
    "millisecond": "ms", "microsecond": "µs", "nanosecond": "ns",
    "kilobyte": "kB", "megabyte": "MB", "gigabyte": "GB",
    **{unit.lower(): unit for unit in UNITS},
}  # fmt: skip

Read = Callable[[str, int], tuple[float, int] | None]  # a value from a place in a text on, and where it ends


@dataclass(frozen=True, slots=True)
class Number:
    """A value, and the unit written behind it."""

    value: float
    unit: str = ""

    @property
    def measure(self) -> tuple[str, float]:
        """What the unit measures, and how many of that one's base it is; a strange unit is its own."""
        over = "/s" if self.unit.endswith("/s") else ""
        unit = known(self.unit.removesuffix(over))
        base, scale = (
            UNITS[unit] if unit else (self.unit.removesuffix(over).casefold().removesuffix("s"), 1.0)
        )
        return base + over, scale


def read_number(text: str) -> Number | None:
    """The number that a text is; None where it is something else. Nothing is ever evaluated as code."""
    return read_with(product, text)


def read_with(read: Read, text: str) -> Number | None:
    """A number in a wider or narrower sense, about or not, and the unit behind it."""
    if len(text) > LONGEST:
        return None
    text = RAISED.sub(lambda match: "**" + match[0].translate(LOWERED), text.strip(" \t`$").rstrip(".;!"))
    text = text.translate(MINUS)
    about = ABOUT.match(text)
    try:
        found = read(text, about.end() if about else 0)
    except (ArithmeticError, ValueError):  # too large, 1/0, ln 0
        return None
    if found is None:
        return None
    value, end = found
    unit = text[end:].strip()
    if unit and known(unit.removesuffix("/s")) is None and not (text[end] == " " and WORDS.fullmatch(unit)):
        return None
    return Number(value, unit)


def known(unit: str) -> str | None:
    """The unit that a word stands for, whatever its case and number."""
    return unit if unit in UNITS else NAMES.get(unit.lower()) or NAMES.get(unit.lower().removesuffix("s"))


def same(expected: float, given: float, within: float | None) -> bool:
    """Whether two numbers agree; without a tolerance, as far as binary fractions can."""
    if math.isnan(expected) or math.isnan(given):
        return math.isnan(expected) and math.isnan(given)
    if expected == given:
        return True
    rounding = EXACT * max(abs(expected), abs(given))
    return math.isfinite(rounding) and abs(expected - given) <= (within or 0.0) + rounding


def product(text: str, at: int, read: Read | None = None) -> tuple[float, int] | None:
    """Factors from `at` on, and where they end; `read` reads what is raised and multiplied."""
    read = read or atom
    left = power(text, at, read)
    while left is not None and (sign := FACTOR.match(text, left[1])):
        right = power(text, sign.end(), read)
        if right is None:
            break
        left = (left[0] / right[0] if sign[1] == "/" else left[0] * right[0]), right[1]
    return left


def power(text: str, at: int, read: Read) -> tuple[float, int] | None:
    """A signed atom, raised or not; as in Python, the sign comes last."""
    sign = text[at : at + 1]
    if sign in ("+", "-"):
        found = power(text, at + 1, read)
        return (-found[0] if sign == "-" else found[0], found[1]) if found else None
    base = read(text, at)
    raised = POWER.match(text, base[1]) if base else None
    exponent = power(text, raised.end(), read) if raised else None
    if base is None or exponent is None:
        return base
    value = base[0] ** exponent[0]
    return (value, exponent[1]) if isinstance(value, float) else None


def atom(text: str, at: int) -> tuple[float, int] | None:
    """Digits, infinity, not-a-number or a product in parentheses."""
    if text[at : at + 1] == "(":
        inner = product(text, at + 1)
        return (inner[0], inner[1] + 1) if inner and text[inner[1] : inner[1] + 1] == ")" else None
    special = SPECIAL.match(text, at)
    if special:
        return (math.nan if special[0].lower() == "nan" else math.inf), special.end()
    literal = LITERAL.match(text, at)
    if literal is None:
        return None
    whole, part, tens = (literal[name] or "" for name in ("whole", "part", "power"))
    return float((re.sub(r"\D", "", whole) or "0") + part.replace(",", ".") + tens), literal.end()
