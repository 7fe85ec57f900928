"""Evidence: what a proof shows, as it travels between processes and is stored.

Each model is one JSON object with a `kind`. Sizes are capped here, so nothing larger is ever accepted.
Infinities and NaN travel as the strings "Infinity", "-Infinity" and "NaN".
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

Name = Annotated[str, Field(max_length=200)]
Scalar = bool | int | float | Annotated[str, Field(max_length=2000)] | None
Value = (
    Scalar
    | Annotated[Sequence[Scalar | Annotated[Sequence[Scalar], Field(max_length=64)]], Field(max_length=64)]
)
Numbers = Annotated[Sequence[float], Field(max_length=64)]
Prediction = bool | int | float | Annotated[str, Field(max_length=2000)] | Numbers
Series = Annotated[list[float | None], Field(max_length=2000)]


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
    failed_ranks: tuple[int, ...] = ()  # which ranks it failed on, where several ran


class Raises(Evidence):
    """What a call raised, held against the type and the stable part of the message."""

    kind: Literal["raises"] = "raises"
    name: Name
    passed: bool
    expected: Name  # the exception's type, or "nothing"
    match: Annotated[str, Field(max_length=500)] = ""
    got: Name  # the type raised, or "nothing"
    message: Annotated[str, Field(max_length=2000)] = ""
    failed_ranks: tuple[int, ...] = ()


class Row(Evidence):
    label: Name
    cells: Annotated[list[Scalar], Field(max_length=64)]
    rank: int | None = None  # None where all ranks agree, or one ran


class Table(Evidence):
    kind: Literal["table"] = "table"
    title: Name = ""
    columns: Annotated[list[Name], Field(max_length=64)] = []
    rows: Annotated[list[Row], Field(max_length=256)]


class Plot(Evidence):
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
    values: Annotated[
        list[Annotated[list[float], Field(max_length=32)]], Field(max_length=64)
    ]  # [rank][moment]


class Note(Evidence):
    kind: Literal["note"] = "note"
    text: Annotated[str, Field(max_length=2000)]


class Predict(Evidence):
    """The measured value that the learner's answer is held against."""

    kind: Literal["predict"] = "predict"
    value: Prediction
    within: float | None = None


Item = Annotated[Check | Raises | Table | Plot | Bars | Note | Predict, Field(discriminator="kind")]
ITEM: TypeAdapter[Item] = TypeAdapter(Item)


def is_check(item: Item) -> bool:
    """Whether the item can fail: a check, or an exception held against what was expected."""
    return isinstance(item, Check | Raises)
