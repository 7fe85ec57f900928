"""The question whether a proof may run, on its own."""

from __future__ import annotations

import re
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.containers import VerticalScroll
from textual.pilot import Pilot

from studyapp.proof.source.catalogue import Entry, ProofFile, read_catalogue
from studyapp.study.proofs.trusting import Standing, compare
from studyapp.tui.screens.proof.trust import Consent, Trust
from tests.tui.conftest import PROOF, screen_text
from tests.tui.widget_host import NARROW, SIZES, WIDE, Host

MODULE = "def double(x):\n    return 2 * x\n"


def make_entry(source: str = PROOF, module: str = MODULE) -> Entry:
    files = [ProofFile("small.doubling", "/folder/proofs/small/doubling.py", source.encode())]
    near = [ProofFile("small._near", "/folder/proofs/small/_near.py", module.encode())]
    return read_catalogue(files, near)["small.doubling"]


def importing(source: str = PROOF) -> str:
    return source.replace("from studyapp", "from _near import double as twice\nfrom studyapp", 1)


DIFFERENCE = "".join(
    compare(
        {"small/doubling.py": PROOF, "small/_old.py": "gone = 1\n"},
        {"small/doubling.py": PROOF.replace("x = 1", "x = 1.0"), "small/_near.py": MODULE},
    )
)


class Asked(Host):
    """A host that keeps what the screen returned."""

    def __init__(self, *question: Any, **options: Any) -> None:
        super().__init__()
        self.animation_level = "none"
        self.question = Trust(*question, **options)
        self.answers: list[Consent | None] = []

    def ask(self) -> None:
        self.push_screen(self.question, self.answers.append)


async def ask(pilot: Pilot[None]) -> Asked:
    app = pilot.app
    assert isinstance(app, Asked)
    app.ask()
    await pilot.pause(0.1)
    return app


async def read_all(pilot: Pilot[None]) -> str:
    """Everything that comes into view between the top and the end, by the keys alone."""
    app, seen = pilot.app, []
    await pilot.press("g")
    page = app.screen.query_one(VerticalScroll)
    while True:
        await pilot.pause()
        seen.append(screen_text(pilot))
        before = page.scroll_y
        await pilot.press("pagedown")
        await pilot.pause()
        if page.scroll_y == before:
            return "\n".join(seen)


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
async def test_what_is_unknown_shows_every_file(size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    app = Asked(make_entry(importing()), Standing.UNKNOWN)
    async with app.run_test(size=size) as pilot:
        await ask(pilot)
        assert screen_text(pilot) == snapshot


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
async def test_what_changed_shows_the_difference(size: tuple[int, int], snapshot: SnapshotAssertion) -> None:
    entry = make_entry(importing(PROOF.replace("x = 1", "x = 1.0")))
    app = Asked(entry, Standing.CHANGED, DIFFERENCE, missing={"files": "no Landlock", "network": "forbidden"})
    async with app.run_test(size=size) as pilot:
        await ask(pilot)
        assert screen_text(pilot) == snapshot


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
async def test_all_of_a_long_text_can_be_read_before_deciding(size: tuple[int, int]) -> None:
    code = "".join(f"step_{number} = {number}\n" for number in range(200))
    far = "far = 'left'" + " " * 400 + "; right = 'hidden'\n"
    app = Asked(make_entry(importing() + code + far, MODULE + "the_end = True\n"), Standing.UNKNOWN)
    async with app.run_test(size=size) as pilot:
        await ask(pilot)
        seen = await read_all(pilot)
        assert {int(number) for number in re.findall(r"step_(\d+) = \1\b", seen)} == set(range(200))
        assert "; right = 'hidden'" in seen
        assert "the_end = True" in seen
        assert app.answers == []


async def test_the_changes_and_all_that_would_run_take_turns() -> None:
    entry = make_entry(importing(PROOF.replace("x = 1", "x = 1.0")))
    app = Asked(entry, Standing.CHANGED, DIFFERENCE)
    async with app.run_test(size=WIDE) as pilot:
        await ask(pilot)
        changes = await read_all(pilot)
        assert "-gone = 1" in changes
        assert "Doubling n times" not in changes
        await pilot.press("d")
        assert "Doubling n times" in await read_all(pilot)
        await pilot.press("d")
        assert "-gone = 1" in await read_all(pilot)


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        ("o", Consent.ONCE),
        ("t", Consent.TRUST),
        ("n", Consent.NEVER),
        ("q", None),
        ("escape", None),
    ],
)
async def test_each_key_answers_once(key: str, answer: Consent | None) -> None:
    app = Asked(make_entry(), Standing.UNKNOWN)
    async with app.run_test(size=NARROW) as pilot:
        await ask(pilot)
        app.simulate_key(key)
        app.simulate_key(key)
        await pilot.pause(0.2)
        assert app.answers == [answer]
        assert app.screen is not app.question


@pytest.mark.parametrize("key", ["enter", "space", "y", "s", "tab", "1"])
async def test_no_other_key_decides(key: str) -> None:
    app = Asked(make_entry(), Standing.REFUSED)
    async with app.run_test(size=NARROW) as pilot:
        await ask(pilot)
        await pilot.press(key, "enter")
        assert app.answers == []
        assert app.screen is app.question
        assert "You said that exactly this never runs." in screen_text(pilot)


async def test_a_key_typed_before_the_question_was_seen_decides_nothing() -> None:
    app = Asked(make_entry(), Standing.UNKNOWN)
    async with app.run_test(size=NARROW) as pilot:
        app.ask()
        for key in ("t", "o", "n"):
            app.simulate_key(key)
        await pilot.pause(0.3)
        assert app.answers == []
        await pilot.press("t")
        assert app.answers == [Consent.TRUST]


async def test_what_would_act_on_the_terminal_or_hide_is_seen() -> None:
    hostile = importing() + '# \x1b]52;c;cm0=\x07 \u202eback\u2066 [bold]no markup[/] "\x85"\n'
    difference = "".join(compare({}, {"small/doubling.py": hostile}))
    app = Asked(make_entry(hostile, "# \u200b\n"), Standing.CHANGED, difference)
    async with app.run_test(size=WIDE) as pilot:
        await ask(pilot)
        seen = await read_all(pilot)
        await pilot.press("d")
        for text in (seen, await read_all(pilot)):
            assert '␛]52;c;cm0=␇ ‹U+202E›back‹U+2066› [bold]no markup[/] "‹U+0085›"' in text
            assert not {"\x1b", "\x07", "\u202e", "\x85"} & set(text)
        assert "‹U+200B›" in text
