"""Numbers as people reckon them: 4 × 3 + 1, 1/√2, 2 ln 10, e^(3/2), σ(2)."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from studyapp.deck.number import Number, Read, atom, power, product, read_number, read_with

DEEPEST = 20  # parentheses, and roots, within each other

TERM = re.compile(r"\s*([+-])\s*")
PADDING = re.compile(r"(?<=[(√])\s+|\s+(?=\))")

CONSTANTS = {"e": math.e, "π": math.pi, "pi": math.pi}
FUNCTIONS: dict[str, Callable[[float], float]] = {
    "√": math.sqrt, "sqrt": math.sqrt, "exp": math.exp,
    "abs": abs, "ceil": math.ceil, "floor": math.floor, "cos": math.cos,
    "ln": math.log, "log": math.log, "log2": math.log2, "log10": math.log10,
    "σ": lambda x: 1 / (1 + math.exp(-x)), "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
}  # fmt: skip
LONGEST_FIRST = sorted([*FUNCTIONS, *CONSTANTS], key=len, reverse=True)
NAMED = rf"(?:(?:math|torch|np)\.)?({'|'.join(LONGEST_FIRST)})(?![a-z])\s*"
NAME = re.compile(NAMED, re.IGNORECASE)
BESIDE = re.compile(rf"\s*(?=\(|{NAMED})", re.IGNORECASE)  # what a number is multiplied by without a sign


def reckon(text: str) -> Number | None:
    """What a learner's number, sum or formula comes to; None for anything else. `log` is natural.

    >>> reckon("(1 + 2^3) / √9")
    Number(value=3.0, unit='')
    """
    number = read_number(text)
    if number or text.count("(") + text.count("√") > DEEPEST:
        return number
    return read_with(total, PADDING.sub("", text.rpartition("=")[2].strip()))


def total(text: str, at: int) -> tuple[float, int] | None:
    """Products from `at` on, added or subtracted, and where they end."""
    left = product(text, at, term)
    while left is not None and (sign := TERM.match(text, left[1])):
        right = product(text, sign.end(), term)
        if right is None:
            break
        left = (left[0] - right[0] if sign[1] == "-" else left[0] + right[0]), right[1]
    return left


def term(text: str, at: int) -> tuple[float, int] | None:
    """A number, a constant, a function of what follows it, or a sum in parentheses."""
    if text[at : at + 1] == "(":
        inner = total(text, at + 1)
        return (inner[0], inner[1] + 1) if inner and text[inner[1] : inner[1] + 1] == ")" else None
    name = NAME.match(text, at)
    if name is None:
        number = atom(text, at)
        factor = BESIDE.match(text, number[1]) if number else None
        right = power(text, factor.end(), term) if factor else None
        return (number[0] * right[0], right[1]) if number and right else number
    word = name[1].casefold()
    if word in CONSTANTS:
        return CONSTANTS[word], name.end(1)
    read: Read = term if text[name.end() : name.end() + 1] == "(" else lambda text, at: power(text, at, term)
    inner = read(text, name.end())
    return (FUNCTIONS[word](inner[0]), inner[1]) if inner else None
