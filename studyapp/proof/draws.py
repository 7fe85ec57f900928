"""Draws: arguments taken afresh from a run's seed, the same in the question and in the proof."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from studyapp.errors import UsageError

Value = bool | int | float | str
SEEDS = 10**6  # few enough that a learner can type one after --seed


@dataclass(frozen=True, slots=True)
class Integers:
    """A whole number from low to high, both included."""

    low: int
    high: int

    def __post_init__(self) -> None:
        if not (type(self.low) is type(self.high) is int and self.low <= self.high):
            raise ValueError(
                f"integers(low, high) takes two whole numbers in order, not {self.low}, {self.high}"
            )

    def draw(self, random: Random) -> int:
        return random.randint(self.low, self.high)

    def read(self, text: str) -> int:
        """Raise ValueError where the text is no whole number within the range."""
        value = int(text)
        if not self.low <= value <= self.high:
            raise ValueError(text)
        return value

    def __str__(self) -> str:
        return f"a whole number from {self.low} to {self.high}"


@dataclass(frozen=True, slots=True)
class Reals:
    """A number from low to high, rounded to `digits` decimals so that a question can show it whole."""

    low: float
    high: float
    digits: int = 2

    def __post_init__(self) -> None:
        if not (
            isinstance(self.low, int | float) and isinstance(self.high, int | float) and self.low <= self.high
        ):
            raise ValueError(f"reals(low, high) takes two numbers in order, not {self.low}, {self.high}")

    def draw(self, random: Random) -> float:
        return round(random.uniform(self.low, self.high), self.digits)

    def read(self, text: str) -> float:
        """Raise ValueError where the text is no number within the range."""
        value = float(text)
        if not self.low <= value <= self.high:
            raise ValueError(text)
        return value

    def __str__(self) -> str:
        return f"a number from {self.low:g} to {self.high:g}"


@dataclass(frozen=True, slots=True)
class Among:
    """One of a few options."""

    options: tuple[Value, ...]

    def __post_init__(self) -> None:
        if not self.options or not all(
            isinstance(option, bool | int | float | str) for option in self.options
        ):
            raise ValueError("among(…) takes at least one option; each a number, a text or a truth value")

    def draw(self, random: Random) -> Value:
        return random.choice(self.options)

    def read(self, text: str) -> Value:
        """Raise ValueError where the text names no option."""
        for option in self.options:
            if str(option) == text:
                return option
        raise ValueError(text)

    def __str__(self) -> str:
        return "one of " + ", ".join(str(option) for option in self.options)


Draw = Integers | Reals | Among
KINDS = {bool: "true or false", int: "a whole number", float: "a finite number", str: "a text"}


def integers(low: int, high: int) -> Integers:
    return Integers(low, high)


def reals(low: float, high: float, digits: int = 2) -> Reals:
    return Reals(low, high, digits)


def among(*options: Value) -> Among:
    return Among(options)


MAKERS = {"integers": integers, "reals": reals, "among": among}


def take(draws: Mapping[str, Draw], seed: int) -> dict[str, Value]:
    """Every draw's value for this seed; each has a stream of its own, so adding one moves no other."""
    return {name: draw.draw(Random(f"{seed}/{name}")) for name, draw in draws.items()}


@dataclass(frozen=True, slots=True)
class Knob:
    """A plain argument: it stays at its default unless it is set, and keeps its type."""

    default: Value

    def read(self, text: str) -> Value:
        """Raise ValueError where the text is none of the default's type, or no finite number."""
        match self.default:
            case bool() if text.lower() in ("true", "false"):
                return text.lower() == "true"
            case int() if not isinstance(self.default, bool):
                return int(text)
            case float() if math.isfinite(value := float(text)):
                return value
            case str():
                return text
        raise ValueError(text)

    def __str__(self) -> str:
        return f"{KINDS[type(self.default)]} ({self.default} unless set)"


def override(
    choices: Mapping[str, Draw | Knob], values: Mapping[str, Value], settings: Mapping[str, str]
) -> dict[str, Value]:
    """Replace drawn values and knobs by the learner's own; raise UsageError for a wrong name or value."""
    changed = dict(values)
    for name, text in settings.items():
        if name not in choices:
            known = "".join(f"\n  {choice}: {allowed}" for choice, allowed in choices.items()) or " none."
            raise UsageError(f"this proof has no draw or knob {name!r}", todo=f"What can be set:{known}")
        try:
            changed[name] = choices[name].read(text)
        except ValueError:
            raise UsageError(f"{name} cannot be {text!r}", todo=f"{name} is {choices[name]}.") from None
    return changed
