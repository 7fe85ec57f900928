"""Which screens are drawn as pictures, by their names."""

from __future__ import annotations

import pytest

from benchmarks.scenes import ROOMS, SCENES
from benchmarks.screenshots import choose


def test_all_are_drawn_where_none_is_named() -> None:
    assert choose([]) == SCENES


def test_only_those_that_are_named_are_drawn() -> None:
    assert list(choose(["note", "flags"])) == ["note", "flags"]


def test_an_unknown_name_is_answered_with_those_near_it() -> None:
    with pytest.raises(SystemExit, match=r"no scene 'notes'.*note, noted"):
        choose(["notes"])


def test_no_room_takes_another_ones_name() -> None:
    assert sum(len(room.SCENES) for room in ROOMS) == len(SCENES)
