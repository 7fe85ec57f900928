"""The learner's own keys: presets and single ones, each working, and none silently lost."""

from __future__ import annotations

import re

import pytest
from typer.testing import CliRunner

from studyapp.cli import commands
from studyapp.cli.context import Context
from studyapp.errors import StudyError
from studyapp.folder import Folder
from studyapp.settings import KeySettings
from studyapp.study.cards.marking import mark_of
from studyapp.tui.app import StudyApp
from studyapp.tui.keymap import PRESETS, default_keys, make_keymap
from studyapp.tui.screens.keys import Keys
from studyapp.tui.screens.review.screen import Review
from studyapp.tui.screens.stats.screen import Stats
from tests.tui.conftest import card_of, next_card, screen_text, start, start_at, turn_of, wait, wait_home


def set_keys(folder: Folder, text: str) -> None:
    folder.settings.write_text(f"[proofs]\nwarm = false\n[keys]\n{text}\n")


@pytest.mark.parametrize("preset", [name for name in PRESETS if name])
def test_a_preset_names_actions_that_there_are_and_clashes_with_nothing(preset: str) -> None:
    assert set(PRESETS[preset]) <= {name for name, _ in default_keys()}
    mapped = make_keymap(KeySettings.model_validate({"preset": preset}))
    assert PRESETS[preset].items() <= mapped.items()


def test_without_settings_nothing_is_mapped() -> None:
    assert make_keymap(KeySettings()) == {}


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({"review.burry": "x"}, "review.bury"),
        ({"review.bury": "b"}, "review.break"),
        ({"home.stats": "b"}, "home.browse"),
        ({"home.stats": "?"}, "app.keys"),
        ({"home.stats": "ctrl+q"}, "app.quit"),
        ({"home.stats": "^q"}, "that is no key"),
        ({"home.stats": "ctrl+p"}, "app.palette"),
        ({"app.keys": "b"}, "comparison.change"),
        ({"review.copy": "ctrl+t"}, "review.typing_hint"),
        ({"review.bury": "nonsense"}, "that is no key"),
        ({"review.bury": ""}, "that is no key"),
        ({"review.bury": "x,"}, "that is no key"),
        ({"review.bury": "ctl+x"}, "that is no key"),
        ({"home.find": "j"}, "decks.down"),
        ({"browse.flag": "k"}, "cards.up"),
        ({"review.undo": "shift+g"}, "review.bottom"),
        ({"review.run_part": "x"}, "acts while text is typed, where 'x' writes"),
        ({"review.give_up": "space"}, "where 'space' writes"),
        ({"review.open_part": "enter"}, "where 'enter' writes"),
        ({"review.typing_hint": "comma"}, "where 'comma' writes"),
        ({"review.typing_hint": "ctrl+k"}, "where 'ctrl+k' is the line's own"),
        ({"review.typing_undo": "ctrl+u"}, "where 'ctrl+u' is the line's own"),
        ({"review.typing_surer": "ctrl+e"}, "where 'ctrl+e' is the line's own"),
        ({"new.leave": "x"}, "where 'x' writes"),
        ({"new.leave": "enter"}, "where 'enter' is the line's own"),
        ({"sittings.leave": "x"}, "where 'x' writes"),
        ({"sittings.leave": "ctrl+a"}, "where 'ctrl+a' is the line's own"),
        ({"naming.leave": "enter"}, "where 'enter' is the line's own"),
        ({"app.quit": "z"}, "where 'z' writes"),
        ({"review.typing_hint": "/"}, "where 'slash' writes"),
        ({"note.leave": "solidus"}, "where 'slash' writes"),
        ({"query.keys": "@"}, "where 'at' writes"),
        ({"saved.leave": "enter"}, "'enter' chooses from the list"),
        ({"saved.leave": "j"}, "picker.down"),
        ({"stats_deck.leave": "k"}, "picker.up"),
        ({"knobs.down": "enter"}, "'enter' chooses from the list"),
        ({"review.bury": "ctrl+m"}, "a terminal sends the same for enter"),
        ({"review.bury": "x,ctrl+I"}, "a terminal sends the same for tab"),
        ({"review.bury": "ctrl+h"}, "a terminal sends the same for backspace"),
        ({"review.bury": "ctrl+["}, "a terminal sends the same for escape"),
        ({"review.run_part": "ctrl+g"}, "review.give_up"),
        ({"review.run_part": "f1"}, "review.typing_keys"),
        ({"review.copy": "ctrl+r"}, "review.run_part"),
    ],
)
def test_what_cannot_be_is_named_with_what_could(own: dict[str, str], said: str) -> None:
    with pytest.raises(StudyError, match=re.escape(said)):
        make_keymap(KeySettings(own=own))


@pytest.mark.parametrize("keys", ["", 'preset = "vim"', 'preset = "org"'])
async def test_help_lists_no_letter_while_an_answer_is_typed(folder: Folder, keys: str) -> None:
    set_keys(folder, keys)
    app = StudyApp(folder)
    async with app.run_test(size=(120, 60)) as pilot:
        await start_at(pilot, "half")
        await pilot.press("f1")
        await wait(pilot, lambda: isinstance(app.screen, Keys))
        listed = [line.split("▌")[-1].split() for line in screen_text(pilot).splitlines() if "▌  " in line]
        assert ["^t", "a", "hint;", "right", "is", "proposed", "as", "Hard", "then"] in listed
        assert [line for line in listed if line and len(line[0]) == 1] == []


def test_signs_and_blanks_are_read_as_the_keys_that_they_are() -> None:
    mapped = make_keymap(KeySettings(own={"review.bury": "X, /", "review.hint": "ctrl+k,shift+f"}))
    assert (mapped["review.bury"], mapped["review.hint"]) == ("X,slash", "ctrl+k,F")


async def test_the_key_bar_keeps_its_order(folder: Folder) -> None:
    async def words() -> list[str]:
        async with StudyApp(folder).run_test(size=(160, 40)) as pilot:
            await wait_home(pilot)
            return [key.split()[-1] for key in screen_text(pilot).splitlines()[-1].split("  ") if key.strip()]

    usual = await words()
    set_keys(folder, '[keys.own]\n"home.find" = "z"')
    assert await words() == usual


async def test_a_mapped_key_acts_its_old_one_does_not_and_its_neighbours_still_do(folder: Folder) -> None:
    set_keys(folder, '[keys.own]\n"review.suspend" = "x"\n"review.accept" = "enter"')
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        review = await start(pilot)
        await pilot.press("at")
        assert app.study is not None
        assert not mark_of(app.study, "sum").suspended
        await next_card(pilot, review, "x")
        assert mark_of(app.study, "sum").suspended
        assert card_of(review) == "even"
        await pilot.press("space")  # shares a key with what was mapped, and still reveals
        assert turn_of(review).revealed
        await pilot.press("space")
        assert card_of(review) == "even"
        await next_card(pilot, review, "enter")


async def test_help_lists_the_keys_as_they_are_here(folder: Folder) -> None:
    set_keys(folder, '[keys.own]\n"review.bury" = "x"')
    app = StudyApp(folder)
    async with app.run_test(size=(120, 60)) as pilot:
        review = await start(pilot)
        await pilot.press("question_mark")
        await wait(pilot, lambda: isinstance(app.screen, Keys))
        (line,) = [line for line in screen_text(pilot).splitlines() if "put it off" in line]
        assert "x" in line.split()
        await pilot.press("escape")
        await wait(pilot, lambda: app.screen is review)


async def test_help_promises_no_key_that_was_given_up(folder: Folder) -> None:
    set_keys(folder, '[keys.own]\n"review.down" = "J"')
    app = StudyApp(folder)
    async with app.run_test(size=(120, 60)) as pilot:
        await start(pilot)
        await pilot.press("question_mark")
        await wait(pilot, lambda: isinstance(app.screen, Keys))
        (line,) = [line for line in screen_text(pilot).splitlines() if "scroll down" in line]
        assert line.split("▌")[-1].split() == ["J", "scroll", "down"]


async def test_a_hint_to_a_typed_answer_may_share_its_key_with_the_run_of_a_written_part(
    folder: Folder,
) -> None:
    set_keys(folder, '[keys.own]\n"review.run_part" = "f2"\n"review.typing_hint" = "f2"')
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        await start_at(pilot, "half")
        await pilot.press("f2")
        assert "Hint: a number, between 0 and 1" in screen_text(pilot)


async def test_wrong_keys_are_said_and_the_usual_ones_stay(folder: Folder) -> None:
    set_keys(folder, '[keys.own]\n"review.bury" = "b"')
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_home(pilot)
        assert [note.title for note in app._notifications] == ["Your keys are not used"]
        await pilot.press("enter")


def test_every_action_is_listed_with_its_keys(folder: Folder) -> None:
    set_keys(folder, 'preset = "org"')
    said = CliRunner().invoke(commands.app, ["--folder", str(folder.root), "keys"], obj=Context()).output
    assert "review.down                n,down,ctrl+n" in said


async def test_an_own_key_changes_no_other_text(folder: Folder) -> None:
    async def bar() -> str:
        async with StudyApp(folder).run_test(size=(140, 40)) as pilot:
            await start(pilot)
            return screen_text(pilot).splitlines()[-1]

    usual = await bar()
    set_keys(folder, '[keys.own]\n"review.info" = "z"')
    assert await bar() == usual.replace("i info", "z info")


@pytest.mark.parametrize("preset", ["", "vim", "org"])
async def test_with_a_key_of_its_own_start_is_named_once_and_starts(folder: Folder, preset: str) -> None:
    set_keys(folder, f'preset = "{preset}"\n[keys.own]\n"home.start" = "S"')
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_home(pilot)
        bar = screen_text(pilot).splitlines()[-1]
        assert bar.startswith("  S start  / find")
        await pilot.press("enter")
        assert app.screen is app.home
        await pilot.press("S")
        await wait(pilot, lambda: isinstance(app.screen, Review))


@pytest.mark.parametrize(
    ("keys", "named"),
    [
        ("", "←→"),
        ('preset = "vim"', "←→"),
        ('[keys.own]\n"review.surer" = "comma"', "←,"),
        ('[keys.own]\n"review.less_sure" = "K"\n"review.surer" = "L"', "KL"),
        ('[keys.own]\n"review.less_sure" = "ctrl+b"', "^b →"),
    ],
)
async def test_two_ways_of_an_action_are_named_by_the_keys_in_force(
    folder: Folder, keys: str, named: str
) -> None:
    set_keys(folder, keys)
    app = StudyApp(folder)
    async with app.run_test(size=(160, 60)) as pilot:
        review = await start(pilot)
        assert f"   {named} how sure   " in screen_text(pilot).splitlines()[-1]
        await pilot.press("question_mark")
        await wait(pilot, lambda: isinstance(app.screen, Keys))
        (line,) = [line for line in screen_text(pilot).splitlines() if "say how sure you are" in line]
        assert line.split("say")[0].split("▌")[-1].strip().endswith(named)
        await pilot.press("escape")
        await wait(pilot, lambda: app.screen is review)


async def test_the_period_of_the_statistics_is_named_by_the_keys_in_force(folder: Folder) -> None:
    set_keys(folder, '[keys.own]\n"stats.shorter" = "["\n"stats.longer" = "]"')
    app = StudyApp(folder)
    async with app.run_test(size=(120, 40)) as pilot:
        await wait_home(pilot)
        await pilot.press("t")
        await wait(pilot, lambda: isinstance(app.screen, Stats))
        assert "[] period" in screen_text(pilot).splitlines()[-1]
