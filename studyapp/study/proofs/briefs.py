"""Checks in short text: what each one got and what it expected, to be recorded and held side by side."""

from __future__ import annotations

from dataclasses import dataclass

from studyapp.proof.caps import cut
from studyapp.proof.evidence import Check, Item, Raises
from studyapp.proof.text import SIGNS, blame, spell, tell_error

MOST = 160  # characters of a value


@dataclass(frozen=True, slots=True)
class Brief:
    """A check in three short texts."""

    name: str
    got: str
    expected: str
    passed: bool = True


def brief(item: Check | Raises) -> Brief:
    if isinstance(item, Raises):
        got = tell_error(item)
        expected = item.expected + (f" with “{item.match}”" if item.match else "")
    else:
        got = spell(item.got)
        if isinstance(item.got, str) and item.delta is not None:
            got += f", max |Δ| {item.delta:.3g}"  # too large to be shown: its shape says little
        expected = f"{SIGNS[item.relation]} {spell(item.expected)}"
        expected += f" ± {item.within:g}" if item.within else ""
    return Brief(item.name, cut(got, MOST) + blame(item), cut(expected, MOST), item.passed)


def brief_checks(items: list[Item]) -> list[Brief]:
    return [brief(item) for item in items if isinstance(item, Check | Raises)]
