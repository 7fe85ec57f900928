"""What is done to cards in Browse, one or many, and how it is taken back."""

from __future__ import annotations

from studyapp.folder import Folder
from studyapp.store import undoing
from studyapp.study.cards import marking
from studyapp.tui.app import StudyApp
from studyapp.tui.screens.browse.move import Decks
from studyapp.tui.screens.flags import Flags
from tests.tui.browsing import LARGE, OTHER, SMALL, open_browse, settle, study_of, suspended
from tests.tui.conftest import screen_text, wait
from tests.unit.study.scene import answer


async def test_selected_cards_are_suspended_together_and_undone_together(folder: Folder) -> None:
    async with StudyApp(folder).run_test(size=SMALL) as pilot:
        browse = await open_browse(pilot)
        await pilot.press("space", "j", "space")
        assert browse.table.selected == {"sum", "rule"}
        assert "2 selected:" in screen_text(pilot)
        await pilot.press("s")
        await settle(pilot, browse)
        assert suspended(pilot) == {"sum", "rule"}
        assert "Suspended 2 cards." in screen_text(pilot)
        assert not browse.table.selected
        await pilot.press("u")
        await wait(pilot, lambda: "Undone: suspended 2 cards." in screen_text(pilot))
        assert suspended(pilot) == set()


async def test_all_that_is_found_is_selected_and_suspended_cards_are_resumed(folder: Folder) -> None:
    async with StudyApp(folder).run_test(size=SMALL) as pilot:
        browse = await open_browse(pilot)
        await pilot.press("a")
        await wait(pilot, lambda: len(browse.table.selected) == 5)
        await pilot.press("s")
        await settle(pilot, browse)
        await wait(pilot, lambda: len(suspended(pilot)) == 5)
        await pilot.press("s")
        await wait(pilot, lambda: "Resumed 1 card." in screen_text(pilot))
        assert suspended(pilot) == {"even", "rule", "half", "passes"}


async def test_a_flag_a_star_and_a_reset_are_shown_and_kept(folder: Folder) -> None:
    async with StudyApp(folder).run_test(size=LARGE) as pilot:
        browse = await open_browse(pilot)
        answer(study_of(pilot), "sum")
        await pilot.press("f")
        await wait(pilot, lambda: isinstance(pilot.app.screen, Flags))
        await pilot.press("3")
        await wait(pilot, lambda: "Flagged green: 1 card." in screen_text(pilot))
        await pilot.press("asterisk")
        await wait(pilot, lambda: "Starred 1 card." in screen_text(pilot))
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
        await wait(pilot, lambda: "Something else was done since" in screen_text(pilot))
        assert suspended(pilot) == {"sum"}
        assert marking.mark_of(study_of(pilot), "half").flag == 1


async def test_what_another_window_took_back_is_not_undone_again(folder: Folder) -> None:
    async with StudyApp(folder).run_test(size=SMALL, notifications=True) as pilot:
        browse = await open_browse(pilot)
        await pilot.press("s")
        await settle(pilot, browse)
        study = study_of(pilot)
        undoing.undo(study.store, at=study.clock.now(), utc_offset=0)
        await pilot.press("u")
        await wait(pilot, lambda: "Another window has taken this back already" in screen_text(pilot))
        assert not browse.done
        assert suspended(pilot) == set()


async def test_a_move_whose_file_was_changed_since_bars_no_undo(folder: Folder) -> None:
    (folder.root / "cards" / "other.md").write_text(OTHER)
    async with StudyApp(folder).run_test(size=SMALL, notifications=True) as pilot:
        browse = await open_browse(pilot)
        await pilot.press("s")
        await settle(pilot, browse)
        await pilot.press("G", "k", "m")
        await wait(pilot, lambda: isinstance(pilot.app.screen, Decks))
        await pilot.press("enter")
        await wait(pilot, lambda: pilot.app.screen is browse and len(browse.done) == 2)
        deck = folder.root / "cards" / "other.md"
        deck.write_text(deck.read_text() + "\n")
        await pilot.press("u")
        await wait(pilot, lambda: "was changed since the move" in screen_text(pilot))
        await pilot.press("u")
        await wait(pilot, lambda: suspended(pilot) == set())
        assert not browse.done


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
