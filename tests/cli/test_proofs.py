"""`prove` and `check`, with their exit statuses."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

from tests.cli.conftest import Command, read
from tests.tui.conftest import PROOF


def test_a_proof_runs_with_its_seed_and_settings(studyapp: Command) -> None:
    result = studyapp("prove", "small.doubling", "--seed", "7", "--set", "times=5", "--json")
    assert result.returncode == 0, result.stderr
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line.get("kind") for line in lines] == ["started", "predict", "check", "table", None]
    assert lines[0]["arguments"] == {"times": 5}
    assert lines[1]["value"] == 32
    assert (lines[-1]["verdict"], lines[-1]["seed"]) == ("confirmed", 7)


def test_a_broken_variant_that_is_caught_is_fine(studyapp: Command) -> None:
    result = studyapp("prove", "small.doubling", "--broken", "all")
    assert result.returncode == 0
    assert result.stdout.count("✓ caught at “it is 2 to the n”") == 2
    assert result.stdout.endswith("\n2 of 2 broken variants caught\n")


def test_a_broken_variant_that_survives_is_found(studyapp: Command, root: Path) -> None:
    path = root / "proofs" / "small" / "doubling.py"
    path.write_text(path.read_text().replace("lambda x: x + 2", "lambda x: x + x"))
    result = studyapp("prove", "small.doubling", "--broken", "adds two")
    assert result.returncode == 1
    assert "NOT caught" in result.stdout
    checked = studyapp("check", "--proofs", "small.doubling", "--json")
    assert checked.returncode == 1
    (proof,) = json.loads(checked.stdout)["proofs"]
    assert {variant["name"]: variant["caught"] for variant in proof["variants"]} == {
        "adds two": False,
        "never steps": True,
    }


def test_a_crash_is_told_once_with_its_place_and_of_a_variant_only_where_it_is_another(
    studyapp: Command, root: Path
) -> None:
    path = root / "proofs" / "small" / "doubling.py"
    path.write_text(PROOF.replace("equals=2**times", "equals=2**time"))
    checked = studyapp("check", "--proofs", "small.doubling")
    assert checked.stdout.count("'time' is not defined") == 1
    assert (
        "\n    proofs/small/doubling.py:16: NameError: name 'time' is not defined (seed 1)\n"
        in checked.stdout
    )
    path.write_text(PROOF.replace("lambda x: x + 2", "lambda x: x + y"))
    checked = studyapp("check", "--proofs", "small.doubling", "--junit", str(root / "report.xml"), "--json")
    (proof,) = json.loads(checked.stdout)["proofs"]
    assert (proof["verdict"], proof["file"], proof["line"]) == ("confirmed", "", None)
    (variant,) = (variant for variant in proof["variants"] if not variant["caught"])
    assert (variant["file"], variant["line"]) == ("proofs/small/doubling.py", 20)
    assert "'y' is not defined" in variant["reason"]
    report = ElementTree.parse(root / "report.xml")
    (case,) = (case for case in report.iter("testcase") if len(case))
    assert (case.get("name"), case.get("line")) == ("broken: adds two", "20")


def test_what_this_machine_lacks_ends_with_three(studyapp: Command, root: Path) -> None:
    path = root / "proofs" / "small" / "doubling.py"
    text = path.read_text().replace("@proof", "@proof(needs=gpus(64))")
    path.write_text(text.replace("import check", "import check, gpus"))
    result = studyapp("prove", "small.doubling")
    assert result.returncode == 3
    assert "needs 64 CUDA devices" in result.stdout
    assert studyapp("prove", "small.doubling", "--broken", "adds two").returncode == 3
    checked = studyapp("check", "--proofs", "small.doubling")
    assert checked.returncode == 3
    assert checked.stdout.endswith("1 proof run: 1 unsupported\n")


def test_a_name_that_torch_does_not_have_is_found_by_check(studyapp: Command, root: Path) -> None:
    path = root / "proofs" / "small" / "doubling.py"
    path.write_text(path.read_text().replace("def double", "from torch import nnn\n\n\ndef double"))
    other = root / "proofs" / "small" / "good.py"
    other.write_text(PROOF)
    checked = studyapp("check", "--proofs", str(root / "proofs"))
    assert checked.returncode == 1
    assert "nnn" in checked.stdout


def test_without_torch_nothing_is_confirmed(process: Command, tmp_path: Path) -> None:
    (tmp_path / "without").mkdir()
    (tmp_path / "without" / "torch.py").write_text("raise ImportError('no torch here')")
    env = {"PYTHONPATH": str(tmp_path / "without")}
    assert process("prove", "small.doubling", env=env).returncode == 3
    assert process("check", "--proofs", "small.doubling", env=env).returncode == 3
    plain = process("review", "aaa", "--plain", stdin="\n4\na\n4\n\n4\n1/2\n4\n16\n3\n", env=env)
    assert "5 reviews done and saved." in plain.stdout
    assert "needs torch" in plain.stdout


def test_an_infinite_number_is_json_all_the_same(studyapp: Command, root: Path) -> None:
    path = root / "proofs" / "small" / "doubling.py"
    path.write_text(path.read_text().replace("equals=2**times", "at_most=float('inf')"))
    result = studyapp("prove", "small.doubling", "--json")

    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    lines = [json.loads(line, parse_constant=refuse) for line in result.stdout.splitlines()]
    assert lines[2]["expected"] == "Infinity"


def test_the_source_is_printed_as_it_is(studyapp: Command, root: Path) -> None:
    source = (root / "proofs" / "small" / "doubling.py").read_text()
    assert studyapp("prove", "small.doubling", "--source").stdout == source


def test_wrong_names_are_named_with_what_there_is(studyapp: Command) -> None:
    for arguments, words in (
        (("small.doublin",), "Did you mean small.doubling?"),
        (("small.doubling", "--broken", "nothing"), "adds two"),
        (("small.doubling", "--set", "times=9"), "from 2 to 5"),
        (("small.doubling", "--set", "times"), "NAME=VALUE"),
        (("small.doubling", "--ranks", "3"), "runs on 1"),
    ):
        result = studyapp("prove", *arguments)
        assert result.returncode == 2, result.stdout
        assert words in result.stderr


def test_a_proof_that_cannot_be_read_says_why(studyapp: Command, root: Path) -> None:
    (root / "proofs" / "small" / "doubling.py").write_text('"""Claim."""\ndef broken(:\n')
    result = studyapp("prove", "small.doubling")
    assert result.returncode == 2
    assert "doubling.py:2: not Python" in result.stderr
    assert "proofs/small/doubling.py:2" in studyapp("check").stdout


def test_check_names_every_problem_and_says_so_by_its_status(studyapp: Command, root: Path) -> None:
    assert studyapp("check", str(root / "cards")).returncode == 0
    choice, cloze = "## Choice {#choice}\n- [ ] a\n- [ ] b\n", "## Cloze {#cloze}\nan ==open gap\n"
    bad = f"stray words\n\n## One {{#sum}}\n> x\n\n{choice}\n{cloze}"
    (root / "cards" / "bad.md").write_bytes(bad.encode() + b"\n## Byte {#byte}\n> \xff\n")
    result = studyapp("check", "--json")
    assert result.returncode == 1
    found = {(problem["rule"], problem["line"]) for problem in json.loads(result.stdout)["problems"]}
    lines = {line for _, line in found}
    assert {1, 3, 6, 11, 14} <= lines, found
    assert read(studyapp("list", "aaa", "--json"))["cards"]


def test_check_fix_writes_missing_ids_and_nothing_else(studyapp: Command, root: Path) -> None:
    deck = root / "cards" / "new.md"
    deck.write_text("---\ntitle: New\n---\n\n## What is new?\n> This.\n")
    assert studyapp("check", str(deck)).returncode == 1
    assert studyapp("check", "--fix", str(deck)).returncode == 0
    assert "## What is new? {#what-is-new}" in deck.read_text()
    assert "what-is-new" in {card["id"] for card in read(studyapp("list", "--json"))["cards"]}


def test_check_fix_leaves_a_deck_whole_where_it_cannot_write(studyapp: Command, root: Path) -> None:
    deck, other = root / "cards" / "new.md", root / "cards" / "other.md"
    for path in (deck, other):
        path.write_text("---\ntitle: New\n---\n\n## What is new?\n> This.\n")
    before = other.read_text()
    assert studyapp("check", "--fix", str(deck)).returncode == 0
    assert other.read_text() == before
    assert studyapp("check", "--fix").returncode == 0
    ids = {card["id"] for card in read(studyapp("list", "--json"))["cards"]}
    assert {"what-is-new", "what-is-new-2"} <= ids


def test_a_path_that_names_nothing_is_refused(studyapp: Command, root: Path) -> None:
    for arguments in (("check", str(root / "xyzzy.md")), ("list", "xyzzy"), ("next", "xyzzy")):
        result = studyapp(*arguments)
        assert result.returncode == 2, arguments
        assert "xyzzy" in result.stderr


def test_where_and_version_say_what_they_know(studyapp: Command, root: Path) -> None:
    assert read(studyapp("where", "--json"))["database"] == str(root / "data" / "study.db")
    assert studyapp("--version").stdout.startswith("studyapp 0.")
    (root / "studyapp.toml").write_text("[study]\nnew_per_dya = 3\n")
    assert "Did you mean 'new_per_day'?" in studyapp("where").stdout
    (root / "studyapp.toml").unlink()
    missing = studyapp("where", env={"STUDYAPP_FOLDER": str(root / "nowhere")})
    assert missing.returncode == 2
    assert "no such folder" in missing.stderr


def test_a_part_of_ones_own_takes_the_place_of_the_proofs(studyapp: Command, root: Path) -> None:
    (root / "mine.py").write_text("def step(x):\n    return x + x\n")
    assert studyapp("prove", "small.doubling", "--part", f"step={root / 'mine.py'}").returncode == 0
    (root / "mine.py").write_text("def step(x):\n    return x + 1\n")
    assert studyapp("prove", "small.doubling", "--part", f"step={root / 'mine.py'}").returncode == 1
    unknown = studyapp("prove", "small.doubling", "--part", "stop=mine.py")
    assert unknown.returncode == 2
    assert "Its parts: step" in unknown.stderr


def test_where_layers_are_missing_a_stranger_needs_insisting(studyapp: Command) -> None:
    env = {"STUDYAPP_LAYERS": "limits"}
    refused = studyapp("prove", "small.doubling", "--once", env=env, trusted=False)
    assert refused.returncode == 1
    assert "files" in refused.stderr
    insisted = studyapp("prove", "small.doubling", "--once", "--insist", env=env, trusted=False)
    assert insisted.returncode == 0
    assert "⚠ files: NOT confined here" in insisted.stdout
    assert studyapp("prove", "small.doubling", trusted=False).returncode == 1
    assert studyapp("prove", "small.doubling", "--once", trusted=False).returncode == 0
    wrong = studyapp("prove", "small.doubling", env={"STUDYAPP_LAYERS": "walls"})
    assert wrong.returncode == 2
    assert "'walls'" in wrong.stderr
