"""A note of Anki's → drafts of ours, and which of its cards each side of them goes on with."""

from __future__ import annotations

import hashlib
from base64 import b32encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape as as_html

from studyapp.deck.attributes import IDENTIFIER
from studyapp.deck.number import read_number
from studyapp.exchange.anki.collection import AnkiCard, AnkiNote
from studyapp.exchange.anki.templates import Renderer, behind_answer_line
from studyapp.exchange.draft import Draft, Losses, deck_names
from studyapp.exchange.gaps import Gaps
from studyapp.exchange.html import plain_text, to_markdown
from studyapp.exchange.source import Brought

OWN = "studyapp"  # how the names of the note types begin that cards go out in
MARKED = "marked"  # the tag that Anki's star is
OCCLUSION, OCCLUSIONS = "image-occlusion:", "cards that hide a part of an image"
EMPTY = r"\(nothing\)"
NO_QUESTION, NO_ANSWER, NO_GAP = "cards without a question", "cards without an answer", "cards without a gap"


@dataclass(frozen=True, slots=True)
class Faces:
    """A card's two sides as Markdown."""

    question: str
    answer: str
    typed: str = ""


def id_of(guid: str) -> str:
    """A guid that is one of our ids as it is; of another's one that follows from it."""
    if IDENTIFIER.fullmatch(guid):
        return guid
    return hashed("anki", guid)


def hashed(origin: str, text: str) -> str:
    """An id that follows from a text, and says where it came from."""
    digest = hashlib.sha256(text.encode("utf-8", "replace")).digest()
    return f"{origin}-{b32encode(digest)[:12].decode().lower()}"


def read_note(note: AnkiNote, losses: Losses) -> Iterator[Brought]:
    """One draft where the note's cards belong together, else one for each of them."""
    if note.kind.is_cloze:
        yield from read_gaps(note, losses)
        return
    faces = dict(read_faces(note, losses))
    if is_mirrored(faces):
        cards = {side: card for card in note.cards for side in ("", "back") if card.ordinal == bool(side)}
        draft = make_draft(note, note.cards[0], id_of(note.guid), faces[0], both=True)
        yield Brought(draft, cards, is_starred(note))
        return
    for card in note.cards:
        if card.ordinal in faces:
            name = id_of(note.guid) + (f"-{card.ordinal + 1}" if card.ordinal else "")
            draft = make_draft(note, card, name, faces[card.ordinal])
            yield Brought(draft, {"": card}, is_starred(note))


def is_mirrored(faces: Mapping[int, Faces]) -> bool:
    """Whether the second of two cards asks the first one backwards."""
    if set(faces) != {0, 1}:
        return False
    one, other = faces[0], faces[1]
    return (one.question, one.answer) == (other.answer, other.question) and not (one.typed or other.typed)


def make_draft(note: AnkiNote, card: AnkiCard, name: str, faces: Faces, *, both: bool = False) -> Draft:
    return Draft(
        name,
        faces.question,
        faces.answer,
        faces.typed,
        both,
        tags=tags_of(note),
        deck=deck_names(card.deck),
    )


def tags_of(note: AnkiNote) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tag for tag in note.tags if tag.lower() != MARKED))


def is_starred(note: AnkiNote) -> bool:
    return any(tag.lower() == MARKED for tag in note.tags)


def values_of(note: AnkiNote, card: AnkiCard, template: str) -> dict[str, str]:
    """The note's fields by name, and those that every note has."""
    special = {
        "Tags": " ".join(note.tags),
        "Type": note.kind.name,
        "Deck": card.deck,
        "Subdeck": card.deck.rpartition("::")[2],
        "Card": template,
        "CardFlag": f"flag{card.flag}",
    }
    known = {name: as_html(value) for name, value in special.items()}
    known |= dict(zip(note.kind.fields, note.values, strict=False))
    if note.kind.name.startswith(OWN):  # it went out from here: the deck's header and its proof's file say it
        known |= {"Proof": "", "Source": ""}
    return known


def read_faces(note: AnkiNote, losses: Losses) -> Iterator[tuple[int, Faces]]:
    for card in note.cards:
        if not 0 <= card.ordinal < len(note.kind.templates):
            losses.add(NO_QUESTION)
            continue
        template = note.kind.templates[card.ordinal]
        renderer = Renderer(values_of(note, card, template.name), losses, Gaps())
        asked = renderer.render(template.question)
        answered = renderer.render(template.answer)
        question = to_markdown(asked.html, losses)
        answer = to_markdown(behind_answer_line(answered.html), losses)
        if not question:
            losses.add(NO_QUESTION)
            continue
        yield card.ordinal, with_typed(Faces(question, answer), asked.typed or answered.typed, losses)


def with_typed(faces: Faces, typed: str, losses: Losses) -> Faces:
    """What was to be typed is typed here too, where answers of its form are compared; else recalled."""
    plain = plain_text(typed)
    if plain and read_number(plain) is not None:
        return Faces(faces.question, faces.answer, plain)
    answer = "\n\n".join(filter(None, (to_markdown(typed, losses), faces.answer)))
    if not answer:
        losses.add(NO_ANSWER)
    return Faces(faces.question, answer or EMPTY)


def read_gaps(note: AnkiNote, losses: Losses) -> Iterator[Brought]:
    """A text whose gaps are asked one by one."""
    if not (note.cards and note.kind.templates):
        losses.add(NO_GAP, len(note.cards))
        return
    first, template, gaps = note.cards[0], note.kind.templates[0], Gaps()
    values = values_of(note, first, template.name)
    asked = Renderer(values, losses, gaps).render(template.question)
    beside = Renderer(values, losses, Gaps(), hides=True).render(template.answer)
    cards = {f"c{card.ordinal + 1}": card for card in note.cards if card.ordinal + 1 in gaps.numbers}
    if OCCLUSION in asked.html:
        losses.add(OCCLUSIONS, len(note.cards))
        return
    losses.add(NO_GAP, len(note.cards) - len(cards))
    if not gaps.numbers:
        return
    draft = Draft(
        id_of(note.guid),
        to_markdown(asked.html, losses),
        to_markdown(behind_answer_line(beside.html), losses),
        hints={number: plain_text(hint) for number, hint in gaps.hints.items()},
        tags=tags_of(note),
        deck=deck_names(first.deck),
        gaps=tuple(sorted(gaps.numbers)),
    )
    yield Brought(draft, cards, is_starred(note))
