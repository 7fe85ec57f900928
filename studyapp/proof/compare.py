"""Comparing what was measured with what was expected, without losing precision and without leniency."""

from __future__ import annotations

import math
from numbers import Number
from typing import Any

import torch


class IncomparableError(TypeError):
    """Two values that no relation can be claimed of; a check on them proves nothing."""


def holds(relation: str, got: Any, expected: Any, within: float) -> tuple[bool, float | None]:
    """Whether the relation holds, and the largest |got − expected| where both are numbers.

    NaN equals nothing and differs from nothing. Raise IncomparableError for empty tensors, and where
    `differs` or an order is claimed of values of different shapes or kinds.
    """
    numeric = is_numeric(got) and is_numeric(expected)
    if relation in {"at_most", "at_least"}:
        left, right = as_number(got), as_number(expected)
        return (left <= right if relation == "at_most" else left >= right), None
    delta = difference(got, expected) if numeric else None
    if relation == "equals":
        return (same(got, expected) if delta is None else delta <= within), delta
    if delta == math.inf:
        raise IncomparableError(f"cannot say whether {shape(got)} differs from {shape(expected)}")
    return (not same(got, expected) if delta is None else delta > within), delta


def is_numeric(value: Any) -> bool:
    if isinstance(value, torch.Tensor):
        return True
    if isinstance(value, list | tuple):
        return len(value) > 0 and all(is_numeric(element) for element in value)
    return isinstance(value, Number) and not isinstance(value, bool)


def difference(got: Any, expected: Any) -> float:
    """The largest |got − expected|: inf where shapes differ, NaN where either holds one.

    A single number is held against every element. Whole numbers are compared as such, all others in
    float64 (complex128 where either is complex).
    """
    try:
        left, right = together(got), together(expected)
    except (ValueError, RuntimeError):  # a list whose rows are not of one shape
        return math.inf
    if 0 in {left.numel(), right.numel()}:
        raise IncomparableError("an empty tensor: there is nothing to compare")
    if left.shape != right.shape and 0 not in {left.dim(), right.dim()}:
        return math.inf
    dtype = common(left, right)
    left, right = left.to(dtype), right.to(dtype)
    gap = torch.where(left == right, torch.zeros((), dtype=dtype, device="cpu"), left - right)
    return float(gap.abs().to(torch.float64).max())


def together(value: Any) -> torch.Tensor:
    """A tensor of a number, of a tensor, or of nested lists of either."""
    if isinstance(value, torch.Tensor):
        return value.detach().cpu()
    if isinstance(value, list | tuple):
        return torch.stack([together(element) for element in value])
    # A run on a GPU makes tensors there unless told otherwise.
    dtype = None if isinstance(value, int | complex) else torch.float64
    return torch.tensor(value, dtype=dtype, device="cpu")


def common(left: torch.Tensor, right: torch.Tensor) -> torch.dtype:
    if left.is_complex() or right.is_complex():
        return torch.complex128
    return torch.float64 if left.is_floating_point() or right.is_floating_point() else torch.int64


def as_number(value: Any) -> float:
    """One number, to be held against another; NaN is neither at most nor at least anything."""
    try:
        return float(value)
    except (TypeError, ValueError, RuntimeError) as error:
        raise IncomparableError(f"{shape(value)} is no single number") from error


def same(got: Any, expected: Any) -> bool:
    """Equality of what is no number: names, shapes, types."""
    return bool(got == expected)


def shape(value: Any) -> str:
    return f"a tensor of shape {tuple(value.shape)}" if isinstance(value, torch.Tensor) else repr(value)[:80]
