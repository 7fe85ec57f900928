"""Settings and the clock: defaults, and errors that name what is wrong."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from studyapp.clock import read_clock
from studyapp.errors import StudyError
from studyapp.settings import read_settings


def test_everything_has_a_default(tmp_path: Path) -> None:
    settings = read_settings(tmp_path / "none.toml")
    assert settings.study.desired_retention == 0.9
    assert settings.study.day_starts == timedelta(hours=4)


def test_spans_and_times_of_day_are_read(tmp_path: Path) -> None:
    path = tmp_path / "studyapp.toml"
    path.write_text('[study]\nday_starts = "05:30"\nlearning_steps = ["30s", "2h"]\n[proofs]\nseconds = 9\n')
    settings = read_settings(path)
    assert settings.study.day_starts == timedelta(hours=5, minutes=30)
    assert settings.study.learning_steps == (timedelta(seconds=30), timedelta(hours=2))
    assert settings.proofs.seconds == 9


def test_a_week_of_easy_days_begins_on_monday(tmp_path: Path) -> None:
    path = tmp_path / "studyapp.toml"
    path.write_text("[study]\neasy_days = { saturday = 0.5, sunday = 0 }\n")
    assert read_settings(path).study.shares == (1, 1, 1, 1, 1, 0.5, 0)
    assert read_settings(tmp_path / "none.toml").study.shares == (1,) * 7


def test_the_limits_of_cards_are_all_but_the_rules_that_are_off(tmp_path: Path) -> None:
    path = tmp_path / "studyapp.toml"
    path.write_text('[cards]\nanswer_words = 30\nsimilarity = 0.9\noff = ["no-source"]\n')
    cards = read_settings(path).cards
    assert cards.off == ("no-source",)
    assert {"answer_words": 30, "similarity": 0.9, "question_words": 40}.items() <= cards.limits.items()
    assert "off" not in cards.limits


def refuse(folder: Path, text: str) -> StudyError:
    """What is said of settings that cannot be read."""
    path = folder / "studyapp.toml"
    path.write_text(text)
    with pytest.raises(StudyError) as caught:
        read_settings(path)
    return caught.value


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[study]\ndesired_retention = 1.5\n", "study.desired_retention"),
        ("[study]\nretention = 0.9\n", "study.retention"),
        ('[study]\nday_starts = "25:00"\n', "study.day_starts"),
        ('[study]\nlearn_ahead = "soon"\n', "study.learn_ahead"),
        ("[study\n", "not TOML"),
        ("[cards]\nanswer_words = 0\n", "cards.answer_words"),
        ("[cards]\nwords = 3\n", "cards.words"),
    ],
)
def test_a_wrong_key_is_named_with_the_file(tmp_path: Path, text: str, words: str) -> None:
    error = refuse(tmp_path, text)
    assert words in error.what
    assert error.where == str(tmp_path / "studyapp.toml")


@pytest.mark.parametrize(
    ("text", "todo"),
    [
        ("[study]\nnew_per_dya = 3\n", "Did you mean 'new_per_day'?"),
        ("[stduy]\nnew_per_day = 3\n", "Did you mean 'study'?"),
        ("[proofs]\nxyz = 3\n", "There are: seconds, memory_gib, warm."),
        ("[study]\nnew_per_day = -3\n", "Write a number greater than or equal to 0."),
        ('[study]\nlearn_ahead = "soon"\n', 'Write a span like "10m"'),
        ("[study]\neasy_days = { sunday = 2 }\n", "Write a number less than or equal to 1."),
        ("[study]\neasy_days = { sonntag = 0 }\n", "Write 'monday', 'tuesday'"),
        ('[study]\neasy_days = ["sunday"]\n', "Write a table."),
    ],
)
def test_what_to_write_instead_is_said(tmp_path: Path, text: str, todo: str) -> None:
    assert todo in refuse(tmp_path, text).todo


def test_the_clock_starts_where_it_is_told_and_runs_on() -> None:
    clock = read_clock("2026-03-01T09:00:00+05:30")
    first, second = clock.now(), clock.now()
    assert first.isoformat().startswith("2026-03-01T09:00:0")
    assert first.utcoffset() == timedelta(hours=5, minutes=30)
    assert second >= first


def test_a_wrong_time_is_refused() -> None:
    with pytest.raises(StudyError) as caught:
        read_clock("tomorrow")
    assert "2026-" in caught.value.todo


def test_of_several_that_are_wrong_all_are_named(tmp_path: Path) -> None:
    error = refuse(tmp_path, '[study]\nnew_per_day = "many"\nleech_lapses = "few"\n[proofs]\nwarm = 3\n')
    assert str(error.what) == "study.new_per_day cannot be 'many'"
    first, second, third, last = error.todo.splitlines()
    assert first == "Write an integer."
    assert second.startswith("Also, study.leech_lapses cannot be 'few'. Write ")
    assert third == "Also, proofs.warm cannot be 3. Write true or false."
    assert last == "docs/settings.md lists the settings."
