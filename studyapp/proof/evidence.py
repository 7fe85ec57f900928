"""Evidence: what a proof shows, as it travels between processes and is stored (docs/evidence.md).

Each model is one JSON object with a `kind`. Sizes are capped here, so nothing larger is ever accepted, and
characters that act on a terminal, or hide, are signs from here on. Infinities and NaN travel as the strings
"Infinity", "-Infinity" and "NaN".
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter

from studyapp.sanitise import visible

SPACES = str.maketrans("\n\t", "  ")
SIGNS = str.maketrans("\n\t", "␊␉")
UNWRITTEN = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}  # numbers that JSON lacks


def name_text(value: object) -> object:
    """One line, with spaces for line breaks."""
    return visible(value).translate(SPACES) if isinstance(value, str) else value


def value_text(value: object) -> object:
    """One line in which two texts that differ look different; or the number that JSON cannot write."""
    if isinstance(value, str):
        return UNWRITTEN[value] if value in UNWRITTEN else visible(value).translate(SIGNS)
    return value


def long_text(value: object) -> object:
    """Any number of lines."""
    return visible(value).expandtabs(4) if isinstance(value, str) else value


Name = Annotated[str, BeforeValidator(name_text), Field(max_length=200)]
Text = Annotated[str, BeforeValidator(long_text), Field(max_length=2000)]
Word = Annotated[str, BeforeValidator(name_text), Field(max_length=2000)]
Whole = Annotated[int, Field(ge=-(10**300), le=10**300)]
Scalar = Annotated[
    bool | Whole | float | Annotated[str, Field(max_length=2000)] | None, BeforeValidator(value_text)
]
Value = (
    Scalar
    | Annotated[Sequence[Scalar | Annotated[Sequence[Scalar], Field(max_length=64)]], Field(max_length=64)]
)
Numbers = Annotated[Sequence[float], Field(max_length=64)]
Prediction = bool | Whole | float | Word | Numbers
Series = Annotated[list[float | None], Field(max_length=2000)]
Ranks = Annotated[tuple[int, ...], Field(max_length=1024)]


class Evidence(BaseModel):
    """What all kinds share: unknown fields are refused, and a piece never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, ser_json_inf_nan="strings")

    def as_json(self) -> dict[str, Any]:
        """Plain values that strict JSON can carry; model_dump would leave NaN as it is."""
        return dict(json.loads(self.model_dump_json()))


class Check(Evidence):
    """A named relation between a measured and an expected value, and whether it held."""

    kind: Literal["check"] = "check"
    name: Name
    passed: bool
    got: Value
    relation: Literal["equals", "differs", "at_most", "at_least"] = "equals"
    expected: Value
    within: float = 0.0  # absolute tolerance
    delta: float | None = None  # largest |got − expected|; None where no number can say it
    failed_ranks: Ranks = ()  # which ranks it failed on, where several ran


class Raises(Evidence):
    """What a call raised, held against the type and the stable part of the message."""

    kind: Literal["raises"] = "raises"
    name: Name
    passed: bool
    expected: Name  # the exception's type, or "nothing"
    match: Annotated[str, BeforeValidator(name_text), Field(max_length=500)] = ""
    got: Name  # the type raised, or "nothing"
    message: Text = ""
    failed_ranks: Ranks = ()


class Row(Evidence):
    """One line of a table."""

    label: Name
    cells: Annotated[list[Scalar], Field(max_length=64)]
    rank: int | None = None  # None where all ranks agree, or one ran


class Table(Evidence):
    """Rows of values under column headings."""

    kind: Literal["table"] = "table"
    title: Name = ""
    columns: Annotated[list[Name], Field(max_length=64)] = []
    rows: Annotated[list[Row], Field(max_length=256)]


class Plot(Evidence):
    """One or more curves over x; None is a hole."""

    kind: Literal["plot"] = "plot"
    title: Name = ""
    x: Series
    series: Annotated[dict[Name, Series], Field(max_length=8)]


class Bars(Evidence):
    """For each moment one value per rank."""

    kind: Literal["bars"] = "bars"
    title: Name
    unit: Name = ""
    moments: Annotated[list[Name], Field(max_length=32)]
    values: Annotated[  # [rank][moment]
        list[Annotated[list[float], Field(max_length=32)]], Field(min_length=1, max_length=64)
    ]


class Span(Evidence):
    """Something that ran from start to end, in the timeline's unit."""

    lane: Name = ""  # the rank, the stream, or both
    name: Name
    start: float
    end: float


class Timeline(Evidence):
    """What ran when, on which rank or stream."""

    kind: Literal["timeline"] = "timeline"
    title: Name
    unit: Name = "ms"
    spans: Annotated[list[Span], Field(max_length=1024)]


class Note(Evidence):
    """A sentence between the pieces."""

    kind: Literal["note"] = "note"
    text: Text


class Predict(Evidence):
    """The measured value that the learner's answer is held against."""

    kind: Literal["predict"] = "predict"
    value: Prediction
    within: float | None = None


Kinds = Check | Raises | Table | Plot | Bars | Timeline | Note | Predict
Item = Annotated[Kinds, Field(discriminator="kind")]
ITEM: TypeAdapter[Item] = TypeAdapter(Item)
