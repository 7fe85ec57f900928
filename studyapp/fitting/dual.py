"""Numbers that carry their derivatives along: whatever is computed with them is differentiated on the way.

A row of n numbers has an n × 21 matrix of slopes, one column a weight; what is the same for all rows has one
row of them. Wengert, "A simple automatic derivative evaluation program", CACM 7 (1964).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Dual:
    """Values, and how each changes with every weight."""

    value: Floats
    slope: Floats

    # numpy would otherwise take each row of an array times this for an object of its own.
    __array_ufunc__ = None

    def __neg__(self) -> Dual:
        return Dual(-self.value, -self.slope)

    def __add__(self, other: Dual | Floats | float) -> Dual:
        if isinstance(other, Dual):
            return Dual(self.value + other.value, self.slope + other.slope)
        return Dual(self.value + other, self.slope + 0 * column(other))

    __radd__ = __add__

    def __sub__(self, other: Dual | Floats | float) -> Dual:
        return self + -other

    def __rsub__(self, other: Floats | float) -> Dual:
        return -self + other

    def __mul__(self, other: Dual | Floats | float) -> Dual:
        if isinstance(other, Dual):
            slope = column(other.value) * self.slope + column(self.value) * other.slope
            return Dual(self.value * other.value, slope)
        return Dual(self.value * other, self.slope * column(other))

    __rmul__ = __mul__

    def __truediv__(self, other: Dual | Floats | float) -> Dual:
        return self * other**-1

    def __rtruediv__(self, other: Floats | float) -> Dual:
        return other * self**-1

    def __pow__(self, power: Dual | float) -> Dual:
        """Of values above 0, where the power has slopes too."""
        if isinstance(power, Dual):
            return exp(power * log(self))
        return self.through(self.value**power, power * self.value ** (power - 1))

    def __getitem__(self, rows: NDArray[np.intp]) -> Self:
        return type(self)(self.value[rows], self.slope[rows])

    def through(self, value: Floats, derivative: Floats) -> Dual:
        """A function of these values, by the chain rule."""
        return Dual(value, column(derivative) * self.slope)

    def within(self, lowest: float, highest: float) -> Dual:
        """These values, cut off at both ends, where nothing changes them any more."""
        inside = (self.value >= lowest) & (self.value <= highest)
        return Dual(np.clip(self.value, lowest, highest), column(inside) * self.slope)


def column(values: NDArray[np.generic] | float) -> Floats:
    """Beside a matrix of slopes."""
    return np.asarray(values, np.float64)[..., np.newaxis]


def exp(x: Dual) -> Dual:
    value = np.exp(x.value)
    return x.through(value, value)


def log(x: Dual) -> Dual:
    return x.through(np.log(x.value), 1 / x.value)


def where(condition: Flags, yes: Dual, no: Dual) -> Dual:
    """Of each row one of two."""
    return Dual(
        np.where(condition, yes.value, no.value), np.where(condition[:, np.newaxis], yes.slope, no.slope)
    )


def lower(x: Dual, y: Dual) -> Dual:
    """Of each row the lower one."""
    return where(np.asarray(x.value < y.value), x, y)
