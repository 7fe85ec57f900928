"""`stats`: every figure by name, of everything, a deck or a query."""

from __future__ import annotations

from datetime import date

from studyapp.insight.figures import ORDER
from tests.cli.conftest import Command, read
from tests.tui.conftest import NOW


def test_every_figure_is_there_by_its_name_beside_the_older_fields(studyapp: Command) -> None:
    studyapp("grade", "sum", "3", "--sure", "80")
    found = read(studyapp("stats", "--json"))
    assert (found["reviews"], found["scope"], found["period"]) == (1, "everything", "90 days")
    assert list(found["figures"]) == list(ORDER)
    for figure in found["figures"].values():
        assert figure["title"]
        assert figure["definition"]
        assert all(len(row) == len(figure["columns"]) == len(figure["units"]) for row in figure["rows"])
    today = date.fromisoformat(NOW[:10]).isoformat()
    assert found["figures"]["reviews"]["rows"] == [[today, 1, 0, 0, 0]]
    assert found["figures"]["calibration"]["facts"]["answers"] == 1


def test_a_query_or_a_deck_narrows_the_figures_and_nothing_else(studyapp: Command) -> None:
    studyapp("grade", "sum", "3")
    studyapp("grade", "even", "1", "--seconds", "9.5")
    found = read(studyapp("stats", "deck:aaa kind:choice", "--json", "--period", "all"))
    assert (found["reviews"], found["scope"]) == (2, "deck:aaa kind:choice")
    assert found["reviews_by_day"] == {NOW[:10]: 2}
    assert found["today"] == {"cards": 2, "reviews": 2, "again": 1, "seconds": 9.5, "correct": 0.5}
    assert found["retention"]["all"] == {"passed": 0, "total": 0, "rate": None}
    assert (found["streak"], found["longest_streak"], found["backlog"]) == (1, 1, 0)
    assert (len(found["forecast"]), found["forecast"][1]) == (14, found["due_tomorrow"])
    assert sum(found["proofs"].values()) == found["proofs"]["not run yet"] > 0
    assert found["figures"]["reviews"]["facts"]["reviews"] == 1
    assert found["figures"]["cards"]["facts"]["cards"] == 1
    assert read(studyapp("stats", "aaa", "--json"))["figures"]["reviews"]["facts"]["reviews"] == 2


def test_what_is_of_everything_says_so_beside_what_a_query_narrows(studyapp: Command) -> None:
    studyapp("grade", "sum", "3")
    lines = studyapp("stats", "kind:choice").stdout.splitlines()
    assert lines[:2] == ["everything, as of today", "reviews     1 in all, 1 today on 1 card"]
    assert "kind:choice, 90 days" in lines


def test_a_query_that_finds_no_card_says_so_instead_of_figures(studyapp: Command) -> None:
    for more in ((), ("--json",), ("--figure", "cards")):
        nothing = studyapp("stats", "deck:nosuch", *more)
        assert (nothing.returncode, nothing.stdout) == (1, "")
        assert nothing.stderr == "studyapp: no card is like that: deck:nosuch\n"


def test_one_figure_is_printed_whole(studyapp: Command) -> None:
    studyapp("grade", "sum", "3", "--seconds", "90")
    lines = studyapp("stats", "--figure", "time").stdout.splitlines()
    assert lines[0] == "everything, 90 days"
    assert lines[2] == "TIME   minutes 1.5 · a day (minutes) 1.5"
    assert lines[3].split() == [
        "day",
        "learn",
        "(minutes)",
        "relearn",
        "(minutes)",
        "young",
        "(minutes)",
        "mature",
        "(minutes)",
    ]
    assert lines[4].split() == [NOW[:10], "1.5", "0.0", "0.0", "0.0"]


def test_everything_is_printed_in_order_and_in_words(studyapp: Command) -> None:
    text = studyapp("stats").stdout
    assert text.index("reviews     0 in all") < text.index("RECALL, WEEK BY WEEK") < text.index("KNOWN NOW")
    assert "nothing yet" in text


def test_what_there_is_not_is_refused_with_what_there_is(studyapp: Command) -> None:
    for arguments, words in (
        (("--period", "week"), "30 days, 90 days, year, all"),
        (("--figure", "luck"), "retrievability"),
        (("no-such-word",), "there is no deck 'no-such-word'"),
        (("is:nonsense",), "nonsense"),
    ):
        refused = studyapp("stats", *arguments)
        assert refused.returncode == 2
        assert words in refused.stderr
