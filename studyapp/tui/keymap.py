"""The learner's own keys: a preset, and single keys of theirs on top."""

from __future__ import annotations

import importlib
import pkgutil
import unicodedata
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from textual.binding import Binding, BindingsMap
from textual.dom import DOMNode
from textual.keys import KEY_NAME_REPLACEMENTS, Keys, key_to_character
from textual.widget import Widget
from textual.widgets import Input

from studyapp.errors import StudyError
from studyapp.settings import KeySettings
from studyapp.tui import screens, widgets
from studyapp.tui.shown_keys import writes

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
LISTS = {  # the screens that a list of ours is on
    "decks": ("home",),
    "cards": ("browse",),
    "query": ("browse",),
    "knobs": ("variants",),
    "picker": ("saved", "decks_of", "stats_deck"),
}
# What acts where text is typed, so that a letter would be one; in texts of many lines Enter is one, too.
EDITOR = ("review.run_part.", "review.give_up.", "review.open_part.", "review.stop_writing.")
MANY_LINES = (*EDITOR, "note.", "app.quit.")
ANSWER, HELP = "review.typing_", "review.typing_keys."  # help acts beside the editor, too
ONE_LINE = (ANSWER, "query.", "naming.", "new.leave.", "sittings.leave.")
IN_LINE = "query."  # bound by the line itself, and so before what it does at a key by itself
# Where Enter chooses from a list: the screens, and the lists themselves.
CHOOSING = ("saved.", "decks_of.", "stats_deck.", "sittings.", "new.", "variants.", "runs.", "problems.")
CHOICES = ("picker.", "knobs.")
EDITS = {"tab", "backspace", "delete"}
ADVISED = ("f2", "ctrl+y")  # keys that no line takes
PALETTE = "ctrl+p"  # Textual's own, on every screen
SENT_AS = {  # what cannot be told from another key in most terminals
    "ctrl+m": "enter",
    "ctrl+i": "tab",
    "ctrl+h": "backspace",
    "ctrl+[": "escape",
    "ctrl+left_square_bracket": "escape",
}
NAMED = {key.value for key in Keys if key.value.isalnum()} | set(KEY_NAME_REPLACEMENTS.values())
MODIFIERS = {"ctrl", "shift", "alt", "super", "meta", "hyper"}


def make_keymap(settings: KeySettings) -> Keymap:
    """What Textual is given; empty where nothing is changed.

    Textual takes a key from all its actions where one of them is mapped, and shows what is mapped last: so
    where anything is changed, everything is named.

    Raise StudyError for an action that there is not, for a key that there is not, and where a key would do
    two things on one screen.
    """
    if settings.are_usual:
        return {}
    known = dict(default_keys())
    refuse_unknown(known, settings.own)
    own = {name: read_keys(name, keys) for name, keys in settings.own.items()}
    wanted = {**PRESETS[settings.preset], **own}
    refuse_taken(known, wanted)
    refuse_clashes(known, wanted)
    return {**known, **wanted}


def refuse_unknown(known: Mapping[str, str], own: Mapping[str, str]) -> None:
    """Raise StudyError for an action that there is not, with the one that may be meant."""
    for name in own:
        if name in known:
            continue
        close = get_close_matches(name, known, 1)
        hint = f"Did you mean {close[0]!r}? " if close else ""
        raise StudyError(
            f"[keys.own]: there is no action {name!r}.",
            where=FILE,
            todo=f"{hint}`studyapp keys` lists them all.",
        )


def read_keys(name: str, keys: str) -> str:
    """Keys as Textual names them; raise StudyError where one is none that a keyboard has."""
    found = [spell_key(key.strip()) for key in keys.split(",")]
    for key in found:
        if not is_key(key):
            raise StudyError(
                f"[keys.own]: {name!r} cannot be at {key!r}: that is no key.",
                where=FILE,
                todo="Write a letter, a sign, or a name like space, comma or f2; commas between several.",
            )
        if same := SENT_AS.get(key.lower()):
            raise StudyError(
                f"[keys.own]: {name!r} cannot be at {key!r}: a terminal sends the same for {same}.",
                where=FILE,
                todo=f"Write {same!r} where you mean that, or give it another key.",
            )
    return ",".join(found)


def spell_key(key: str) -> str:
    """A sign by its name: "/" as "slash"; a letter with shift as the capital that terminals send."""
    letter = key.removeprefix("shift+")
    if letter != key and len(letter) == 1 and letter.isalpha():
        return letter.upper()
    if len(key) != 1 or key.isalnum():
        return KEY_NAME_REPLACEMENTS.get(key, key)
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


def screens_of(name: str) -> set[str]:
    """Where an action works: a list's own are those of the screens that it is on."""
    part = name.partition(".")[0]
    return set(LISTS.get(part, (part,)))


def rivals(name: str, key: str, after: Mapping[str, str]) -> set[str]:
    """The other actions that the key would do where this one acts."""
    places = screens_of(name)
    return {
        other
        for other, keys in after.items()
        if other != name
        and key in keys.split(",")
        and not other.startswith(ASIDE)
        and not is_apart(name, other)
        and (places & screens_of(other) or "app" in places | screens_of(other))
    }


def is_apart(one: str, other: str) -> bool:
    """Whether one acts beside the editor of a part, and the other beside a typed answer: no card has both."""
    pair = {f"{one}.", f"{other}."}
    return (
        HELP not in pair
        and any(each.startswith(EDITOR) for each in pair)
        and any(each.startswith(ANSWER) for each in pair)
    )


def is_typed(name: str, key: str) -> bool:
    """Whether the key writes, or takes away, where the action is to act."""
    if not f"{name}.".startswith((*MANY_LINES, *ONE_LINE)):
        return False
    ends_line = key == "enter" and f"{name}.".startswith(MANY_LINES)
    return ends_line or key in EDITS or writes(key)


def own_keys(widget: type[Widget]) -> set[str]:
    """At which keys a widget of Textual's does something by itself."""
    return {key for each in widget.__mro__ for key in BindingsMap(vars(each).get("BINDINGS")).key_to_bindings}


def find_taker(name: str, key: str) -> str:
    """What takes the key before the action would come about; "" where nothing does."""
    at = f"{name}."
    if is_typed(name, key):
        return f"{name!r} acts while text is typed, where {key!r} writes."
    if at.startswith(ONE_LINE) and not at.startswith(IN_LINE) and key in own_keys(Input):
        return f"{name!r} acts while text is typed, where {key!r} is the line's own."
    if at.startswith((*CHOOSING, *CHOICES)) and key == "enter":
        return f"{key!r} chooses from the list where {name!r} acts."
    return ""


def added(known: Mapping[str, str], wanted: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each binding's id with each key that it has not had so far."""
    for name, keys in wanted.items():
        for key in sorted(set(keys.split(",")) - set(known.get(name, "").split(","))):
            yield name, key


def refuse_taken(known: Mapping[str, str], wanted: Mapping[str, str]) -> None:
    """Raise StudyError where a wanted key would write, edit or choose instead, or could no longer do so."""
    for name, key in added(known, wanted):
        if taken := find_taker(name, key):
            todo = f"Give it a key like {' or '.join(ADVISED)} in [keys.own]."
            raise StudyError(f"[keys]: {taken}", where=FILE, todo=todo)


def refuse_clashes(known: Mapping[str, str], wanted: Mapping[str, str]) -> None:
    """Raise StudyError where a wanted key is another action's on the same screen, which it was not before."""
    after = {**known, **wanted, "app.palette": PALETTE}
    for name, key in added(known, wanted):
        if others := rivals(name, key, after):
            raise StudyError(
                f"[keys]: {key!r} would do both {name} and {min(others)}.",
                where=FILE,
                todo="Give one of them another key in [keys.own]; `studyapp keys` lists them all.",
            )
