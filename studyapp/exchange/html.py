"""HTML of a field → our Markdown: what a terminal cannot show is named in words, and counted."""

from __future__ import annotations

import re
from html import unescape

from studyapp.exchange.draft import Losses
from studyapp.exchange.escaping import escape

MATH = re.compile(
    r"\\\((?P<inline>.+?)\\\)|\\\[(?P<display>.+?)\\\]|\[\$\](?P<latex>.+?)\[/\$\]"
    r"|\[\$\$\](?P<equation>.+?)\[/\$\$\]|\[latex\](?P<document>.+?)\[/latex\]",
    re.DOTALL,
)
SOUND = re.compile(r"\[sound:(?P<name>[^\]\n]{1,300})\]")
SPOKEN = re.compile(r"\[anki:tts\b[^\]]*\](.*?)\[/anki:tts\]", re.DOTALL)
TAG = re.compile(r"<!--.*?-->|<(style|script)\b.*?</\1\s*>|</?[A-Za-z][^>]*>", re.DOTALL | re.IGNORECASE)
APART = re.compile(r"<(?:br|/?div|/?p|/?li|hr)\b[^>]*>", re.IGNORECASE)
BEGUN, ENDED, BREAK = "\ue002", "\ue003", "\ue004"  # around a number of something kept aside; a line's end
KEPT = re.compile(f"{BEGUN}(\\d+){ENDED}")
UNFORMATTED = "texts that lost their formatting"
IMAGES, SOUNDS, MEDIA, SCRIPTS = "images", "sounds", "films and frames", "scripts"


def to_markdown(html: str, losses: Losses) -> str:
    """A field's Markdown; formulas become `$…$`, lines keep their ends."""
    kept: list[str] = []

    def keep(markdown: str) -> str:
        kept.append(markdown)
        return f"{BEGUN}{len(kept) - 1}{ENDED}"

    def keep_sound(match: re.Match[str]) -> str:
        losses.add(SOUNDS)
        return keep(rf"\[sound: {escape(unescape(match['name']), starts_line=False)}\]")

    text = SPOKEN.sub(r"\1", MATH.sub(lambda match: keep(formula(match)), html))
    text = SOUND.sub(keep_sound, text)
    if "<" in text:
        from studyapp.exchange.markup import convert  # markdownify is needed for this alone

        text = convert(text, losses)
    else:
        text = escape(" ".join(unescape(text).split()))
    return KEPT.sub(lambda match: beside(match, kept[int(match[1])]), with_breaks(text))


def plain_text(html: str) -> str:
    """What a field says, without any markup, on one line."""
    return " ".join(unescape(TAG.sub("", APART.sub(" ", html))).split())


def formula(match: re.Match[str]) -> str:
    """A formula on one line; "" for an empty one."""
    sign = "$$" if match["display"] or match["equation"] else "$"
    content = plain_text(next(filter(None, match.groups())))
    content = re.sub(r"^\\begin\{math\}|\\end\{math\}$", "", content).strip(" $")
    content = re.sub(r"(?<!\\)\$", r"\\$", content)
    return f"{sign}{content}{sign}" if content else ""


def beside(match: re.Match[str], kept: str) -> str:
    """What was kept aside; a digit right beside a formula would make a price of its dollar."""
    if not kept.startswith("$"):
        return kept
    before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
    return f"{' ' if before.isdigit() else ''}{kept}{' ' if after.isdigit() else ''}"


def with_breaks(marked: str) -> str:
    """The text with a backslash where a line ends within a paragraph, and one blank line between two."""
    lines = [line.rstrip() for line in marked.replace("\xa0", " ").split("\n")]
    lines = ["" if line.strip() in ("", BREAK) else line for line in lines]
    shown: list[str] = []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if line or (shown and shown[-1]):
            ended = line.removesuffix(BREAK).rstrip()
            shown.append(ended + ("\\" if line.endswith(BREAK) and following else ""))
    return "\n".join(shown).replace(BREAK, " ").strip()
