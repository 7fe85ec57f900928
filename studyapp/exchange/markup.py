"""The tags of HTML that a note may have, one by one; markdownify does the rest."""

from __future__ import annotations

import re
from collections.abc import Callable, Set

from bs4 import ParserRejectedMarkup
from bs4.element import Tag
from markdownify import MarkdownConverter

from studyapp.deck import symbols
from studyapp.exchange.draft import Losses
from studyapp.exchange.escaping import escape
from studyapp.exchange.html import BREAK, IMAGES, MEDIA, SCRIPTS, UNFORMATTED, plain_text

PLACE = re.compile(r"https?://[^\s<>]+")
EDGES = re.compile(rf"^([\s{BREAK}]*)(.*?)([\s{BREAK}]*)$", re.DOTALL)
APART = re.compile(rf"\n\s*{BREAK}?\s*\n")

Parents = Set[str]


def convert(html: str, losses: Losses) -> str:
    """Markdown, or the words alone where tags are too deep in each other, or are none that can be read."""
    try:
        return str(Converter(losses).convert(html))
    except (RecursionError, ValueError, ParserRejectedMarkup):
        losses.add(UNFORMATTED)
        return escape(plain_text(html))


class Converter(MarkdownConverter):
    """HTML → Markdown for our grammar: escapes that it needs, and no block that starts or ends a card."""

    def __init__(self, losses: Losses) -> None:
        super().__init__(bullets="-")
        self.losses = losses

    def escape(self, text: str, parent_tags: Parents) -> str:
        flat = re.sub(r"\s+", " ", text)
        shown = escape(flat)
        return shown.replace("|", r"\|") if parent_tags & {"td", "th"} else shown

    def convert_br(self, _: Tag, text: str, parent_tags: Parents) -> str:
        if "pre" in parent_tags:
            return "\n"
        return " " if "_inline" in parent_tags else f"{BREAK}\n"

    def convert_img(self, el: Tag, _: str, parent_tags: Parents) -> str:
        self.losses.add(IMAGES)
        name = str(el.get("alt") or el.get("src") or "")
        return rf"\[image: {escape(' '.join(name.split()), starts_line=False)}\]"

    def convert_hN(self, _n: int, _: Tag, text: str, parent_tags: Parents) -> str:  # noqa: N802
        """A heading would start a card, or leave one."""
        shown = wrapped(" ".join(text.split()), "**")
        return shown if "_inline" in parent_tags else f"\n\n{shown}\n\n"

    def convert_blockquote(self, _: Tag, text: str, parent_tags: Parents) -> str:
        """A quote would be the answer."""
        return f" {text.strip()} " if "_inline" in parent_tags else f"\n\n{text.strip()}\n\n"

    def convert_hr(self, *_: object, **__: object) -> str:
        return "\n\n"

    def convert_a(self, el: Tag, text: str, parent_tags: Parents) -> str:
        place = PLACE.fullmatch(str(el.get("href") or "").strip())
        if place is None or "_noformat" in parent_tags or not text.strip():
            return text
        before, inside, after = edges(text)
        return f"{before}[{inside}](<{place[0]}>){after}"

    def convert_pre(self, el: Tag, text: str, parent_tags: Parents) -> str:
        code = text.replace("\xa0", " ").strip("\n").expandtabs(4)
        if not code.strip():
            return ""
        longest = max(map(len, re.findall("`{3,}", code)), default=2)
        fence = "`" * (longest + 1)
        return f"\n\n{fence}\n{code}\n{fence}\n\n"

    def convert_sup(self, _: Tag, text: str, parent_tags: Parents) -> str:
        return script(text, symbols.RAISED, "^")

    def convert_sub(self, _: Tag, text: str, parent_tags: Parents) -> str:
        return script(text, symbols.LOWERED, "_")

    def convert_rt(self, _: Tag, text: str, parent_tags: Parents) -> str:
        return f"({text.strip()})" if text.strip() else ""

    def convert_b(self, _: Tag, text: str, parent_tags: Parents) -> str:
        return text if parent_tags & {"_noformat", "b", "strong"} else wrapped(text, "**")

    def convert_i(self, _: Tag, text: str, parent_tags: Parents) -> str:
        return text if parent_tags & {"_noformat", "i", "em"} else wrapped(text, "*")

    convert_strong, convert_em = convert_b, convert_i

    def convert_del(self, _: Tag, text: str, parent_tags: Parents) -> str:
        return text

    convert_s = convert_del

    def get_conv_fn(self, tag_name: str) -> Callable[..., str] | None:
        """What runs, plays or frames something is left out, and counted."""
        if tag_name in ("script", "style"):
            return self.leave_out_script if tag_name == "script" else lambda *_, **__: ""
        if tag_name in ("video", "audio", "iframe", "object", "embed", "canvas", "svg"):
            return self.leave_out_media
        found: Callable[..., str] | None = super().get_conv_fn(tag_name)  # type: ignore[misc]  # untyped there
        return found

    def leave_out_script(self, *_: object, **__: object) -> str:
        self.losses.add(SCRIPTS)
        return ""

    def leave_out_media(self, el: Tag, *_: object, **__: object) -> str:
        self.losses.add(MEDIA)
        name = str(el.get("src") or el.name)
        return rf"\[{el.name}: {escape(' '.join(name.split()), starts_line=False)}\]"


def edges(text: str) -> tuple[str, str, str]:
    """White space before, what stands between, white space after: markup touches text."""
    match = EDGES.match(text)
    assert match is not None
    return match[1], match[2], match[3]


def wrapped(text: str, sign: str) -> str:
    before, inside, after = edges(text)
    if not inside or APART.search(inside) or "\n\n" in inside:
        return text
    return f"{before}{sign}{inside}{sign}{after}"


def script(text: str, letters: dict[int, int], sign: str) -> str:
    """Raised or lowered text in Unicode, where each of its letters can be."""
    inside = text.strip()
    if not inside:
        return text
    if all(ord(letter) in letters for letter in inside):
        return inside.translate(letters)
    return f"{sign}{inside}" if len(inside) == 1 else f"{sign}({inside})"
