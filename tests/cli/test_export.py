"""`export`: cards and their history go out, to other programs and to another folder of ours."""

from __future__ import annotations

import csv
from pathlib import Path
from shutil import copytree

import pytest

from tests.cli.conftest import Command, read


def test_what_went_out_comes_back_as_what_is_here(studyapp: Command, tmp_path: Path) -> None:
    studyapp("grade", "sum", "good")
    studyapp("mark", "flag=red", "rule")
    out = tmp_path / "out.apkg"
    assert read(studyapp("export", str(out), "deck:aaa", "--json"))["reviews"] == 1
    found = read(studyapp("import", str(out), "--json"))
    assert (found["cards"], found["known"], found["reviews"], found["flagged"]) == (0, 5, 0, 0)
    table = tmp_path / "out.csv"
    assert studyapp("export", str(table), "deck:aaa").stdout == f"{table}: 5 cards.\n"
    assert read(studyapp("import", str(table), "--json"))["cards"] == 0


def test_gaps_find_their_histories_by_their_places(studyapp: Command, root: Path, tmp_path: Path) -> None:
    names = ["rule", "sides~left", "sides~right", "odd~first"]
    sides = "## Sides {#sides}\n==left:Left== and ==right:right==."
    odd = "## Odd {#odd}\n==first:`a` \\[ b== is one."
    (root / "cards" / "gaps.md").write_text(f"{sides}\n\n{odd}\n")
    for name in names:
        assert studyapp("grade", name, "good").returncode == 0
    out = tmp_path / "out.apkg"
    studyapp("export", str(out))
    other = tmp_path / "other"
    copytree(root / "cards", other / "cards")
    elsewhere = {"STUDYAPP_FOLDER": str(other)}
    found = read(studyapp("import", str(out), "--json", env=elsewhere))
    assert (found["cards"], found["reviews"], found["losses"]) == (0, 4, {})
    for name in names:
        assert len(read(studyapp("show", name, "--json", env=elsewhere))["reviews"]) == 1
    deck = other / "cards" / "gaps.md"
    deck.write_text(deck.read_text().replace("Left== and ==right:right==", "Left=="))
    (other / "data" / "study.db").unlink()
    found = read(studyapp("import", str(out), "--json", env=elsewhere))
    assert (found["reviews"], found["losses"]) == (
        3,
        {"cards whose text has changed: their history stays behind": 1},
    )


@pytest.mark.parametrize("ending", ["apkg", "txt", "csv"])
def test_decks_keep_their_places_on_the_way_out_and_in(
    studyapp: Command, package: Path, tmp_path: Path, ending: str
) -> None:
    out = tmp_path / f"out.{ending}"
    studyapp("import", str(package))
    studyapp("export", str(out), "deck:imported")
    other = tmp_path / "other"
    (other / "cards").mkdir(parents=True)
    found = read(studyapp("import", str(out), "--json", env={"STUDYAPP_FOLDER": str(other)}))
    assert found["decks"] == {"imported/a/b": 1}


def test_a_file_that_is_there_is_written_over_only_when_asked(studyapp: Command, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    out.write_text("mine")
    refused = studyapp("export", str(out), "deck:aaa")
    assert (refused.returncode, out.read_text()) == (2, "mine")
    assert "--force" in refused.stderr
    assert studyapp("export", str(out), "deck:aaa", "--force").returncode == 0
    rows = list(csv.DictReader(out.read_text().splitlines()))
    assert (rows[0]["question"], rows[0]["answer"], rows[0]["id"]) == ("What is two and two?", "Four.", "sum")
    assert studyapp("export", str(tmp_path / "out.pdf"), "deck:aaa").returncode == 2
    assert studyapp("export", str(tmp_path / "none.csv"), "is:suspended").returncode == 1


def test_formulas_go_out_as_they_are_written(studyapp: Command, root: Path, tmp_path: Path) -> None:
    text = "## A fraction {#fraction}\nWhat is $\\frac{a}{2}$ at $a = 6$?\n> $x_i$, or `$3`.\n"
    (root / "cards" / "maths.md").write_text(text)
    out = tmp_path / "out.csv"
    studyapp("export", str(out), "deck:maths")
    (row,) = csv.DictReader(out.read_text().splitlines())
    assert (row["question"], row["answer"]) == ("What is $\\frac{a}{2}$ at $a = 6$?", "$x_i$, or `$3`.")
    studyapp("export", str(tmp_path / "out.txt"), "deck:maths")
    text = (tmp_path / "out.txt").read_text()
    assert r"What is \(\frac{a}{2}\) at" in text
    assert r"\(x_i\), or <code>$3</code>" in text


def test_text_for_anki_has_its_headers(studyapp: Command, tmp_path: Path) -> None:
    out = tmp_path / "out.txt"
    studyapp("export", str(out), "rule")
    text = out.read_text()
    assert text.startswith("#separator:tab\n#html:true\n")
    assert "<code>backward()</code> […] into" in text
    assert "studyapp::Small\t\trule\n" in text
