"""The learner's own keys: a preset, and single keys of theirs on top."""

from __future__ import annotations

import importlib
import pkgutil
import unicodedata
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import KEY_NAME_REPLACEMENTS, Keys, key_to_character

from studyapp.errors import StudyError
from studyapp.settings import KeySettings
from studyapp.tui import screens, widgets

FILE = "studyapp.toml"
Keymap = dict[str, str]  # a binding's id, and its keys with commas between

PRESETS: Mapping[str, Keymap] = {
    "": {},
    "vim": {
        "review.down": "j,down,ctrl+d",
        "review.up": "k,up,ctrl+u",
        "review.less_sure": "left,left_square_bracket",
        "review.surer": "right,right_square_bracket",
        "review.leave": "q,escape,Z",
        "home.quit": "q,Z",
    },
    "org": {
        "review.down": "n,down,ctrl+n",
        "review.up": "p,up",
        "review.top": "less_than_sign,home",
        "review.bottom": "greater_than_sign,end",
        "review.note": "z",
        "decks.down": "n,down,ctrl+n",
        "decks.up": "p,up",
        "home.new": "c",
        "home.contested": "C",
        "home.pause": "P",
    },
}


ASIDE = "review.choose"  # these share keys with others, and never act beside them
LISTS = {"decks": "home", "cards": "browse", "query": "browse", "knobs": "variants"}
# What acts where text is typed, so that a letter would be one; in texts of many lines Enter is one, too.
MANY_LINES = ("review.run_part.", "review.give_up.", "review.open_part.", "review.stop_writing.", "note.")
ONE_LINE = ("review.typing_", "query.", "naming.")
EDITS = {"tab", "backspace", "delete"}
PALETTE = "ctrl+p"  # Textual's own, on every screen
NAMED = {key.value for key in Keys if key.value.isalnum()} | set(KEY_NAME_REPLACEMENTS.values())
MODIFIERS = {"ctrl", "shift", "alt", "super", "meta", "hyper"}


def make_keymap(settings: KeySettings) -> Keymap:
    """What Textual is given; empty where nothing is changed.

    Textual takes a key from all its actions where one of them is mapped, and shows what is mapped last: so
    where anything is changed, everything is named.

    Raise StudyError for an action that there is not, for a key that there is not, and where a key would do
    two things on one screen.
    """
    if not (settings.preset or settings.own):
        return {}
    known = dict(default_keys())
    for name in settings.own:
        if name not in known:
            close = get_close_matches(name, known, 1)
            hint = f"Did you mean {close[0]!r}? " if close else ""
            raise StudyError(
                f"[keys.own]: there is no action {name!r}.",
                where=FILE,
                todo=f"{hint}`studyapp keys` lists them all.",
            )
    own = {name: read_keys(name, keys) for name, keys in settings.own.items()}
    wanted = {**PRESETS[settings.preset], **own}
    refuse_letters(known, wanted)
    refuse_clashes(known, wanted)
    return {**known, **wanted}


def read_keys(name: str, keys: str) -> str:
    """Keys as Textual names them; raise StudyError where one is none that a keyboard has."""
    found = [spell_key(key.strip()) for key in keys.split(",")]
    for key in found:
        if not is_key(key):
            raise StudyError(
                f"[keys.own]: {name!r} cannot be at {key!r}: that is no key.",
                where=FILE,
                todo="Write a letter, a sign, or a name like space, comma or ctrl+k; commas between several.",
            )
    return ",".join(found)


def spell_key(key: str) -> str:
    """A sign by its name: "/" as "slash"; a letter with shift as the capital that terminals send."""
    letter = key.removeprefix("shift+")
    if letter != key and len(letter) == 1 and letter.isalpha():
        return letter.upper()
    if len(key) != 1 or key.isalnum():
        return key
    name = unicodedata.name(key, key).lower().replace("-", "_").replace(" ", "_")
    return KEY_NAME_REPLACEMENTS.get(name, name)


def is_key(name: str) -> bool:
    """Whether a keyboard sends it: a letter, a sign by its name, or one of the named keys."""
    *modifiers, key = name.split("+")
    named = key in NAMED or key_to_character(key) is not None
    return bool(key) and named and MODIFIERS.issuperset(modifiers)


def default_keys() -> Iterator[tuple[str, str]]:
    """Each action's id and its keys, in the order of the screens."""
    for binding in bindings():
        if binding.id:
            yield binding.id, binding.key


def bindings() -> Iterator[Binding]:
    """Those of every screen and widget of ours, and of the app."""
    from studyapp.tui.app import StudyApp

    found: dict[type[DOMNode], None] = {StudyApp: None}
    for package in (screens, widgets):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for thing in vars(importlib.import_module(module.name)).values():
                if isinstance(thing, type) and issubclass(thing, DOMNode) and thing.__module__ == module.name:
                    found[thing] = None
    for owner in found:
        for binding in owner.__dict__.get("BINDINGS", ()):
            if isinstance(binding, Binding):
                yield binding


def screen_of(name: str) -> str:
    """Where an action works: a list's own are those of the screen that it is on."""
    part = name.partition(".")[0]
    return LISTS.get(part, part)


def rivals(name: str, key: str, after: Mapping[str, str]) -> set[str]:
    """The other actions that the key would do where this one acts."""
    screen = screen_of(name)
    return {
        other
        for other, keys in after.items()
        if other != name
        and key in keys.split(",")
        and not other.startswith(ASIDE)
        and (screen_of(other) == screen or "app" in {screen, screen_of(other)})
    }


def is_typed(name: str, key: str) -> bool:
    """Whether the key writes, or takes away, where the action is to act."""
    if not f"{name}.".startswith((*MANY_LINES, *ONE_LINE)):
        return False
    character = key_to_character(key)
    ends_line = key == "enter" and f"{name}.".startswith(MANY_LINES)
    return ends_line or key in EDITS or (character is not None and character.isprintable())


def refuse_letters(known: Mapping[str, str], wanted: Mapping[str, str]) -> None:
    """Raise StudyError where a wanted key could no longer be typed, where it would act."""
    for name, keys in wanted.items():
        for key in sorted(set(keys.split(",")) - set(known.get(name, "").split(","))):
            if is_typed(name, key):
                raise StudyError(
                    f"[keys]: {name!r} acts while text is typed, where {key!r} writes.",
                    where=FILE,
                    todo="Give it a key like ctrl+k or f2 in [keys.own].",
                )


def refuse_clashes(known: Mapping[str, str], wanted: Mapping[str, str]) -> None:
    """Raise StudyError where a wanted key is another action's on the same screen, which it was not before."""
    after = {**known, **wanted, "app.palette": PALETTE}
    for name, keys in wanted.items():
        for key in sorted(set(keys.split(",")) - set(known.get(name, "").split(","))):
            if others := rivals(name, key, after):
                raise StudyError(
                    f"[keys]: {key!r} would do both {name} and {min(others)}.",
                    where=FILE,
                    todo="Give one of them another key in [keys.own]; `studyapp keys` lists them all.",
                )
