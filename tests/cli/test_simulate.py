"""`simulate`: what days to come would bring; nothing is changed by looking."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Command, read


def test_every_aim_is_told_with_ones_own_among_them(studyapp: Command) -> None:
    found = read(studyapp("simulate", "aaa", "--days", "30", "--new", "1", "--aim", "80", "--json"))
    assert [one["aim"] for one in found["aims"]] == [0.8, 0.9]
    assert (found["days"], found["until"], found["unseen"]) == (30, "2026-04-01", 5)
    for one in found["aims"]:
        assert one["seen"] == 5
        assert 3 < one["known"] <= 5
        assert one["answers_a_day"] * 30 >= 5
    assert read(studyapp("simulate", "aaa", "--days", "30", "--new", "1", "--aim", "80", "--json")) == found


def test_a_date_to_be_ready_by_tells_the_pace_that_it_takes(studyapp: Command) -> None:
    said = studyapp("simulate", "aaa", "--until", "2026-03-04", "--new", "2").stdout
    assert "2 days, until 2026-03-04; 2 new cards a day, 5 of them left." in said
    assert "1 card would not be seen yet; 3 new ones a day would bring them all." in said
    assert (
        "would not be seen" not in studyapp("simulate", "aaa", "--until", "2026-03-04", "--new", "3").stdout
    )


def test_what_was_answered_or_put_aside_is_no_new_card(studyapp: Command) -> None:
    studyapp("grade", "sum", "good")
    studyapp("mark", "suspend", "half")
    assert read(studyapp("simulate", "aaa", "--days", "1", "--json"))["unseen"] == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--until", "2026-03-02"), "no day to come"),
        (("--until", "2050-01-01"), "more than ten years away"),
        (("--days", "0"), "--days"),
        (("--aim", "50"), "--aim"),
    ],
)
def test_what_cannot_be_simulated_is_refused(
    studyapp: Command, arguments: tuple[str, ...], said: str
) -> None:
    refused = studyapp("simulate", *arguments)
    assert refused.returncode == 2
    assert said in refused.stderr
