"""`mark`, `show`, `dispute`, `pause`, and the same line by line in `review --plain`."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Command, read


def test_cards_are_marked_shown_and_marked_no_more(studyapp: Command) -> None:
    assert studyapp("mark", "suspend", "sum", "half").returncode == 0
    assert studyapp("mark", "flag=red", "sum").returncode == 0
    assert studyapp("mark", "note=mind the sign", "sum").returncode == 0
    shown = read(studyapp("show", "sum", "--json"))
    assert (shown["suspended"], shown["flag"], shown["note"]) == (True, 1, "mind the sign")
    assert shown["why"].startswith("Suspended")
    assert [read(studyapp("undo", "--json"))["card"] for _ in range(2)] == ["sum", "sum"]
    assert studyapp("undo").stdout.startswith("Undone: suspending “")
    for card in ("sum", "half"):
        assert not read(studyapp("show", card, "--json"))["suspended"]


def test_a_card_shows_its_reviews_and_why_it_is_due(studyapp: Command) -> None:
    studyapp("grade", "sum", "easy", "--sure", "90", "--seconds", "4")
    shown = read(studyapp("show", "sum", "--json"))
    (review,) = shown["reviews"]
    assert (review["rating"], review["confidence"], review["seconds"]) == (4, 0.9, 4.0)
    assert "recall falls to 90%" in shown["why"]
    assert shown["recall"] == 1.0
    text = studyapp("show", "sum").stdout
    assert "90% sure" in text
    assert "cards/aaa.md:6" in text


def test_what_there_is_not_is_named_with_what_there_is(studyapp: Command) -> None:
    for arguments, said in (
        (("mark", "shine", "sum"), "suspend, resume"),
        (("mark", "flag=9", "sum"), "1 red"),
        (("mark", "suspend", "nothing"), "studyapp list"),
        (("show", "nothing"), "studyapp list"),
        (("next", "prop:size>3"), "prop"),
        (("next", "no-such-deck"), "aaa"),
    ):
        result = studyapp(*arguments)
        assert result.returncode == 2
        assert said in result.stderr


def test_paused_new_cards_do_not_come(studyapp: Command) -> None:
    studyapp("pause")
    assert read(studyapp("next", "aaa", "--json"))["card"] is None
    studyapp("pause", "--off")
    assert read(studyapp("next", "aaa", "--json"))["card"] == "sum"


def test_a_dispute_holds_all_that_is_needed(studyapp: Command, root: Path) -> None:
    studyapp("prove", "small.doubling", "--seed", "4")
    path = Path(read(studyapp("dispute", "passes", "--json"))["file"])
    assert path.is_relative_to(root)
    text = path.read_text()
    for part in (
        "# Dispute: passes",
        "small.doubling",
        "seed 4",
        "it is 2 to the n",
        "torch",
        "doubled {times}",
    ):
        assert part in text


def test_line_by_line_a_card_is_hinted_noted_and_put_off(studyapp: Command) -> None:
    lines = ["hint", "sure 80", "note mind it", "", "info", "3", "suspend", "u", "q"]
    result = studyapp("review", "aaa", "--plain", stdin="\n".join(lines) + "\n")
    said = result.stdout
    assert "There is no hint" in said
    assert "80% sure" in said
    assert "your note: mind it" in said
    assert "suspended; undo brings it back" in said
    shown = read(studyapp("show", "sum", "--json"))
    assert shown["reviews"][0]["confidence"] == 0.8
    assert not read(studyapp("show", "even", "--json"))["suspended"]


def test_where_an_answer_is_typed_a_colon_makes_a_command(studyapp: Command) -> None:
    result = studyapp("review", "note:half", "--plain", stdin=":hint\n:sure 99\n0.5\n\nq\n")
    assert "You were 99% sure; at 99% you are right 100% of 1." in result.stdout
    assert "hint 1 of 1: a number, between 0 and 1" in result.stdout
    assert "[2]" in result.stdout  # what was hinted at is proposed as hard
    assert read(studyapp("show", "half", "--json"))["reviews"][0]["rating"] == 2


def test_a_lapse_is_told_and_cramming_moves_nothing(studyapp: Command) -> None:
    studyapp("grade", "sum", "4")
    before = read(studyapp("show", "sum", "--json"))["due"]
    result = studyapp("review", "note:sum", "--plain", "--cram", stdin="\n1\n\n3\n")
    assert "1 again once more" in result.stdout
    assert "2 answers practised; no due date moved" in result.stdout
    assert read(studyapp("show", "sum", "--json"))["due"] == before


def test_an_act_that_changes_nothing_is_none_to_take_back(studyapp: Command) -> None:
    studyapp("mark", "suspend", "sum")
    assert studyapp("mark", "suspend", "sum").stdout == "Nothing changed: sum was so already.\n"
    assert studyapp("mark", "flag=none", "sum", "half").stdout.endswith("were so already.\n")
    assert studyapp("mark", "reset", "half").stdout == "Nothing changed: half was so already.\n"
    studyapp("undo")
    assert not read(studyapp("show", "sum", "--json"))["suspended"]


def test_a_note_without_words_takes_nothing_away(studyapp: Command) -> None:
    studyapp("mark", "note=mind the sign", "sum")
    assert "note=TEXT" in studyapp("mark", "note", "sum").stderr
    said = studyapp("review", "note:sum", "--plain", stdin="note\nq\n").stdout
    assert "a note needs words" in said
    assert read(studyapp("show", "sum", "--json"))["note"] == "mind the sign"
    assert "note taken away" in studyapp("review", "note:sum", "--plain", stdin="note -\nq\n").stdout
    assert read(studyapp("show", "sum", "--json"))["note"] == ""


def test_looking_ahead_where_nothing_is_due_says_so(studyapp: Command) -> None:
    said = studyapp("review", "--ahead", "3", "--plain", stdin="").stdout
    assert "nothing falls due in those days" in said
    both = studyapp("review", "--ahead", "3", "--cram")
    assert both.returncode == 2
    assert "--ahead and --cram are two sessions" in both.stderr


def test_a_query_may_begin_with_what_is_left_out(studyapp: Command) -> None:
    studyapp("grade", "sum", "4")
    found = read(studyapp("list", "-is:new", "--json"))["cards"]
    assert [card["id"] for card in found] == ["sum"]
    assert read(studyapp("next", "-note:sum", "--json"))["card"] == "even"
    assert "No such option" in studyapp("list", "--jsn").stderr


def test_a_second_star_takes_the_first_away_and_says_so(studyapp: Command) -> None:
    assert studyapp("mark", "star", "sum").stdout.startswith("star: sum.")
    assert studyapp("mark", "star", "sum").stdout.startswith("no star: sum.")
    assert read(studyapp("mark", "flag=0", "sum", "--json"))["changed"] is False


def test_who_leaves_early_is_told_what_is_left(studyapp: Command) -> None:
    said = studyapp("review", "--plain", stdin="q\n").stdout
    assert "0 reviews done and saved." in said
    assert "4 left." in said
    assert "The next card" not in said
