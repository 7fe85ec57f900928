"""The learner's own keys: a preset, and single keys of theirs on top."""

from __future__ import annotations

import importlib
import pkgutil
from collections import defaultdict
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from textual.binding import Binding
from textual.dom import DOMNode

from studyapp.errors import StudyError
from studyapp.settings import KeySettings
from studyapp.tui import screens, widgets

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


ASIDE = ("review.choose", "review.typing")  # these share keys with others, and never act beside them


def make_keymap(settings: KeySettings) -> Keymap:
    """What Textual is given; empty where nothing is changed.

    Raise StudyError for an action that there is not, and where a key would do two things on one screen.
    """
    wanted = {**PRESETS[settings.preset], **settings.own}
    if not wanted:
        return {}
    known = dict(default_keys())
    for name in settings.own:
        if name not in known:
            close = get_close_matches(name, known, 1)
            hint = f"Did you mean {close[0]!r}? " if close else ""
            raise StudyError(
                f"[keys.own]: there is no action {name!r}.",
                todo=f"{hint}`studyapp keys` lists them all.",
            )
    refuse_clashes(known, wanted)
    return whole(known, wanted)


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
    return name.partition(".")[0]


def refuse_clashes(known: Mapping[str, str], wanted: Mapping[str, str]) -> None:
    """Raise StudyError where a wanted key is another action's on the same screen, which it was not before."""
    after = {**known, **wanted}
    users: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for name, keys in after.items():
        for key in keys.split(","):
            users[screen_of(name), key].add(name)
    for name, keys in wanted.items():
        for key in set(keys.split(",")) - set(known.get(name, "").split(",")):
            others = {one for one in users[screen_of(name), key] if not one.startswith(ASIDE)} - {name}
            if others:
                raise StudyError(
                    f"[keys]: {key!r} would do both {name} and {min(others)}.",
                    todo="Give one of them another key in [keys.own]; `studyapp keys` lists them all.",
                )


def whole(known: Mapping[str, str], wanted: Mapping[str, str]) -> Keymap:
    """The wanted keys, and those of every action that shares a key with them.

    Textual takes a key from all its actions where one of them is mapped; those that keep it say so.
    """
    mapped = dict(wanted)
    touched: set[str] = set()
    while True:
        keys = {key for name, new in mapped.items() for key in f"{new},{known.get(name, new)}".split(",")}
        if keys == touched:
            return mapped
        touched = keys
        for name, own in known.items():
            if name not in mapped and not keys.isdisjoint(own.split(",")):
                mapped[name] = own
