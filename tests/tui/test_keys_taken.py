"""No key of the learner's own is where it could not act, or where nothing else could be typed or chosen."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import sys
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, OptionList, TextArea

from studyapp.folder import Folder
from studyapp.settings import KeySettings
from studyapp.tui import screens
from studyapp.tui.app import StudyApp
from studyapp.tui.keymap import ADVISED, default_keys, find_taker, is_typed, make_keymap
from studyapp.tui.screens.browse.saved import Naming, Saved
from studyapp.tui.screens.browse.screen import Browse
from studyapp.tui.screens.new import New
from studyapp.tui.screens.note import Note
from studyapp.tui.screens.proof.variants import Variants
from studyapp.tui.screens.review.screen import Review
from studyapp.tui.screens.sittings import Sittings
from studyapp.tui.screens.stats.query import QueryChoice
from studyapp.tui.shown_keys import writes
from tests.tui.conftest import screen_text, wait, wait_home


@pytest.mark.parametrize("key", ADVISED)
def test_the_keys_that_are_advised_can_be_taken_by_all_that_acts_while_text_is_typed(key: str) -> None:
    named = [name for name, _ in default_keys() if is_typed(name, "x")]
    assert {"review.typing_hint", "review.run_part", "naming.leave", "note.keep"} <= set(named)
    for name in named:
        assert make_keymap(KeySettings(own={name: key}))[name] == key


SILENT = {  # not at a letter, and out of action while text is typed, where others do the same
    "review.less_sure",
    "review.surer",
    "review.write_too",
    "browse.saved",
    "browse.save",
}


def test_every_action_beside_a_text_that_is_typed_is_kept_from_letters() -> None:
    found = {screen: made for screen in every_screen() if (made := parts(screen, Input, TextArea))}
    assert {Review, Browse, QueryChoice, Naming, New, Note, Sittings} <= set(found)
    owners = {owner for screen, made in found.items() for owner in (*screen.__mro__, *made)}
    named = {name for name, keys in own_bindings(owners) if not any(map(writes, keys.split(",")))}
    assert {name for name in named if not is_typed(name, "x")} == SILENT


def test_enter_chooses_from_every_list_whatever_else_is_at_a_key_of_ones_own() -> None:
    found = {screen: made for screen in every_screen() if (made := parts(screen, OptionList))}
    assert {Saved, New, Sittings, Variants} <= set(found)
    for name, _ in own_bindings({owner for screen, made in found.items() for owner in (screen, *made)}):
        assert find_taker(name, "enter"), name


def own_bindings(owners: Iterable[type[Any]]) -> Iterator[tuple[str, str]]:
    """Ids and keys of what these classes of ours bind themselves."""
    for owner in owners:
        if owner.__module__.startswith("studyapp."):
            yield from ((each.id, each.key) for each in owner.__dict__.get("BINDINGS", ()) if each.id)


def every_screen() -> Iterator[type[Screen[Any]]]:
    for module in pkgutil.walk_packages(screens.__path__, f"{screens.__name__}."):
        for thing in vars(importlib.import_module(module.name)).values():
            if isinstance(thing, type) and issubclass(thing, Screen) and thing.__module__ == module.name:
                yield thing


def parts(screen: type[Widget], *kinds: type[Widget]) -> set[type[Widget]]:
    """What of these kinds a screen makes, by its source, its parents' and that of what it is made of."""
    found = set()
    for owner in screen.__mro__:
        if not owner.__module__.startswith(screens.__name__):
            continue
        for word in re.findall(r"\b(\w+)\(", inspect.getsource(owner)):
            made = vars(sys.modules[owner.__module__]).get(word)
            if not isinstance(made, type) or not issubclass(made, Widget):
                continue
            if issubclass(made, kinds):
                found.add(made)
            elif not issubclass(made, (Screen, *screen.__mro__[:1])):
                found |= parts(made, *kinds)
    return found


async def test_the_querys_line_gives_up_a_key_for_its_own_action_and_f2_quits_from_it(folder: Folder) -> None:
    own = '[keys.own]\n"app.quit" = "f2"\n"query.save" = "ctrl+k"'
    folder.settings.write_text(f"[proofs]\nwarm = false\n{own}\n")
    app = StudyApp(folder)
    async with app.run_test(size=(100, 30)) as pilot:
        await wait_home(pilot)
        await pilot.press("slash")
        await wait(pilot, lambda: isinstance(app.screen, Browse))
        await pilot.press("a", "b", "left", "ctrl+k")
        await wait(pilot, lambda: isinstance(app.screen, Naming))
        assert "Save ab as" in screen_text(pilot)
        await pilot.press("f2")
        assert not app.is_running
