"""Browse, at its keys: a query, many cards at once, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pytest
from textual.widget import Widget

from studyapp.folder import Folder
from studyapp.query.tree import Query
from studyapp.store.search import Order
from studyapp.study.cards.browsing import Row
from studyapp.study.cards.saved_queries import saved_queries
from studyapp.tui.app import StudyApp
from studyapp.tui.screens.browse.card import BrowsedCard
from studyapp.tui.screens.browse.frame import BrowseFrame
from studyapp.tui.screens.browse.saved import Naming, Saved
from studyapp.tui.screens.browse.screen import Browse
from studyapp.tui.screens.home.screen import Home
from studyapp.tui.screens.keys import Keys
from studyapp.tui.screens.review.screen import Review
from studyapp.tui.widgets.card_preview import CardPreview
from tests.tui.browsing import LARGE, SMALL, open_browse, settle, shown, study_of, suspended, type_query
from tests.tui.conftest import screen_text, wait
from tests.unit.study.scene import answer, opened


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


async def test_where_nothing_is_found_enter_leaves_the_word_on_what_to_do(folder: Folder) -> None:
    async with StudyApp(folder).run_test(size=SMALL) as pilot:
        browse = await open_browse(pilot, "slash")
        await type_query(pilot, browse, "tensorflow", "enter")
        await pilot.pause(0.1)
        assert "No card is like that. / changes the query" in screen_text(pilot)
        bar = screen_text(pilot).splitlines()[-1]
        assert "find" in bar
        assert "open" not in bar, "there is no row"
        assert "select" not in bar


async def test_one_lapse_is_no_plural(folder: Folder) -> None:
    with opened(folder, -60) as study:
        answer(study, "sum", 4)
    with opened(folder, -1) as study:
        answer(study, "sum", 1)
    async with StudyApp(folder).run_test(size=LARGE) as pilot:
        await open_browse(pilot)
        await wait(pilot, lambda: "days strong · 1 lapse" in screen_text(pilot))
        assert "1 lapses" not in screen_text(pilot)


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


async def test_a_preview_that_is_not_there_yet_is_shown_once_it_is(folder: Folder) -> None:
    async with StudyApp(folder).run_test(size=LARGE) as pilot:
        browse = await open_browse(pilot)
        await settle(pilot, browse)
        row, parent = browse.table.current, browse.beside.parent
        assert row is not None
        assert isinstance(parent, Widget)
        await browse.beside.remove()
        browse.beside = CardPreview()
        parent.mount(browse.beside)
        await browse.show_preview(row.id, browse.browser.preview(row.id))
        await wait(pilot, lambda: f"card     {row.id}" in screen_text(pilot))
        await browse.beside.heading.remove()  # as when the screen is left
        await browse.show_preview(row.id, browse.browser.preview(row.id))
