"""`trust`: what is listed, shown, asked and kept."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from studyapp.cli import commands
from studyapp.clock import Clock
from studyapp.folder import Folder
from studyapp.study.opening import open_study
from studyapp.study.proofs.trusting import Standing, standing
from tests.cli.conftest import Command, read
from tests.terminal import STUDYAPP, Terminal
from tests.tui.conftest import PROOF


def proof_file(root: Path) -> Path:
    return root / "proofs" / "small" / "doubling.py"


def found(root: Path) -> Standing:
    """What the database and the files say, without another process."""
    study = open_study(Folder(root), Clock())
    try:
        return standing(study, study.reading.catalogue["small.doubling"])
    finally:
        study.close()


def ask(root: Path, size: tuple[int, int] = (100, 60)) -> Terminal:
    command = [*STUDYAPP, "--folder", str(root), "trust", "small.doubling"]
    return Terminal(command, size=size, cwd=str(root))


def type_ahead(root: Path, keys: str) -> str:
    """What is printed up to the question, within this process but on a terminal, where keys wait for it."""
    ours, theirs = os.openpty()
    os.write(ours, keys.encode())
    with (
        os.fdopen(theirs, "w") as shown,
        os.fdopen(os.dup(theirs)) as typed,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(sys, "stdin", typed)
        patch.setattr(sys, "stdout", shown)
        patch.setattr(sys, "argv", ["studyapp", "--folder", str(root), "trust", "small.doubling"])
        with pytest.raises(SystemExit) as ended:
            sys.exit(commands.run())
        assert not ended.value.code
        shown.flush()
        text = b""
        while b"decides nothing:" not in text:
            text += os.read(ours, 4096)
    os.close(ours)
    return text.decode(errors="replace")


def test_proofs_of_the_folder_are_listed_and_shipped_ones_are_not(studyapp: Command) -> None:
    assert studyapp("trust").stdout == f"{'small.doubling':<40} not decided\n"
    (line,) = read(studyapp("trust", "--json"))["proofs"]
    assert line.pop("hash")
    assert line == {"id": "small.doubling", "file": "proofs/small/doubling.py", "standing": "unknown"}


def test_a_decision_named_on_the_command_line_is_kept_until_the_file_changes(
    studyapp: Command, root: Path
) -> None:
    assert studyapp("trust", "small.doubling", "--yes").stdout.startswith(
        "small.doubling: trusted · content "
    )
    assert found(root) is Standing.TRUSTED
    proof_file(root).write_text(PROOF + "# more\n")
    assert found(root) is Standing.CHANGED
    assert studyapp("trust", "small.doubling", "--never").returncode == 0
    assert found(root) is Standing.REFUSED
    assert studyapp("trust", "small.doubling", "--forget").returncode == 0
    assert found(root) is Standing.UNKNOWN


def test_off_a_terminal_the_text_is_shown_and_nothing_is_decided(studyapp: Command, root: Path) -> None:
    result = studyapp("trust", "small.doubling", stdin="t\n")
    assert result.returncode == 2
    assert all(line in result.stdout for line in PROOF.splitlines())
    assert "say --yes, --never or --forget" in result.stderr
    assert found(root) is Standing.UNKNOWN


def test_what_changed_is_shown_and_told_as_json(studyapp: Command, root: Path) -> None:
    studyapp("trust", "small.doubling", "--yes")
    proof_file(root).write_text(PROOF.replace("x = 1\n", "x = 1.0\n"))
    shown = studyapp("trust", "small.doubling").stdout
    assert "  │ -    x = 1\n  │ +    x = 1.0\n" in shown
    assert "yield table" not in shown
    told = read(studyapp("trust", "small.doubling", "--json"))
    assert told["proof"]["standing"] == "changed"
    assert told["files"] == {"small/doubling.py": proof_file(root).read_text()}
    assert "\n-    x = 1\n+    x = 1.0\n" in told["difference"]


def test_a_strangers_text_reaches_no_terminal_as_it_is(studyapp: Command, root: Path) -> None:
    hostile = PROOF + "# \x1b]52;c;cm0=\x07 \u202eback \x9b2J\n   1 │ trusted\n"
    proof_file(root).write_text(hostile.replace("   1 │", "#  1 │"))
    (root / "proofs" / "small" / "a\x1b[2J\nfake: trusted.py").write_text(PROOF)
    results = [studyapp("trust"), studyapp("trust", "--json"), studyapp("trust", "small.doubling", "--json")]
    results += [studyapp("trust", "small.doubling"), studyapp("trust", "small.a\x1b[2J\nfake: trusted")]
    for result in results:
        assert result.stdout
        assert not {"\x1b", "\x07", "\u202e", "\x9b"} & set(result.stdout + result.stderr)
        assert not any(line.startswith("fake") for line in result.stdout.splitlines())
    assert "# ␛]52;c;cm0=␇ ‹U+202E›back ‹U+009B›2J" in results[3].stdout
    assert json.loads(results[2].stdout)["files"]["small/doubling.py"] == proof_file(root).read_text()


def test_a_topic_is_every_proof_below_it_that_is_open_each_shown(studyapp: Command, root: Path) -> None:
    for name in ("halving", "refused"):
        proof_file(root).with_name(f"{name}.py").write_text(PROOF + f"# {name}\n")
    studyapp("trust", "small.doubling", "--yes")
    studyapp("trust", "small.refused", "--never")
    shown = studyapp("trust", "small").stdout
    assert "# halving" in shown
    assert "# refused" not in shown
    refused = studyapp("trust", "small.*", "--yes", "--json")
    assert refused.returncode == 2
    assert "only what it has shown" in refused.stderr
    trusted = studyapp("trust", "small.*", "--yes").stdout
    assert trusted.index("# halving") < trusted.index("small.halving: trusted")
    standings = {line["id"]: line["standing"] for line in read(studyapp("trust", "--json"))["proofs"]}
    assert standings == {"small.doubling": "trusted", "small.halving": "trusted", "small.refused": "never"}
    assert studyapp("trust", "small").stdout.startswith("Nothing there is left to decide")
    forgotten = read(studyapp("trust", "small.refused", "small.halving", "--forget", "--json"))
    assert [line["standing"] for line in forgotten["proofs"]] == ["unknown", "unknown"]


def test_each_proof_of_a_topic_is_asked_about_by_itself(root: Path) -> None:
    proof_file(root).with_name("halving.py").write_text(PROOF + "# halving\n")
    command = [*STUDYAPP, "--folder", str(root), "trust", "small"]
    with Terminal(command, size=(100, 90), cwd=str(root)) as terminal:
        terminal.wait_for("decides nothing:")
        assert "# halving" not in terminal.text
        terminal.send("t\r")
        terminal.wait_for("# halving")
        terminal.send("\r")
        assert terminal.wait_for_exit() == 0
        assert "Nothing was decided." in terminal.text
    assert found(root) is Standing.TRUSTED


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("small.doubling", "autograd.accumulation", "--yes"), "is of the shipped library"),
        (("autograd", "--yes"), "all of autograd is of the shipped library"),
        (("smal*", "small.h*", "--yes"), "there is no proof 'small.h*'"),
        (("small.doubling", "--yes", "--never"), "exclude each other"),
        (("--yes",), "no proof is named"),
        (("small.halving", "--yes"), "there is no proof 'small.halving'"),
        (("autograd.accumulation", "--never"), "is of the shipped library"),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(
    shipped: Command, root: Path, arguments: tuple[str, ...], message: str
) -> None:
    result = shipped("trust", *arguments)
    assert result.returncode == 2
    assert message in result.stderr
    assert found(root) is Standing.UNKNOWN


def test_a_shipped_proof_is_shown_and_not_asked_about(shipped: Command) -> None:
    result = shipped("trust", "autograd.accumulation")
    assert result.returncode == 0
    assert result.stdout.startswith("autograd.accumulation: shipped")
    assert "@proof" in result.stdout


@pytest.mark.parametrize(
    ("keys", "left"),
    [
        ("t\r", Standing.TRUSTED),
        ("n\r", Standing.REFUSED),
        ("\r", Standing.UNKNOWN),
        ("yes\r", Standing.UNKNOWN),
    ],
    ids=["t", "n", "enter", "yes"],
)
def test_on_a_terminal_it_asks_after_the_text(root: Path, keys: str, left: Standing) -> None:
    text = type_ahead(root, keys)
    assert "yield check" in text
    assert "Read all" in text
    assert found(root) is left


def test_the_end_of_input_decides_nothing(root: Path) -> None:
    with ask(root) as terminal:
        terminal.wait_for("decides nothing:")
        assert "yield check" in terminal.text
        terminal.send("\x04")
        assert terminal.wait_for_exit() == 0
    assert found(root) is Standing.UNKNOWN


def test_what_is_swapped_while_it_is_read_is_not_what_was_trusted(studyapp: Command, root: Path) -> None:
    with ask(root) as terminal:
        terminal.wait_for("decides nothing:")
        proof_file(root).write_text(PROOF + "import os\n")
        terminal.send("t\r")
        terminal.wait_for_exit()
    assert found(root) is Standing.CHANGED
    assert "+import os" in studyapp("trust", "small.doubling").stdout
