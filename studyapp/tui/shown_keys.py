"""Keys as they are written on the screen: the learner's own, where there are any."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, runtime_checkable

from textual.app import App
from textual.binding import Binding
from textual.content import Content
from textual.keys import KEY_NAME_REPLACEMENTS, format_key, key_to_character

PAIRS = (  # actions that go two ways, and are named together
    ("review.less_sure", "review.surer"),
    ("stats.shorter", "stats.longer"),
    ("knobs.less", "knobs.more"),
)
SIGNS = {"escape": "esc", "enter": "enter", "space": "space", "tab": "tab", "shift+tab": "⇧tab"}

UNICODE_NAMES = {short: name for name, short in KEY_NAME_REPLACEMENTS.items()}  # key_to_character lacks them


@runtime_checkable
class HasKeys(Protocol):
    """An app with the keys that the learner has changed, by the action's id."""

    own_keys: Mapping[str, str]


def sign(key: str) -> str:
    """One key as it is written: "^k", "esc", "@"."""
    if key in SIGNS:
        return SIGNS[key]
    *modifiers, last = key.split("+")
    shown = "+".join([*(each for each in modifiers if each != "ctrl"), format_key(last)])
    return f"^{shown}" if "ctrl" in modifiers else shown


def writes(key: str) -> bool:
    """Whether the key, by Textual's name, is a letter or sign where text is typed."""
    character = key_to_character(UNICODE_NAMES.get(key, key))
    return character is not None and character.isprintable()


def key_of(app: App[Any], action: str, usual: str) -> str:
    """What to press for an action: `usual`, unless the learner has given it another key."""
    own = app.own_keys.get(action) if isinstance(app, HasKeys) else None
    return sign(own.split(",")[0]) if own else usual


def is_own(app: App[Any], key: str) -> bool:
    """Whether the learner has given this key to an action of their choice."""
    given = app.own_keys.values() if isinstance(app, HasKeys) else ()
    return any(key in keys.split(",") for keys in given)


def keys_in_force(app: App[Any], binding: Binding) -> list[str]:
    """The keys of an action as Textual names them: the learner's own, where there are any."""
    own = app.own_keys.get(binding.id or "") if isinstance(app, HasKeys) else None
    return (own or binding.key).split(",")


def pair_of(app: App[Any], action: str) -> str:
    """The keys of an action that goes two ways, as "←→"; "" for any other."""
    pair = next((pair for pair in PAIRS if action in pair), None)
    if pair is None:
        return ""
    keys = [key_of(app, each, usual) for each, usual in zip(pair, "←→", strict=True)]
    return ("" if max(map(len, keys)) == 1 else " ").join(keys)


def key_line(app: App[Any], *keys: tuple[str, str, str]) -> str:
    """`enter  save    esc  back`, from an action's id, its usual key and what it does."""
    return "    ".join(f"{key_of(app, action, usual)}  {words}" for action, usual, words in keys)


def key_rows(app: App[Any], *keys: tuple[str, str, str]) -> list[Content]:
    """The same as lines, one under the other."""
    shown = [key_of(app, action, usual) for action, usual, _ in keys]
    width = max(map(len, shown)) + 2
    return [
        Content.assemble((key.ljust(width), "bold $text-accent"), words)
        for key, (_, _, words) in zip(shown, keys, strict=True)
    ]
