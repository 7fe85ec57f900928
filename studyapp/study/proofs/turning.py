"""Turning a proof's draws and knobs, a step at a time or as it is typed; each says what it may be."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from studyapp.proof.draws import Among, Draw, Integers, Knob, Reals, Value, override
from studyapp.proof.source.catalogue import Entry

Choice = Draw | Knob
STEPS = 20  # of a range of real numbers


@dataclass(frozen=True, slots=True)
class Change:
    """What is done to a proof: values for its draws and knobs, and perhaps a broken variant."""

    values: Mapping[str, Value]
    variant: str = ""


def step(choice: Choice, value: Value, by: int) -> Value:
    """The value that many steps further; no further than the range goes. A free text stays."""
    match choice:
        case Among(options):
            return options[min(max(options.index(value) + by, 0), len(options) - 1)]
        case Integers(low, high):
            return min(max(int(value) + by, low), high)
        case Reals(low, high, digits):
            size = max(round((high - low) / STEPS, digits), 10.0**-digits)
            return min(max(round(float(value) + by * size, digits), low), high)
        case Knob(bool()):
            return by > 0
        case Knob(int()):
            return int(value) + by
        case Knob(float(default)):
            digits = 1 - math.floor(math.log10(abs(default))) if default else 1
            return round(float(value) + by * 10.0**-digits, digits)
    return value


def complete(entry: Entry, values: Mapping[str, Value]) -> dict[str, Value]:
    """Every draw and knob with the value that it has, in the order in which they are listed."""
    known = {**entry.knobs, **values}
    return {name: known[name] for name in entry.adjustable if name in known}


def without_defaults(entry: Entry, values: Mapping[str, Value]) -> dict[str, Value]:
    """The same values; a knob that is where it was is not set."""
    return {
        name: value for name, value in values.items() if name not in entry.knobs or entry.knobs[name] != value
    }


def turn(entry: Entry, values: Mapping[str, Value], settings: Mapping[str, str]) -> dict[str, Value]:
    """The values with some of them replaced by what was typed.

    Raise UsageError for a name that cannot be set, and for a value out of its range, which it says.
    """
    return without_defaults(entry, override(entry.adjustable, values, settings))


def spell_turn(entry: Entry, before: Mapping[str, Value], after: Mapping[str, Value]) -> str:
    """`passes 3 → 4, lr 0.1 → 0.2`: what differs."""
    old, new = complete(entry, before), complete(entry, after)
    return ", ".join(f"{name} {old.get(name)} → {new[name]}" for name in new if old.get(name) != new[name])
