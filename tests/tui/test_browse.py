"""Browse, at its keys: a query, many cards at once, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pytest
from textual.pilot import Pilot

from studyapp.folder import Folder
from studyapp.query.tree import Query
from studyapp.store import marks
from studyapp.store.search import Order
from studyapp.study import marking
from studyapp.study.browsing import Row
from studyapp.study.opening import Study
from studyapp.study.saved_queries import saved_queries
from studyapp.tui.app import StudyApp
from studyapp.tui.screens.browse import Browse
from studyapp.tui.screens.browse_card import BrowsedCard
from studyapp.tui.screens.browse_frame import BrowseFrame
from studyapp.tui.screens.browse_move import Decks
from studyapp.tui.screens.browse_saved import Naming, Saved
from studyapp.tui.screens.flags import Flags
from studyapp.tui.screens.home import Home
from studyapp.tui.screens.keys import Keys
from studyapp.tui.screens.review import Review
from studyapp.tui.widgets.card_preview import CardPreview
from tests.tui.conftest import screen_text, wait, wait_home
from tests.unit.study.scene import answer

SMALL, LARGE = (80, 24), (120, 40)
KEYS = {" ": "space", ":": "colon", "-": "minus", ">": "greater_than_sign", "<": "less_than_sign"}
OTHER = """---
title: Other
source: none
---

## One more {#more}
> Yes.
"""


async def open_browse(pilot: Pilot[None], key: str = "b") -> Browse:
    await wait_home(pilot)
    await pilot.press(key)
    await wait(
        pilot, lambda: isinstance(pilot.app.screen, Browse) and pilot.app.screen.table.total is not None
    )
    assert isinstance(pilot.app.screen, Browse)
    return pilot.app.screen


async def type_query(pilot: Pilot[None], browse: Browse, text: str, *keys: str) -> None:
    """Type at the query's line, and wait until the table shows what is found."""
    await pilot.press(*(KEYS.get(letter, letter) for letter in text), *keys)
    await wait(pilot, lambda: browse.query_text == text and browse.table.total is not None)
    await settle(pilot, browse)


async def settle(pilot: Pilot[None], browse: Browse) -> None:
    await wait(pilot, lambda: not browse.is_busy and browse.table.total is not None)
    await pilot.pause(0.1)


def shown(browse: Browse) -> list[str]:
    return [row.id for row in browse.table.pages.get(0, ())]


def study_of(pilot: Pilot[None]) -> Study:
    assert isinstance(pilot.app, StudyApp)
    assert pilot.app.study is not None
    return pilot.app.study


def suspended(pilot: Pilot[None]) -> set[str]:
    study = study_of(pilot)
    with study.store.read() as connection:
        return {card for card, mark in marks.all_marks(connection).items() if mark.suspended}


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_the_table_follows_what_is_typed(folder: Folder, size: tuple[int, int]) -> None:
    async with StudyApp(folder).run_test(size=size) as pilot:
        browse = await open_browse(pilot, "slash")
        assert shown(browse) == ["sum", "even", "rule", "half", "passes"]
        await type_query(pilot, browse, "two")
        assert shown(browse) == ["sum"]
        assert "1 card" in screen_text(pilot)
        await pilot.press("escape")
        await wait(pilot, lambda: len(shown(browse)) == 5)
        await type_query(pilot, browse, "kind:cloze", "enter")
        assert shown(browse) == ["rule"]
        assert browse.table.has_focus


async def test_a_wrong_query_is_explained_and_what_was_found_stays(folder: Folder) -> None:
    async with StudyApp(folder).run_test(size=LARGE) as pilot:
        browse = await open_browse(pilot, "slash")
        await pilot.press(*"is", "colon", *"foo", "space", *"x")
        await wait(pilot, lambda: "is: knows no 'foo'" in screen_text(pilot))
        lines = screen_text(pilot).splitlines()
        place = next(number for number, line in enumerate(lines) if "is:foo x" in line)
        assert lines[place + 1].index("^") == lines[place].index("foo")
        assert "suspended, buried, leech" in screen_text(pilot)
        assert "half" in shown(browse), "as the words before the colon found it"
        await pilot.press("enter")
        assert browse.line.has_focus, "it is to be mended first"
        await pilot.press("escape")
        await wait(pilot, lambda: "knows no" not in screen_text(pilot))


async def test_letters_are_letters_while_a_query_is_typed(folder: Folder) -> None:
    async with StudyApp(folder).run_test(size=SMALL) as pilot:
        browse = await open_browse(pilot, "slash")
        await type_query(pilot, browse, "qsafmueo0")
        assert isinstance(pilot.app.screen, Browse)
        assert browse.line.value == "qsafmueo0"
        assert suspended(pilot) == set()
        assert "No card is like that" in screen_text(pilot)
        await pilot.press("f1")
        await wait(pilot, lambda: isinstance(pilot.app.screen, Keys))
        assert "to the cards" in screen_text(pilot)


async def test_marked_cards_are_suspended_together_and_undone_together(folder: Folder) -> None:
    async with StudyApp(folder).run_test(size=SMALL) as pilot:
        browse = await open_browse(pilot)
        await pilot.press("space", "j", "space")
        assert browse.table.marked == {"sum", "rule"}
        assert "2 marked:" in screen_text(pilot)
        await pilot.press("s")
        await settle(pilot, browse)
        assert suspended(pilot) == {"sum", "rule"}
        assert "Suspended 2 cards." in screen_text(pilot)
        assert not browse.table.marked
        await pilot.press("u")
        await wait(pilot, lambda: "Undone: suspended 2 cards." in screen_text(pilot))
        assert suspended(pilot) == set()


async def test_all_that_is_found_is_marked_and_suspended_cards_are_resumed(folder: Folder) -> None:
    async with StudyApp(folder).run_test(size=SMALL) as pilot:
        browse = await open_browse(pilot)
        await pilot.press("a")
        await wait(pilot, lambda: len(browse.table.marked) == 5)
        await pilot.press("s")
        await settle(pilot, browse)
        await wait(pilot, lambda: len(suspended(pilot)) == 5)
        await pilot.press("s")
        await wait(pilot, lambda: "Resumed 1 card." in screen_text(pilot))
        assert suspended(pilot) == {"even", "rule", "half", "passes"}


async def test_a_flag_a_mark_and_a_reset_are_shown_and_kept(folder: Folder) -> None:
    async with StudyApp(folder).run_test(size=LARGE) as pilot:
        browse = await open_browse(pilot)
        answer(study_of(pilot), "sum")
        await pilot.press("f")
        await wait(pilot, lambda: isinstance(pilot.app.screen, Flags))
        await pilot.press("3")
        await wait(pilot, lambda: "Flagged green: 1 card." in screen_text(pilot))
        await pilot.press("asterisk")
        await wait(pilot, lambda: "Marked 1 card." in screen_text(pilot))
        mark = marking.mark_of(study_of(pilot), "sum")
        assert (mark.flag, mark.marked) == (3, True)
        await wait(pilot, lambda: "★⚑3" in screen_text(pilot))
        await pilot.press("0")
        await wait(pilot, lambda: "Made new again: 1 card." in screen_text(pilot))
        await pilot.press("0")
        await wait(pilot, lambda: "Nothing changed: it was so already." in screen_text(pilot))
        await pilot.press("u", "u", "u")  # as fast as fingers are: each waits for the one before
        await wait(pilot, lambda: "Undone: flagged green: 1 card." in screen_text(pilot))
        assert not browse.done
        assert marking.mark_of(study_of(pilot), "sum").flag == 0


async def test_undo_touches_nothing_that_was_done_elsewhere_since(folder: Folder) -> None:
    async with StudyApp(folder).run_test(size=SMALL, notifications=True) as pilot:
        browse = await open_browse(pilot)
        await pilot.press("s")
        await settle(pilot, browse)
        marking.flag(study_of(pilot), ["half"], 1)
        await pilot.press("u")
        await wait(pilot, lambda: "something else was done since" in screen_text(pilot))
        assert suspended(pilot) == {"sum"}
        assert marking.mark_of(study_of(pilot), "half").flag == 1


async def test_a_card_moves_to_another_deck_and_back(folder: Folder) -> None:
    (folder.root / "cards" / "other.md").write_text(OTHER)
    async with StudyApp(folder).run_test(size=SMALL) as pilot:
        browse = await open_browse(pilot)
        await pilot.press("G", "k")
        assert browse.table.current
        moved = browse.table.current.id
        await pilot.press("m")
        await wait(pilot, lambda: isinstance(pilot.app.screen, Decks))
        await pilot.press("enter")
        await wait(pilot, lambda: pilot.app.screen is browse and len(browse.done) == 1)
        deck = study_of(pilot).reading.library.cards[moved].deck
        await pilot.press("u")
        await wait(pilot, lambda: not browse.done)
        assert study_of(pilot).reading.library.cards[moved].deck != deck


async def test_enter_shows_the_card_and_a_wide_screen_shows_it_beside(folder: Folder) -> None:
    async with StudyApp(folder).run_test(size=LARGE) as pilot:
        browse = await open_browse(pilot)
        await wait(pilot, lambda: "cards/small.md:6" in screen_text(pilot))
        await pilot.press("j")
        await wait(pilot, lambda: "✓ four" in screen_text(pilot))
        assert browse.query_one(CardPreview).display
        await pilot.press("enter")
        await wait(pilot, lambda: isinstance(pilot.app.screen, BrowsedCard))
        assert "Which is even?" in screen_text(pilot)
        await pilot.press("escape")
        await wait(pilot, lambda: pilot.app.screen is browse)


async def test_what_was_found_is_reviewed_and_nothing_else(folder: Folder) -> None:
    async with StudyApp(folder).run_test(size=SMALL) as pilot:
        browse = await open_browse(pilot, "slash")
        await type_query(pilot, browse, "kind:choice", "enter")
        await pilot.press("R")
        await wait(
            pilot, lambda: isinstance(pilot.app.screen, Review) and pilot.app.screen.presented is not None
        )
        review = pilot.app.screen
        assert isinstance(review, Review)
        assert review.presented
        assert review.presented.card.id == "even"
        assert review.session.counts().total == 1
        await pilot.press("q")
        await wait(pilot, lambda: pilot.app.screen is not review)


async def test_a_query_is_saved_under_a_name_and_chosen_again(folder: Folder) -> None:
    async with StudyApp(folder).run_test(size=SMALL) as pilot:
        browse = await open_browse(pilot, "slash")
        await type_query(pilot, browse, "kind:cloze")
        await pilot.press("ctrl+s")
        await wait(pilot, lambda: isinstance(pilot.app.screen, Naming))
        await pilot.press(*"gaps", "enter")
        await wait(pilot, lambda: pilot.app.screen is browse)
        assert saved_queries(study_of(pilot)) == {"gaps": "kind:cloze"}
        await pilot.press("escape", "tab")
        await wait(pilot, lambda: isinstance(pilot.app.screen, Saved))
        await pilot.press("enter")
        await wait(pilot, lambda: shown(browse) == ["rule"])
        assert browse.line.value == "kind:cloze"


async def test_an_older_search_is_never_shown_over_a_newer_one(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with StudyApp(folder).run_test(size=SMALL) as pilot:
        browse = await open_browse(pilot, "slash")
        read, let_go, handed = browse.browser.page, Event(), list[list[str]]()

        def page(query: Query, order: Order, skip: int = 0, *, stop: Callable[[], bool]) -> list[Row]:
            if str(query) == "t":
                let_go.wait(20)
                return read(query, order, skip)
            return read(query, order, skip, stop=stop)

        def found(rows: Sequence[Row], page: int, stay: bool) -> None:
            handed.append([row.id for row in rows])
            BrowseFrame.found(browse, rows, page, stay)

        monkeypatch.setattr(browse, "browser", SimpleNamespace(page=page, count=browse.browser.count))
        monkeypatch.setattr(browse, "found", found)
        await pilot.press("t", "w", "o")
        let_go.set()
        await wait(pilot, lambda: shown(browse) == ["sum"])
        assert handed == [["sum"]]


async def test_the_order_changes_and_the_table_says_so(folder: Folder) -> None:
    async with StudyApp(folder).run_test(size=LARGE) as pilot:
        browse = await open_browse(pilot)
        await pilot.press("o")
        await wait(pilot, lambda: "DUE▾" in screen_text(pilot))
        assert "the longest due first" in screen_text(pilot)
        await settle(pilot, browse)


async def test_escape_leads_home(folder: Folder) -> None:
    async with StudyApp(folder).run_test(size=SMALL) as pilot:
        await open_browse(pilot)
        await pilot.press("escape")
        await wait(pilot, lambda: isinstance(pilot.app.screen, Home))


async def test_an_edit_shows_at_once(folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\nsed -i 's/two and two/one and three/' \"$2\"\n")
    editor.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(editor))
    async with StudyApp(folder).run_test(size=SMALL) as pilot:
        monkeypatch.setattr(pilot.app, "suspend", nullcontext)  # a test has no terminal to hand over
        browse = await open_browse(pilot)
        await pilot.press("e")
        await wait(pilot, lambda: "one and three" in screen_text(pilot))
        assert browse.table.current
        assert browse.table.current.id == "sum"


async def test_the_end_of_a_long_list_is_read_when_it_comes_into_sight(folder: Folder) -> None:
    many = [f"## Card {n} {{#n-{n}}}\n> It is {n}.\n" for n in range(450)]
    (folder.root / "cards" / "many.md").write_text(
        "\n".join(["---\ntitle: Many\nsource: none\n---\n", *many])
    )
    async with StudyApp(folder).run_test(size=SMALL) as pilot:
        browse = await open_browse(pilot)
        assert browse.table.total == 455
        await pilot.press("G")
        await wait(pilot, lambda: browse.table.current is not None)
        assert browse.table.cursor == 454
        last = browse.table.current
        assert last
        await wait(
            pilot, lambda: "▌" in screen_text(pilot) and last.title.partition(" ·")[0] in screen_text(pilot)
        )
        await pilot.press("s")
        await wait(pilot, lambda: last.id in suspended(pilot))
        await settle(pilot, browse)
        assert browse.table.current is not None
        assert browse.table.current.id == last.id, "the table stays where it was"
        await pilot.press("g")
        await wait(pilot, lambda: browse.table.cursor == 0 and browse.table.current is not None)
