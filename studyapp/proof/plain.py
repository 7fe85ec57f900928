"""Values as JSON can carry them: tensors by their elements, everything else by its name or text."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from numbers import Integral, Real
from typing import Any

import torch

from studyapp.proof.caps import TEXT, cut, cut_items, left
from studyapp.proof.evidence import Scalar, Value

CELLS = 12  # elements of a tensor that are shown; the rest is counted
ELEMENTS = 64  # of a list
LETTERS = 10_000  # characters that all texts of one value share
DIGITS = 300  # of a whole number


def plain(value: Any) -> Value:
    """A value as it is shown: a tensor of more than 12 elements by its shape and dtype alone."""
    if isinstance(value, torch.Tensor):
        if value.numel() == 1:
            return scalar(value.item())
        if value.numel() > CELLS:
            return f"{list(value.shape)} {value.dtype}".replace("torch.", "")
        return plain(value.detach().tolist()) if value.dim() <= 2 else cells(value)
    if isinstance(value, Mapping):
        return cut(", ".join(f"{key}: {scalar(element)}" for key, element in value.items()), TEXT)
    if isinstance(value, set | frozenset):
        return plain(sorted(value, key=str))
    if isinstance(value, list | tuple):
        shown, more = cut_items(value, ELEMENTS)
        most = letters(shown)
        return [*(plain_row(element, most) for element in shown), *count_left(more)]
    return scalar(value)


def plain_row(value: Any, most: int) -> Scalar | list[Scalar]:
    return cells(value, most) if isinstance(value, list | tuple) else scalar(value, most)


def letters(values: Iterable[Any]) -> int:
    """How long each text in these values may be."""
    count = sum(min(ELEMENTS, len(value)) if isinstance(value, list | tuple) else 1 for value in values)
    return max(2, min(TEXT, LETTERS // max(1, count)))


def cells(value: Any, most: int = TEXT) -> list[Scalar]:
    """A table's row: a tensor's first elements, a sequence's, or the value alone."""
    if isinstance(value, torch.Tensor):
        first = value.detach().reshape(-1)[:CELLS].tolist()
        return [*(scalar(element) for element in first), *count_left(value.numel() - len(first))]
    if isinstance(value, list | tuple):
        shown, more = cut_items(value, ELEMENTS)
        return [*(scalar(element, most) for element in shown), *count_left(more)]
    return [scalar(value, most)]


def count_left(count: int) -> list[Scalar]:
    return [left(count)] if count else []


def scalar(value: Any, most: int = TEXT) -> Scalar:
    if isinstance(value, torch.Tensor):
        return scalar(value.item()) if value.numel() == 1 else f"tensor{list(value.shape)}"
    if isinstance(value, bool | float) or value is None:
        return value
    if isinstance(value, Integral):
        whole = int(value)
        return whole if abs(whole) <= 10**DIGITS else f"a whole number of {whole.bit_length()} bits"
    if isinstance(value, Real):
        return float(value)
    return cut(value.__name__ if isinstance(value, type) else str(value), most)


def numbers(value: Any) -> list[float]:
    """A tensor's or a sequence's elements, in order; raise TypeError where they are no numbers."""
    elements = value.detach().reshape(-1).tolist() if isinstance(value, torch.Tensor) else value
    return [float(element) for element in elements]


def finite(values: Sequence[float]) -> list[float | None]:
    """A curve has a hole where it is infinite or undefined."""
    return [value if math.isfinite(value) else None for value in values]
