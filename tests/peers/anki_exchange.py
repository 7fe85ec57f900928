"""Builds, exports, imports and reads real Anki collections, for the tests of roads in and out.

JSON on standard input, JSON on standard output, as tests/peers/anki_graphs.py, and for the same reason: the
package `anki` is under the AGPL, so this runs as a process of its own in an environment of its own.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from anki import import_export_pb2 as messages
from anki.buildinfo import version
from anki.collection import Collection

LOG = "SELECT id, ease, ivl, lastIvl, factor, time, type FROM revlog WHERE cid = ? ORDER BY id"
ASKED = "{{FrontSide}}<hr id=answer>{{City}}{{Map}}"
MORE: dict[str, Any] = {  # note types beside Anki's own
    "Capital": {
        "fields": ["Country", "City", "Map"],
        "templates": [
            (
                "Asked",
                "{{#Country}}Capital of {{Country}}?{{/Country}}",
                "{{FrontSide}}<hr id=answer>{{City}}{{Map}}",
            ),
            ("Placed", "Where is {{text:City}}?", "{{FrontSide}}<hr id=answer>{{Country}}"),
        ],
    }
}


def add_kinds(col: Collection) -> None:
    for name, told in MORE.items():
        kind = col.models.new(name)
        for field in told["fields"]:
            col.models.add_field(kind, col.models.new_field(field))
        for title, question, answer in told["templates"]:
            template = col.models.new_template(title)
            template["qfmt"], template["afmt"] = question, answer
            col.models.add_template(kind, template)
        col.models.add(kind)


def build(col: Collection, told: dict[str, Any]) -> None:
    """Notes, and what was done to their cards: real answers, at the times that they are told."""
    add_kinds(col)
    for one in told["notes"]:
        note = col.new_note(col.models.by_name(one["kind"]))
        note.fields = list(one["fields"])
        note.tags = list(one.get("tags", ()))
        col.add_note(note, col.decks.id(one["deck"]))
        for card, acts in zip(note.cards(), one.get("cards", ()), strict=False):
            for act in acts:
                ACTS[act[0]](col, card.id, *act[1:])


def answer(col: Collection, number: int, rating: int, ago: int) -> None:
    """Grade a card, and move all that so many days into the past, as if it had been done then."""
    card = col.get_card(number)
    card.start_timer()
    states = col._backend.get_scheduling_states(number)
    done = col.sched.build_answer(card=card, states=states, rating=rating - 1)
    col.sched.answer_card(done)
    shift = 86_400 * ago
    col.db.execute("UPDATE revlog SET id = id - ? WHERE id = (SELECT max(id) FROM revlog)", 1000 * shift)
    if col.get_card(number).queue in (2, 3):
        col.db.execute("UPDATE cards SET due = due - ? WHERE id = ?", ago, number)


def suspend(col: Collection, number: int) -> None:
    col.sched.suspend_cards([number])


def flag(col: Collection, number: int, colour: int) -> None:
    col.set_user_flag_for_cards(colour, [number])


def due(col: Collection, number: int, days: str) -> None:
    col.sched.set_due_date([number], days)


def forget(col: Collection, number: int) -> None:
    col.sched.schedule_cards_as_new([number])


ACTS: dict[str, Callable[..., None]] = {
    "answer": answer,
    "suspend": suspend,
    "flag": flag,
    "due": due,
    "forget": forget,
}


def read(col: Collection) -> dict[str, Any]:
    """Notes by guid, each with its cards and their log."""
    today = col.sched.today
    notes: dict[str, Any] = {}
    for number in col.find_notes(""):
        note = col.get_note(number)
        cards = []
        for card in note.cards():
            log = col.db.all(
                "SELECT id, ease, ivl, lastIvl, factor, time, type FROM revlog WHERE cid = ? ORDER BY id",
                card.id,
            )
            cards.append(
                {
                    "deck": col.decks.name(card.did),
                    "ordinal": card.ord,
                    "kind": card.type,
                    "queue": card.queue,
                    "due": card.due - today if card.queue in (2, 3) or card.type == 2 else card.due,
                    "interval": card.ivl,
                    "reps": card.reps,
                    "lapses": card.lapses,
                    "flag": card.user_flag(),
                    "memory": [card.memory_state.stability, card.memory_state.difficulty]
                    if card.memory_state
                    else None,
                    "computed": computed(col, card.id) if log else None,
                    "log": log,
                    "question": card.question(),
                    "answer": card.answer(),
                }
            )
        kind = note.note_type()
        assert kind is not None
        notes[note.guid] = {"kind": kind["name"], "fields": note.fields, "tags": note.tags, "cards": cards}
    return notes


def computed(col: Collection, number: int) -> list[float]:
    """The memory that follows from a card's log, whatever is kept with the card."""
    state = col.compute_memory_state(number)
    return [state.stability, state.difficulty] if state.stability is not None else []


def save(col: Collection, path: str, *, legacy: bool) -> None:
    if path.endswith(".colpkg"):
        col.export_collection_package(path, include_media=True, legacy=legacy)
        return
    if path.endswith(".txt"):
        col.export_note_csv(
            out_path=path,
            limit=None,
            with_html=True,
            with_tags=True,
            with_deck=True,
            with_notetype=True,
            with_guid=True,
        )
        return
    options = messages.ExportAnkiPackageOptions(
        with_scheduling=True, with_deck_configs=True, with_media=True, legacy=legacy
    )
    col.export_anki_package(out_path=path, options=options, limit=None)


def load(col: Collection, path: str) -> None:
    options = messages.ImportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True)
    col.import_anki_package(messages.ImportAnkiPackageRequest(package_path=path, options=options))


def main() -> None:
    told = json.load(sys.stdin)
    found: dict[str, Any] = {"version": version}
    with tempfile.TemporaryDirectory() as folder:
        col = Collection(str(Path(folder) / "collection.anki2"))
        col.set_config("fsrs", True)
        for path in told.get("load", ()):
            load(col, path)
        build(col, told)
        found["notes"] = read(col)
        for path, legacy in told.get("save", ()):
            save(col, path, legacy=legacy)
            if path.endswith(".colpkg"):  # that closed the collection
                col = Collection(str(Path(folder) / "collection.anki2"))
        col.close()
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
