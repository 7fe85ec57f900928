"""`stats --html`, `--svg` and `--png`: what is written, where, and what is refused."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from studyapp.insight.figures import ORDER
from tests.cli.conftest import Command, environment


def test_a_page_of_every_figure_is_written_and_said_so(studyapp: Command, tmp_path: Path) -> None:
    studyapp("grade", "sum", "3", "--seconds", "60")
    page = tmp_path / "page.html"
    done = studyapp("stats", "--html", str(page), "--period", "year")
    assert done.returncode == 0, done.stderr
    text = page.read_text("utf-8")
    assert done.stdout.startswith(f"Written: {page}, ")
    assert page.stat().st_size < 2_000_000
    assert "<title>Everything, last year</title>" in text
    assert all(f'<figure id="{name}"' in text for name in ORDER)
    assert 'id="chart-reviews"' in text


def test_a_page_is_of_what_a_query_finds_or_of_one_figure(studyapp: Command, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    studyapp("stats", "kind:choice", "--html", str(page), "--figure", "cards")
    text = page.read_text("utf-8")
    assert "<title>Kind:choice, last 90 days</title>" in text
    assert text.count("<figure ") == 1


def test_a_page_takes_the_place_of_an_older_one(studyapp: Command, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("old")
    page.chmod(0o600)
    studyapp("stats", "--html", str(page))
    assert page.read_text("utf-8").startswith("<!doctype html>")
    assert page.stat().st_mode & 0o777 == 0o600


def test_a_chart_is_drawn_light_unless_asked(studyapp: Command, tmp_path: Path) -> None:
    for theme, background in ((), "#f7f4ec"), (("--theme", "ink"), "#12141c"):
        picture = tmp_path / "cards.svg"
        done = studyapp("stats", "--figure", "cards", "--svg", str(picture), *theme)
        assert done.returncode == 0, done.stderr
        assert background in picture.read_text("utf-8")
    pixels = tmp_path / "cards.png"
    studyapp("stats", "--figure", "cards", "--png", str(pixels))
    assert pixels.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--svg", "x.svg"), "Say which with --figure NAME"),
        (("--png", "x.png"), "Say which with --figure NAME"),
        (("--html", "x.html", "--json"), "at a time"),
        (("--svg", "x.svg", "--png", "x.png", "--figure", "cards"), "at a time"),
        (("--svg", "x.svg", "--figure", "cards", "--theme", "neon"), "Themes: ink, paper."),
        (("--svg", "x.png", "--figure", "cards"), "--svg would write svg into x.png"),
        (("--svg", "x.png", "--figure", "cards"), "Say --png, or end the name in .svg."),
        (("--png", "x.HTM", "--figure", "cards"), "Say --html, or end the name in .png."),
        (("--html", "x.svg"), "Say --svg, or end the name in .html."),
        (("--png", "x.jpg", "--figure", "cards"), "--png would write png into x.jpg"),
        (("--png", "x.JPEG", "--figure", "cards"), "End the name in .png."),
        (("--svg", "x.pdf", "--figure", "cards"), "End the name in .svg."),
        (("--html", "x.webp"), "End the name in .html."),
        (("--html", "x.html", "--theme", "ink"), "--theme is for --svg and --png"),
    ],
)
def test_what_does_not_go_together_is_refused(
    studyapp: Command, arguments: tuple[str, ...], words: str
) -> None:
    refused = studyapp("stats", *arguments)
    assert refused.returncode == 2
    assert words in refused.stderr


def test_what_cannot_be_drawn_says_how_to_see_it(studyapp: Command, tmp_path: Path) -> None:
    target = tmp_path / "x.svg"
    for name, words in (("weak", "nothing to draw yet"), ("weeks", "nothing to draw yet")):
        refused = studyapp("stats", "--figure", name, "--svg", str(target))
        assert refused.returncode not in {0, 2}
        assert words in refused.stderr
        assert f"studyapp stats --figure {name}" in refused.stderr
    assert not target.exists()


def test_a_place_for_no_file_is_refused(studyapp: Command, tmp_path: Path) -> None:
    for place, words in (
        (tmp_path / "none" / "page.html", f"{tmp_path / 'none'}: no such folder"),
        (tmp_path, "is a folder"),
        (Path(os.devnull), "is no file"),
    ):
        refused = studyapp("stats", "--html", str(place))
        assert refused.returncode not in {0, 2}
        assert words in refused.stderr
    assert not (tmp_path / "none").exists()


def test_a_picture_goes_down_a_pipe(root: Path) -> None:
    command = [sys.executable, "-m", "studyapp", "stats", "--figure", "cards", "--png", "-"]
    env = {**os.environ, **environment(root, None)}
    done = subprocess.run(command, env=env, capture_output=True, check=True, timeout=100)
    assert done.stdout.startswith(b"\x89PNG")
