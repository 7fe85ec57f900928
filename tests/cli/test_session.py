"""`next`, `grade`, `undo`, `list`, `stats` and `review --plain`."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Command, read

LATER = {"STUDYAPP_NOW": "2026-03-09T09:00:00+00:00"}


def test_next_stores_what_it_shows_and_grade_takes_its_id(process: Command) -> None:
    """Each command is a process of its own."""
    card = read(process("next", "aaa", "--json"))
    assert (card["card"], card["kind"], card["version"]) == ("sum", "recall", 1)
    assert set(card["intervals"]) == {"1", "2", "3", "4"}
    graded = read(process("grade", card["id"], "good", "--seconds", "3", "--json"))
    assert graded["card"] == "sum"
    assert graded["due"].startswith("2026-03-02T09:10:")  # the clock goes on meanwhile
    assert graded["when"] == "in 10 minutes"
    listed = {entry["id"]: entry for entry in read(process("list", "aaa", "--json"))["cards"]}
    assert listed["sum"]["state"] == "learning"
    assert listed["even"]["state"] == "new"
    assert listed["even"]["due"] is None


def test_a_question_is_graded_once(studyapp: Command) -> None:
    key = read(studyapp("next", "aaa", "--json"))["id"]
    assert studyapp("grade", key, "3").returncode == 0
    again = studyapp("grade", key, "3")
    assert again.returncode == 1
    assert "“What is two and two?” was graded already" in again.stderr
    assert read(studyapp("stats", "--json"))["reviews"] == 1


def test_a_card_can_be_graded_by_its_own_id_and_undone(studyapp: Command) -> None:
    assert studyapp("grade", "half", "easy").returncode == 0
    undone = read(studyapp("undo", "--json"))
    assert undone["card"] == "half"
    assert read(studyapp("stats", "--json"))["reviews"] == 0
    nothing = studyapp("undo")
    assert nothing.returncode == 1
    assert "nothing to undo" in nothing.stderr


def test_stats_count_retention_forecast_streak_and_verdicts(studyapp: Command) -> None:
    studyapp("grade", "sum", "4")
    studyapp("grade", "half", "4")
    studyapp("prove", "small.doubling")
    stats = read(studyapp("stats", "--json"))
    assert (stats["reviews"], stats["streak"]) == (2, 1)
    assert stats["retention"]["all"] == {"passed": 0, "total": 0, "rate": None}
    assert stats["proofs"]["confirmed"] == 1
    assert sum(stats["forecast"]) == 2
    studyapp("grade", "sum", "3", env=LATER)
    studyapp("grade", "half", "1", env=LATER)
    later = read(studyapp("stats", "--json", env=LATER))
    assert later["retention"]["all"] == {"passed": 1, "total": 2, "rate": 0.5}


def test_prerequisites_come_first(studyapp: Command) -> None:
    for _ in range(4):
        key = read(studyapp("next", "aaa", "--json"))
        assert key["card"] != "passes"
        studyapp("grade", key["id"], "4")
    assert read(studyapp("next", "aaa", "--json"))["card"] == "passes"


def test_wrong_usage_says_what_to_do_and_ends_with_two(studyapp: Command) -> None:
    for arguments in (
        ("grade", "no-such", "3"),
        ("grade", "sum", "5"),
        ("nonsense",),
        ("next", "--nonsense"),
    ):
        result = studyapp(*arguments)
        assert result.returncode == 2, arguments
        assert result.stderr
        assert "Traceback" not in result.stderr


def test_an_answer_is_held_against_the_card(studyapp: Command) -> None:
    assert read(studyapp("next", "aaa", "--json"))["answer"] == "Four."
    graded = read(studyapp("grade", "half", "1", "--answer", "0.7", "--json"))
    assert (graded["proposed"], graded["rating"]) == (1, 1)
    assert "0.5" in graded["judgement"]
    assert "right" in studyapp("grade", "half", "3", "--answer", "1/2").stdout.lower()


def test_the_app_without_a_terminal_says_what_works_instead(studyapp: Command) -> None:
    for arguments in ((), ("review",)):
        result = studyapp(*arguments)
        assert result.returncode == 2
        assert "review --plain" in result.stderr


def test_a_plain_session_reads_as_lines(studyapp: Command) -> None:
    result = studyapp("review", "aaa", "--plain", stdin="\n4\nz\na\n\n\n4\n1/2\n4\n16\nx\n4\n")
    assert result.returncode == 0, result.stderr
    assert "What is two and two?" in result.stdout
    assert "answer: Four." in result.stdout
    assert "confirmed: 1 check passed" in result.stdout
    assert "Type 1, 2, 3 or 4" in result.stdout
    assert "Type letters from a to b" in result.stdout
    assert "5 reviews done and saved." in result.stdout
    assert "\x1b" not in result.stdout


def test_a_plain_session_reads_no_escapes_out(studyapp: Command, root: Path) -> None:
    deck = root / "cards" / "aaa.md"
    deck.write_text(deck.read_text().replace("two and two", r"2 \* 2").replace("Four.", r"Four\."))
    result = studyapp("review", "aaa", "--plain", stdin="\n")
    assert "What is 2 * 2?" in result.stdout
    assert "answer: Four." in result.stdout


def test_in_a_plain_session_a_proof_that_is_not_trusted_does_not_run(studyapp: Command) -> None:
    answers = "\n4\na\n4\n\n4\n1/2\n4\n16\n3\n"
    result = studyapp("review", "aaa", "--plain", stdin=answers, trusted=False)
    assert result.returncode == 0, result.stderr
    assert "The proof does not run: " in result.stdout
    assert "studyapp trust small.doubling" in result.stdout
    assert "5 reviews done and saved." in result.stdout


def test_a_plain_session_undoes_and_leaves_without_losing(studyapp: Command) -> None:
    result = studyapp("review", "aaa", "--plain", stdin="\n1\nu\n\n4\nq\n")
    assert "undone: sum" in result.stdout
    stats = read(studyapp("stats", "--json"))
    assert (stats["reviews"], stats["today"]["again"]) == (1, 0)


def test_an_edited_proof_has_not_run_yet(studyapp: Command, root: Path) -> None:
    assert studyapp("prove", "small.doubling").returncode == 0
    before = read(studyapp("stats", "--json"))["proofs"]
    path = root / "proofs" / "small" / "doubling.py"
    path.write_text(path.read_text() + "# changed\n")
    after = read(studyapp("stats", "--json"))["proofs"]
    assert (before["confirmed"], after.get("confirmed", 0)) == (1, 0)
    assert (before.get("not run yet", 0), after["not run yet"]) == (0, 1)


def test_a_renamed_card_is_undone_under_its_new_id(studyapp: Command, root: Path) -> None:
    studyapp("grade", "half", "3")
    deck = root / "cards" / "aaa.md"
    deck.write_text(deck.read_text().replace("{#half}", "{#one-half was=half}"))
    undone = read(studyapp("undo", "--json"))
    assert undone["id"]
    assert studyapp("grade", undone["id"], "3").returncode == 0


def test_settings_and_clock_that_cannot_be_used_are_named(studyapp: Command, root: Path) -> None:
    for text in ('learning_steps = ["0m"]', 'learn_ahead = "99999999999999d"', "desired_retention = 2"):
        (root / "studyapp.toml").write_text(f"[study]\n{text}\n")
        result = studyapp("next")
        assert result.returncode == 1, text
        assert text.split(" ")[0] in result.stderr
        assert "Traceback" not in result.stderr
    (root / "studyapp.toml").unlink()
    for now in ("garbage", "0001-01-01", "9999-12-31T23:00:00"):
        result = studyapp("next", env={"STUDYAPP_NOW": now})
        assert result.returncode == 2
        assert "STUDYAPP_NOW" in result.stderr


def test_siblings_do_not_follow_each_other_while_anything_else_waits(studyapp: Command, root: Path) -> None:
    siblings = "## Pair {#pair}\n==a:one== and ==b:two==\n\n## Other {#other}\n> x\n"
    (root / "cards" / "aaa.md").write_text(siblings)
    (root / "studyapp.toml").write_text("[study]\nsiblings_apart = false\n")
    result = studyapp("review", "aaa", "--plain", stdin="\n4\n\n4\n\n4\n")
    order = [result.stdout.index(text) for text in ("[…] and two", "Other", "one and […]")]
    assert order == sorted(order), result.stdout
