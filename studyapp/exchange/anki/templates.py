"""Anki's templates: fields, conditions and filters → the HTML of a card's side.

Source: "Card Templates" in Anki's manual.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from studyapp.exchange.draft import Losses
from studyapp.exchange.gaps import Gaps, mark
from studyapp.exchange.html import TAG, plain_text

TOKEN = re.compile(r"\{\{\s*(?P<sign>[#^/]?)\s*(?P<name>[^{}]*?)\s*\}\}")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
ANSWER_LINE = re.compile(r"<hr\b[^>]*\bid\s*=\s*[\"']?answer\b[^>]*>", re.IGNORECASE)
GAP_CONDITION = re.compile(r"c\d+")
PLAIN = {"text", "hint", "furigana", "kanji", "kana", "edit"}  # shown as the field is, or nearly so
UNKNOWN_FILTERS, UNKNOWN_FIELDS = "template filters that are not known", "fields that their note type lacks"


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a card, rendered."""

    html: str
    typed: str = ""  # the field that is to be typed


@dataclass(slots=True)
class Renderer:
    """One note's fields, ready to be put into templates."""

    values: Mapping[str, str]
    losses: Losses
    gaps: Gaps
    front: str = ""  # what FrontSide stands for: nothing, on an answer that is to stand alone
    typed: str = ""
    hides: bool = False  # leave out gaps: the answer of a text whose gaps are its question

    def render(self, template: str) -> Side:
        self.typed = ""
        return Side(self.fill(COMMENT.sub("", template)), self.typed)

    def fill(self, template: str) -> str:
        """Conditions that hold keep what is in them; one that is never closed keeps all behind it."""
        pieces: list[str] = []
        shown = [True]
        at = 0
        for token in TOKEN.finditer(template):
            if all(shown):
                pieces.append(template[at : token.start()])
            at = token.end()
            match token["sign"]:
                case "#":
                    shown.append(self.is_filled(token["name"]))
                case "^":
                    shown.append(not self.is_filled(token["name"]))
                case "/":
                    del shown[max(1, len(shown) - 1) :]
                case _ if all(shown):
                    pieces.append(self.field(token["name"]))
        return "".join([*pieces, template[at:]] if all(shown) else pieces)

    def is_filled(self, name: str) -> bool:
        if GAP_CONDITION.fullmatch(name):
            return True
        value = self.values.get(name, "")
        return bool(plain_text(value)) or "<img" in value

    def field(self, text: str) -> str:
        if text == "FrontSide":
            return self.front
        *filters, name = text.split(":")
        name = name.strip()
        if name not in self.values:
            self.losses.add(UNKNOWN_FIELDS)
            return ""
        value = self.values[name]
        for one in reversed(filters):
            value = self.filtered(one.strip().lower(), value)
        return value

    def filtered(self, name: str, value: str) -> str:
        match name:
            case "cloze" | "cloze-only":
                return "" if self.hides else mark(value, self.gaps)
            case "type":
                self.typed = value
                return ""
            case "text":
                return TAG.sub("", value)
            case _ if name in PLAIN or name.startswith("nc"):
                return value
            case _ if name.startswith("tts"):
                return ""
        self.losses.add(UNKNOWN_FILTERS)
        return value


def behind_answer_line(html: str) -> str:
    """An answer that repeats its question says what is new below a line."""
    return ANSWER_LINE.split(html)[-1]


Render = Callable[[str], Side]
