"""Too much evidence is cut where it is measured, and what is left out is counted."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from studyapp.proof.caps import add_to_title, cut, cut_items, thin
from studyapp.sanitise import HIDDEN
from tests.unit.proof.samples import long_words

curves = st.lists(st.lists(st.floats(), max_size=300), min_size=1, max_size=8)


@given(long_words, st.integers(2, 100))
def test_a_cut_text_fits_and_hides_nothing(text: str, most: int) -> None:
    shown = cut(text, most)
    assert len(shown) <= most
    assert not HIDDEN.search(shown)


def test_what_is_cut_off_is_counted() -> None:
    assert cut("x" * 30, 20) == "x" * 11 + "… 19 more"
    assert cut("x" * 20, 20) == "x" * 20


def test_items_leave_room_for_the_one_that_counts_the_rest() -> None:
    assert cut_items([1, 2, 3], 3) == ([1, 2, 3], 0)
    assert cut_items([1, 2, 3, 4], 3) == ([1, 2], 2)


def test_a_title_says_what_its_picture_leaves_out() -> None:
    assert add_to_title("loss", 0, "curves") == "loss"
    assert add_to_title("loss", 3, "curves") == "loss (… 3 more curves)"
    assert add_to_title("", 3, "curves") == "… 3 more curves"


@given(curves, st.integers(40, 200))
def test_thinned_curves_fit_and_keep_their_ends(values: list[list[float]], most: int) -> None:
    kept = thin(values, most)
    assert kept == sorted(set(kept))
    assert len(kept) <= most
    assert all({0, len(curve) - 1} <= set(kept) for curve in values if curve)


@given(curves, st.integers(40, 200))
def test_thinned_curves_keep_their_lowest_and_highest_values(values: list[list[float]], most: int) -> None:
    kept = thin(values, most)
    for curve in values:
        known = [value for value in curve if math.isfinite(value)]
        left = [curve[place] for place in kept if place < len(curve) and math.isfinite(curve[place])]
        assert not known or (min(left), max(left)) == (min(known), max(known))


def test_a_hole_in_a_long_curve_stays() -> None:
    curve = [1.0] * 5000
    curve[2500] = math.nan
    assert 2500 in thin([curve])
