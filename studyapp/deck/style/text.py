"""What a piece of Markdown says, as far as the rules of writing look at it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it.token import Token

from studyapp.deck.markdown import inlines, reader

NAME = "\ufffc"  # stands in prose for a code span or a formula: one word, which only repeats
SENTENCE_END = re.compile(r"(?<=[.?!…])[\"'”’)\]]*\s+(?![a-z\s])|\n+")  # “e.g. this” goes on
ASKED = re.compile(r"\?[\"'”’)\]]*$")


@dataclass(frozen=True, slots=True)
class Text:
    """Prose and code apart."""

    prose: str = ""  # paragraphs on lines of their own, without markup; NAME for each code span or formula
    code: tuple[str, ...] = ()  # code spans, code blocks and formulas, in order
    code_lines: int = 0  # of its code blocks, the blank ones aside
    longest_list: int = 0  # items
    shows: bool = False  # whether it has something to point at: code, a formula, a table or a list

    @property
    def words(self) -> int:
        return count_words(self.prose)

    @property
    def sentences(self) -> list[str]:
        return [part.strip() for part in SENTENCE_END.split(self.prose) if part and part.strip()]

    @property
    def questions(self) -> list[str]:
        """The sentences that end with a question mark."""
        return [sentence for sentence in self.sentences if ASKED.search(sentence)]


def count_words(prose: str) -> int:
    """Words as one reads them: signs alone are none, and code within a sentence is one."""
    return sum(any(letter.isalnum() or letter == NAME for letter in word) for word in prose.split())


def read_text(markdown: str) -> Text:
    """Take Markdown apart; what is no text (HTML, a rule) is left out."""
    prose: list[str] = []
    code: list[str] = []
    code_lines, items, longest, shows = 0, [0], 0, False
    for token in reader().parse(markdown):
        if token.type == "inline":
            prose.append("".join(spoken(inlines(token.content), code)))
        elif token.type in {"fence", "code_block", "math_block"}:
            code.append(token.content)
            shows = True
            if token.type != "math_block":
                code_lines += sum(1 for line in token.content.splitlines() if line.strip())
        elif token.type in {"bullet_list_open", "ordered_list_open"}:
            items.append(0)
            shows = True
        elif token.type == "list_item_open":
            items[-1] += 1
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            longest = max(longest, items.pop())
        elif token.type == "table_open":
            shows = True
    return Text("\n".join(prose), tuple(code), code_lines, longest, shows)


def spoken(tokens: list[Token], code: list[str]) -> Iterator[str]:
    """The words of a paragraph; its code spans and formulas are put into `code`."""
    for token in tokens:
        if token.type in {"code_inline", "math_inline"}:
            code.append(token.content)
            yield NAME
        elif token.type in {"softbreak", "hardbreak"}:
            yield " "
        elif token.type not in {"gap", "html_inline"}:
            yield token.content
