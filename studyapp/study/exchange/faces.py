"""A heading's cards → one note of Anki's: its fields in HTML, and the note type that shows them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from studyapp.deck.card import Card, Kind
from studyapp.exchange.anki.collection import AnkiCard, AnkiNote, NoteType, Template
from studyapp.exchange.render import to_cloze, to_html
from studyapp.proof.draws import take
from studyapp.proof.source.catalogue import Entry

FIELDS = ("Question", "Heading", "Answer", "Typed", "Proof", "Source")
CSS = """.card { font-family: sans-serif; font-size: 20px; text-align: left; max-width: 40em; margin: auto; }
.heading, .proof, .source { color: gray; font-size: 75%; }
pre, code { font-family: monospace; font-size: 90%; }
pre { background: rgba(128, 128, 128, 0.1); padding: 0.5em; overflow-x: auto; }
"""
HEADING = '{{#Heading}}<div class="heading">{{Heading}}</div>{{/Heading}}'
BESIDE = (
    '{{#Proof}}<div class="proof">{{Proof}}</div>{{/Proof}}'
    '{{#Source}}<div class="source">{{Source}}</div>{{/Source}}'
)
LINE = "<hr id=answer>"
FORWARD = Template("Card 1", f"{HEADING}{{{{Question}}}}", f"{{{{FrontSide}}}}{LINE}{{{{Answer}}}}{BESIDE}")
BACKWARD = Template("Card 2", "{{Answer}}", f"{{{{FrontSide}}}}{LINE}{HEADING}{{{{Question}}}}{BESIDE}")
TYPED = Template(
    "Card 1",
    f"{HEADING}{{{{Question}}}}<br>{{{{type:Typed}}}}",
    f"{{{{FrontSide}}}}{LINE}{{{{type:Typed}}}}{{{{Answer}}}}{BESIDE}",
)
GAPS = Template(
    "Cloze",
    f"{HEADING}{{{{cloze:Question}}}}",
    f"{HEADING}{{{{cloze:Question}}}}{LINE}{{{{Answer}}}}{BESIDE}",
)
RECALL = NoteType("studyapp", FIELDS, (FORWARD,), css=CSS)
BOTH = NoteType("studyapp, both ways", FIELDS, (FORWARD, BACKWARD), css=CSS)
TYPE_IN = NoteType("studyapp, typed", FIELDS, (TYPED,), css=CSS)
CLOZE = NoteType("studyapp, gaps", FIELDS, (GAPS,), is_cloze=True, css=CSS)
NUMBERED = re.compile(r"c([1-9]\d?)")
SEED = 1  # of the draw that a question is filled with: in Anki it is always the same one

Entries = Mapping[str, Entry]  # proofs by id
Values = Mapping[str, object]


def make_note(
    entries: Entries, siblings: Sequence[Card], cards: tuple[AnkiCard, ...], *, starred: bool
) -> AnkiNote:
    card, values = siblings[0], drawn(entries, siblings[0])
    if card.kind is Kind.CLOZE:
        numbers = {one.hidden or "": ordinals(siblings)[one.id] + 1 for one in siblings}
        question, kind = to_cloze(card.question, numbers, values), CLOZE
    else:
        question = to_html(card.question.render(values)) + choices(card, values)
        kind = BOTH if len(siblings) > 1 else TYPE_IN if card.typed else RECALL
    heading = "" if card.question.source == card.title else to_html(card.title)
    typed = card.typed.text.render(values) if card.typed else ""
    texts = (escape(typed), spell_proof(entries, card), escape(card.source))
    tags = tuple(tag.replace(" ", "-") for tag in (*card.tags, *(["marked"] if starred else [])))
    return AnkiNote(card.note, kind, (question, heading, answer(card, values), *texts), tags, cards)


def ordinals(siblings: Sequence[Card]) -> dict[str, int]:
    """Which card of its note each is in Anki, from 0 on; gaps that came from there keep their numbers."""
    numbers = [NUMBERED.fullmatch(card.hidden or "") for card in siblings]
    if all(numbers):
        return {card.id: int(number[1]) - 1 for card, number in zip(siblings, numbers, strict=True) if number}
    return {card.id: place for place, card in enumerate(siblings)}


def drawn(entries: Entries, card: Card) -> Values:
    """What fills the slots of a card."""
    entry = entries.get(card.proof)
    return take(entry.draws, SEED) if entry else {}


def choices(card: Card, values: Values) -> str:
    """What there is to choose from, in the order of the file."""
    return listed(choice.text.render(values) for choice in card.choices)


def answer(card: Card, values: Values) -> str:
    right = listed(choice.text.render(values) for choice in card.choices if choice.right)
    return right + to_html(card.answer.render(values))


def listed(texts: Iterable[str]) -> str:
    items = "".join(f"<li>{to_html(text)}</li>" for text in texts)
    return f"<ul>{items}</ul>" if items else ""


def spell_proof(entries: Entries, card: Card) -> str:
    """The proof's id and what it claims, as text: Anki cannot run it."""
    entry = entries.get(card.proof)
    return escape(f"Proof {card.proof}: {entry.claim}" if entry else card.proof)
