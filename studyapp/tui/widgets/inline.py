"""Inline Markdown (code, emphasis) as content, for text that is no document of its own: choices, titles."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from textual.content import Content

from studyapp.sanitise import visible

CODE = "$text-warning on $foreground 8%"
OPENING = {"strong_open": "bold", "em_open": "italic", "s_open": "strike"}


def parser() -> MarkdownIt:
    """Cards' Markdown as it is shown: no HTML, no guessed links (`model.to` is code), nothing hidden."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    markdown.core.ruler.push("visible", show_hidden)
    return markdown


def show_hidden(state: StateCore) -> None:
    """After parsing, since an entity (`&#27;`) becomes its character only then."""
    show_each(state.tokens)


def show_each(tokens: list[Token]) -> None:
    for token in tokens:
        token.content = visible(token.content)
        show_each(token.children or [])


def inline(markdown: str) -> Content:
    """One paragraph's content; a line break is a space."""
    parts: list[tuple[str, str]] = []
    styles: list[str] = []
    for block in parser().parseInline(markdown):
        for token in block.children or []:
            if token.type in OPENING:
                styles.append(OPENING[token.type])
            elif token.type.endswith("_close") and token.type.replace("_close", "_open") in OPENING:
                styles.pop()
            elif token.type in {"softbreak", "hardbreak"}:
                parts.append((" ", " ".join(styles)))
            elif token.content:
                code = [CODE] if token.type == "code_inline" else []
                parts.append((token.content.replace("\n", " "), " ".join(styles + code)))
    return Content.assemble(*parts)
