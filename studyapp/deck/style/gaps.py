"""Rules of a cloze: what is hidden can be found from what is left."""

from __future__ import annotations

from collections.abc import Iterator

from studyapp.deck.card import Card
from studyapp.deck.prose import Gap
from studyapp.deck.style.answer import FEWEST_WORDS
from studyapp.deck.style.note import Limits, Note, Remark
from studyapp.deck.style.text import Text, read_text
from studyapp.deck.style.words import content, decisive


def hidden(card: Card) -> tuple[Gap, ...]:
    return () if card.hidden is None else card.question.gaps(card.hidden)


def many_gaps(note: Note, limits: Limits) -> Iterator[Remark]:
    for card in note.cards:
        count = len(hidden(card))
        if count > limits.gaps:
            yield Remark(
                f"{count} gaps are hidden together, over {limits.gaps}; "
                "name them, as in ==a:text==, to make cards of them"
            )


def much_hidden(note: Note, limits: Limits) -> Iterator[Remark]:
    """One word may always be hidden; more of them leave a share of the text that says what is meant."""
    for card in note.cards:
        words = sum(read_text(gap.filled()).words for gap in hidden(card))
        share = words / max(1, note.question.words)
        if words > 1 and share > limits.gap_share:
            yield Remark(
                f"{share:.0%} of the words are hidden, over {limits.gap_share:.0%}; "
                "hide the one that matters, or say more"
            )


def told_gap(note: Note, _: Limits) -> Iterator[Remark]:
    """What a gap hides, in the heading or in the rest of the text."""
    for card in note.cards:
        rest = read_text(card.question.render(hide=card.hidden))
        for gap in hidden(card):
            text = read_text(gap.filled())
            if is_told(text, note.title, 1) or is_told(text, rest, FEWEST_WORDS):
                yield Remark(f"“{gap.filled()}” stands outside of its gap too; say the rest in other words")


def is_told(gap: Text, rest: Text, fewest: int) -> bool:
    """Whether all that a gap hides stands in another text: its code as it is, its words in any form."""
    words = set(content(gap.prose))
    if (len(words) < fewest and not gap.code) or not set(gap.code) <= set(rest.code):
        return False
    return words <= set(content(rest.prose)) and decisive(gap.prose) <= decisive(rest.prose)
