"""What a search reads of each card, and what tells whether that has changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import blake2b

from studyapp.deck.card import Card
from studyapp.deck.markdown import plain
from studyapp.store.texts import CardText

FORM = "1"  # of the text made here: another one makes every text anew


def hash_text(card: Card) -> str:
    """Of all that `read_text` looks at: making the text itself takes a hundred times longer."""
    parts = [FORM, card.title, card.question.source, *answers(card), *card.tags]
    return blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=12).hexdigest()


def read_texts(cards: Iterable[Card]) -> Iterator[CardText]:
    for card in cards:
        yield CardText(
            card.id,
            shown(card.title),
            "" if card.question.source == card.title else shown(card.question.source),
            "\n".join(map(shown, answers(card))),
            " ".join(card.tags),
        )


def answers(card: Card) -> list[str]:
    """The answer in every form it has, as Markdown."""
    typed = [card.typed.text.source] if card.typed else []
    return [*(choice.text.source for choice in card.choices), *typed, card.answer.source]


def shown(markdown: str) -> str:
    """Line by line without markup; fences and what they hold stay, since code is searched too."""
    return "\n".join(plain(line) if line.strip() else "" for line in markdown.split("\n"))
