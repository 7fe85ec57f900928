"""New decks, cards and proofs in the study folder, from templates that `check` finds nothing wrong in."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from studyapp.deck.attributes import quoted
from studyapp.deck.card import Card, DeckFile, Kind
from studyapp.deck.fix import slug, unused
from studyapp.deck.source import NEWLINE, decode
from studyapp.errors import UsageError
from studyapp.folder import Folder
from studyapp.study.files import replace_file
from studyapp.study.library.editing import place_to_edit
from studyapp.study.library.moving import append
from studyapp.study.opening import Study

DECK_NAME = re.compile(r"[a-z0-9_-]+(/[a-z0-9_-]+)*")
PROOF_ID = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
DECK = """---
title: {title}
source: say where its facts come from
---
"""
BODIES = {  # below the heading, by kind
    Kind.RECALL: "Ask here for one thing, so that it has one answer.\n> The answer, in a sentence.\n",
    Kind.CHOICE: "Ask here which one of these holds.\n- [x] what is right\n- [ ] what is often believed\n"
    "- [ ] what is nearly right\n",
    Kind.CLOZE: "A sentence that states one fact, with the word that matters most left ==out==.\n",
    Kind.TYPED: "Ask here for a number, a shape, a dtype or an exception's name.\n= 42\n",
    Kind.PREDICT: "Ask here what the proof will measure.\n> The answer, for where no proof can run.\n",
    Kind.WRITE: "Write `{part}` so that its proof is confirmed.\n> The function, in words or in code.\n",
}
PROOF = '''"""Say in one line what this proof shows."""

import torch

from studyapp.proof import check, integers, predict, proof


def total(values):
    """The mechanism under test; a broken variant puts another function in its place."""
    return values.sum()


@proof
def {name}(size=integers(3, 9), measure=total):
    values = torch.arange(size, dtype=torch.float64)
    yield predict(measure(values))
    yield check("the sum of all below size", measure(values), equals=size * (size - 1) / 2)


{name}.must_fail("the mean instead", measure=lambda values: values.mean(), at="the sum of all below size")
{name}.must_fail("the largest instead", measure=lambda values: values.max(), at="the sum of all below size")

if __name__ == "__main__":
    {name}.main()
'''
SETTINGS = """# A study folder, found from anywhere inside it. Its settings go here: docs/settings.md.
"""
IGNORED = """# Yours alone: the database, its copies, and what was written from it.
study.db*
backups/
exports/
theme
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something new stands."""

    path: Path
    line: int  # counted from 1
    name: str  # of the deck, the card or the proof


def create_deck(study: Study, name: str, title: str = "") -> Place:
    """Raise UsageError for a name that is no deck's, or is there; StudyError where it is not saved."""
    if not DECK_NAME.fullmatch(name):
        raise UsageError(f"{name!r} is no deck's name", todo="Use a-z, 0-9, - and _, as in torch/gradients.")
    path = study.folder.root / "cards" / f"{name}.md"
    refuse_existing(path, name)
    words = title or PurePosixPath(name).name.replace("-", " ").replace("_", " ").capitalize()
    replace_file(path, DECK.format(title=words).encode())
    found_folder(study.folder)
    return Place(path, 1, name)


def create_card(study: Study, deck: str, title: str, kind: Kind = Kind.RECALL, proof: str = "") -> Place:
    """Append a card to a deck; a shipped deck is copied into the folder first.

    Raise UsageError where there is no such deck, the title is empty, or the kind needs a proof that is not
    there; StudyError where it is not saved.
    """
    if not title.strip() or not title.isprintable() or "==" in title:
        todo = 'One line, without gaps, as in: studyapp new card torch "What is a stride?"'
        raise UsageError("a card needs a heading", todo=todo)
    used = Counter({card.note: 1 for card in study.reading.library.cards.values()})
    name = unused(slug(title), used)
    attributes, part = attribute_of(study, kind, proof)
    path = find_deck_file(study, deck)
    section = f"## {title.strip()} {{#{name}{attributes}}}\n{BODIES[kind].format(part=part)}"
    content = append(DeckFile(deck, str(path), path.read_bytes()), [section])
    replace_file(path, content)
    found_folder(study.folder)
    return Place(path, len(NEWLINE.findall(decode(content))) - section.count("\n") + 1, name)


def create_proof(study: Study, name: str) -> Place:
    """Raise UsageError for an id that is no proof's, or is there; StudyError where it is not saved."""
    if not PROOF_ID.fullmatch(name):
        raise UsageError(
            f"{name!r} is no proof's id", todo="Use a topic and a name, as in autograd.my_proof."
        )
    path = study.folder.root / "proofs" / f"{name.replace('.', '/')}.py"
    refuse_existing(path, name)
    replace_file(path, PROOF.format(name=name.rpartition(".")[2]).encode())
    found_folder(study.folder)
    return Place(path, 1, name)


def found_folder(folder: Folder) -> None:
    """Make it known from inside itself, and keep what is the learner's alone out of a repository.

    Raise StudyError where that is not saved.
    """
    for path, text in ((folder.settings, SETTINGS), (folder.database.with_name(".gitignore"), IGNORED)):
        if not path.exists():
            replace_file(path, text.encode())


def refuse_existing(path: Path, name: str) -> None:
    if path.exists():
        raise UsageError(f"{name} is there already", where=str(path), todo="Choose another name.")


def find_deck_file(study: Study, deck: str) -> Path:
    """The deck's file in the folder."""
    name = study.find_deck(deck)
    found = next((one for one in study.reading.library.decks if name and one.name == name), None)
    if found is not None and found.cards:
        return place_to_edit(study, found.cards[0])
    path = study.folder.root / "cards" / f"{deck}.md"
    if not deck or not path.is_file():
        todo = f"`studyapp new deck NAME` makes one; there are: {study.deck_names}."
        raise UsageError(f"there is no deck {deck!r}", todo=todo)
    return path


def attribute_of(study: Study, kind: Kind, proof: str) -> tuple[str, str]:
    """What the heading says of a proof, and the part to write."""
    name, _, part = proof.partition(":")
    if proof and name not in study.reading.catalogue.entries:
        raise UsageError(
            f"there is no proof {name!r}", todo="`studyapp check` lists what is wrong with proofs."
        )
    match kind:
        case Kind.PREDICT | Kind.WRITE if not proof:
            todo = "As in --proof autograd.accumulation, or --proof training.accumulation:scale."
            raise UsageError(f"a {kind.value} card needs a proof", todo=todo)
        case Kind.PREDICT if not study.reading.catalogue.entries[name].predictable:
            todo = "Yield predict(…) in it first, or make a card of another kind."
            raise UsageError(f"{name} measures nothing that can be predicted", todo=todo)
        case Kind.PREDICT:
            return f" predict={quoted(name)}", ""
        case Kind.WRITE if part not in study.reading.catalogue.entries[name].parts:
            raise UsageError("a write card names the part to write", todo=f"As in --proof {name}:PART.")
        case Kind.WRITE:
            return f" write={quoted(proof)}", part
    return (f" proof={quoted(name)}" if proof else ""), ""


def card_place(study: Study, card: Card) -> Place:
    """Where a card is edited; a shipped deck is copied into the folder first."""
    return Place(place_to_edit(study, card), card.line, card.id)
