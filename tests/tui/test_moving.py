"""A move made in Browse is undone from Home and in a review as well, as long as nothing was done since."""

from __future__ import annotations

from textual.pilot import Pilot

from studyapp.folder import Folder
from studyapp.study.cards import marking
from studyapp.study.opening import Study
from studyapp.tui.app import StudyApp
from studyapp.tui.screens.browse.move import Decks
from studyapp.tui.screens.browse.screen import Browse
from studyapp.tui.screens.home.screen import Home
from tests.tui.conftest import card_of, screen_text, start, wait, wait_home

OTHER = "---\ntitle: Another\nsource: none\n---\n\n## Here {#here}\n> It is.\n"


async def move_first_card(pilot: Pilot[None]) -> Study:
    """Move a card from Small to Another, and come back to Home."""
    app = pilot.app
    assert isinstance(app, StudyApp)
    await wait_home(pilot)
    assert app.study is not None
    await pilot.press("b")
    await wait(pilot, lambda: isinstance(app.screen, Browse) and app.screen.table.current is not None)
    assert isinstance(app.screen, Browse)
    browse: Browse = app.screen
    await pilot.press("G", "k")  # the last but one, of Small
    await pilot.press("m")
    await wait(pilot, lambda: isinstance(app.screen, Decks))
    await pilot.press("enter")
    await wait(pilot, lambda: app.screen is browse and len(browse.done) == 1)
    await pilot.press("escape")
    await wait(pilot, lambda: isinstance(app.screen, Home))
    return app.study


def decks_of(study: Study) -> dict[str, str]:
    return {card.id: card.deck for card in study.reading.library.cards.values()}


async def test_a_move_is_undone_from_home(folder: Folder) -> None:
    (folder.root / "cards" / "other.md").write_text(OTHER)
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_home(pilot)
        assert app.study is not None
        before = decks_of(app.study)
        study = await move_first_card(pilot)
        assert decks_of(study) != before
        await wait(pilot, lambda: bool(app.home.overview and app.home.overview.undoable))
        await pilot.press("u")
        await wait(pilot, lambda: decks_of(study) == before)
        assert app.screen is app.home


async def test_what_was_done_after_a_move_is_undone_first(folder: Folder) -> None:
    (folder.root / "cards" / "other.md").write_text(OTHER)
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        study = await move_first_card(pilot)
        moved = decks_of(study)
        marking.flag(study, ["even"], 2)
        await wait(pilot, lambda: bool(app.home.overview and app.home.overview.undoable))
        await pilot.press("u")
        await wait(pilot, lambda: marking.mark_of(study, "even").flag == 0)
        assert decks_of(study) == moved


async def test_a_move_is_undone_in_a_review_and_what_was_done_before_it_is_next(folder: Folder) -> None:
    (folder.root / "cards" / "other.md").write_text(OTHER)
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await wait_home(pilot)
        assert app.study is not None
        before = decks_of(app.study)
        marking.flag(app.study, ["even"], 2)
        study = await move_first_card(pilot)
        assert decks_of(study) != before
        review = await start(pilot)
        card = card_of(review)
        await pilot.press("u")
        await wait(pilot, lambda: "Undone: the move to other." in screen_text(pilot))
        assert decks_of(study) == before
        assert marking.mark_of(study, "even").flag == 2
        assert card_of(review) == card
        await pilot.press("u")
        await wait(pilot, lambda: marking.mark_of(study, "even").flag == 0)
