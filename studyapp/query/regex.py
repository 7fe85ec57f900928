"""Regular expressions that cannot take for ever: Python's own backtrack, and nothing stops them."""

from __future__ import annotations

import re
import warnings

LONGEST = 100  # characters of an expression
MANY = 3  # repetitions without a bound; each one multiplies the time by the length of a line
BOUND = 9  # `{0,9}` is not yet one of them
QUANTIFIER = re.compile(r"\*|\+|\{\d*(?P<range>,)?(?P<most>\d*)\}")
CLASS = re.compile(r"\[\^?\]?(?:[^\]\\]|\\.)*\]", re.DOTALL)


def find_fault(pattern: str) -> tuple[int, str] | None:
    """Where an expression is wrong or could be too slow, and why; None where it is fine."""
    if len(pattern) > LONGEST:
        return LONGEST, f"an expression has at most {LONGEST} characters"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what may change in a later Python is none of ours
            re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        reason = error.msg if isinstance(error, re.error) else "it repeats too much"
        return getattr(error, "pos", None) or 0, f"no regular expression: {reason}"
    return find_slow(pattern)


def find_slow(pattern: str) -> tuple[int, str] | None:
    """The first repeated group, whose time may double with each letter, or one repetition too many."""
    at, unbounded, after_group = 0, 0, False
    while at < len(pattern):
        quantifier = QUANTIFIER.match(pattern, at)
        if quantifier and is_unbounded(quantifier):
            unbounded += 1
            if after_group:
                return at, "a group cannot be repeated here: it could take for ever"
            if unbounded > MANY:
                return at, f"more than {MANY} repetitions could take for ever"
        after_group = pattern[at] == ")"
        at = end_of_atom(pattern, at, quantifier)
    return None


def is_unbounded(quantifier: re.Match[str]) -> bool:
    if quantifier[0] in {"*", "+"}:
        return True
    most = quantifier["most"] or (quantifier[0].strip("{},") if not quantifier["range"] else "")
    return not most or int(most) > BOUND


def end_of_atom(pattern: str, at: int, quantifier: re.Match[str] | None) -> int:
    if quantifier:
        return quantifier.end()
    if pattern[at] == "\\":
        return at + 2
    if pattern[at] == "[" and (found := CLASS.match(pattern, at)):
        return found.end()
    return at + 1
