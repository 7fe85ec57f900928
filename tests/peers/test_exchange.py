"""Roads in and out, with a real Anki at their other end: in both of its forms, and there and back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from studyapp.clock import Clock
from studyapp.exchange.anki.notes import id_of
from studyapp.schedule.days import EPOCH
from studyapp.store import marks, memory
from studyapp.study.exchange.exporting import export
from studyapp.study.exchange.importing import Imported, Wanted, take_in
from studyapp.study.opening import Study
from tests.peers.asking import ask
from tests.peers.learner import Habits, live, opened
from tests.reviews import standing_reviews
from tests.tui.conftest import DECK, write_proof

pytestmark = [pytest.mark.anki, pytest.mark.timeout(300)]

SCRIPT = Path(__file__).with_name("anki_exchange.py")
ZONE = Habits(0).zone  # where it is early afternoon: no day ends while a test runs
FORMS = {"legacy.apkg": True, "present.apkg": False, "legacy.colpkg": True, "present.colpkg": False}
NOTES: list[dict[str, Any]] = [
    {
        "kind": "Basic",
        "deck": "ML::Optimisers",
        "fields": ["What does <b>AdamW</b> decouple?", r"Weight decay, from the gradient: \(\theta\)."],
        "tags": ["optimiser", "marked"],
        "cards": [[["answer", 3, 40], ["answer", 3, 38], ["answer", 3, 20], ["answer", 1, 5], ["flag", 2]]],
    },
    {
        "kind": "Basic (and reversed card)",
        "deck": "ML",
        "fields": ["front", "back"],
        "cards": [[["answer", 4, 10]], [["answer", 2, 1], ["suspend"]]],
    },
    {
        "kind": "Cloze",
        "deck": "ML::Optimisers",
        "fields": ["A {{c1::gradient}} is {{c2::added::verb}}.", "Extra <img src='loss.png'>"],
        "cards": [[["answer", 3, 9], ["answer", 3, 8], ["answer", 4, 3], ["flag", 7]], []],
    },
    {"kind": "Basic (type in the answer)", "deck": "Default", "fields": ["2+2?", "4"]},
    {
        "kind": "Capital",
        "deck": "Geo",
        "fields": ["France", "Paris", "[sound:p.mp3]"],
        "cards": [[["answer", 3, 9], ["answer", 4, 9], ["due", "12"]], [["answer", 3, 4], ["forget"]]],
    },
]
SIDES = {  # our card of each of these notes' cards
    "Basic": ["{}"],
    "Basic (and reversed card)": ["{}", "{}~back"],
    "Cloze": ["{}~c1", "{}~c2"],
    "Basic (type in the answer)": ["{}"],
    "Capital": ["{}", "{}-2"],
}


def anki(**told: Any) -> Any:
    return ask({"notes": [], **told}, ZONE, SCRIPT)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A collection of Anki's in each of its forms, and what Anki says is in it."""
    root = tmp_path_factory.mktemp("anki")
    saved = [[str(root / name), legacy] for name, legacy in FORMS.items()]
    return root, anki(notes=NOTES, save=saved)["notes"]


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    (tmp_path / "cards").mkdir()
    with opened(tmp_path, Clock(zone=ZONE)) as study:
        yield study


def bring(study: Study, path: Path) -> Imported:
    return take_in(study, Wanted([path]))


def told_due(card: dict[str, Any], study: Study) -> datetime | int:
    """When Anki asks a card next: an instant of a step, or a day."""
    if card["kind"] == 2:
        return study.moment().day + int(card["due"])
    return EPOCH + timedelta(seconds=card["due"])


@pytest.mark.parametrize("form", FORMS)
def test_what_is_in_anki_is_here_as_it_is_there(
    study: Study, built: tuple[Path, dict[str, Any]], form: str
) -> None:
    root, notes = built
    found = bring(study, root / form)
    assert found.cards == 8
    assert found.losses == {"images": 1, "sounds": 1}
    assert study.reading.problems == ()
    with study.store.read() as connection:
        for guid, note in notes.items():
            names = [side.format(id_of(guid)) for side in SIDES[note["kind"]]]
            for name, card in zip(names, note["cards"], strict=True):
                assert name in study.reading.library.cards
                reviews = standing_reviews(connection, card=name)
                graded = [line for line in card["log"] if line[1]]
                assert [row.rating for row in reviews] == [line[1] for line in graded], name
                assert [round(row.at.timestamp() * 1000) for row in reviews] == [line[0] for line in graded]
                mark = marks.get(connection, name)
                assert (mark.suspended, mark.flag) == (card["queue"] == -1, card["flag"])
                assert mark.marked == ("marked" in note["tags"])
                row = memory.get(connection, name)
                assert (row is None) == (card["kind"] == 0), name
                if row is not None:
                    assert told_due(card, study) in (row.due_at, row.due_day)
                    assert [row.stability, row.difficulty] == pytest.approx(card["computed"], rel=1e-3)
                    assert row.lapses == card["lapses"]
    assert bring(study, root / form).events == [], "twice is once"


def test_both_forms_say_the_same(built: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    root, _ = built
    texts = []
    for name in ("legacy.apkg", "present.apkg"):
        folder = tmp_path / name
        (folder / "cards").mkdir(parents=True)
        with opened(folder, Clock(zone=ZONE)) as study:
            ids = [event.id for event in bring(study, root / name).events]
        decks = sorted((folder / "cards").rglob("*.md"))
        texts.append((ids, [(deck.name, deck.read_text()) for deck in decks]))
    assert texts[0] == texts[1]


def test_four_hundred_days_go_out_and_come_back(tmp_path: Path) -> None:
    home, other = tmp_path / "home", tmp_path / "other"
    for folder in (home, other / "cards"):
        folder.mkdir(parents=True)
    out = tmp_path / "out.apkg"
    back = {form: str(tmp_path / f"back-{form}.apkg") for form in ("legacy", "present")}
    with live(home, Habits(5)) as study:
        cards = list(study.reading.library.cards.values())
        done = export(study, cards, out, history=True, force=False)
        assert done.reviews > 400
        saved = [[path, form == "legacy"] for form, path in back.items()]
        notes = anki(load=[str(out)], save=saved)["notes"]
        assert set(notes) == {card.id for card in cards}
        same_in_anki(study, notes)
        for path in back.values():
            again = bring(study, Path(path))
            assert (again.cards, list(again.events)) == (0, []), "what went out is here already"
        with opened(other, Clock(zone=ZONE)) as elsewhere:
            bring(elsewhere, Path(back["present"]))
            same_here(study, elsewhere)


def same_in_anki(study: Study, notes: dict[str, Any]) -> None:
    with study.store.read() as connection:
        known = memory.all_rows(connection)
        for name, note in notes.items():
            (card,) = note["cards"]
            reviews = standing_reviews(connection, card=name)
            graded = [line[1] for line in card["log"] if line[1] and line[6] != 3]
            assert graded == [row.rating for row in reviews]
            mark = marks.get(connection, name)
            assert (card["queue"] == -1, card["flag"]) == (mark.suspended, mark.flag)
            row = known.get(name)
            assert (row is None) == (card["kind"] == 0)
            if row is not None:
                assert card["memory"] == pytest.approx([row.stability, row.difficulty], rel=1e-3, abs=1e-3)
                assert card["lapses"] == row.lapses
                if row.due_day is not None and row.phase == "review":
                    assert card["due"] == row.due_day - study.moment().day


def same_here(study: Study, elsewhere: Study) -> None:
    with study.store.read() as one, elsewhere.store.read() as other:
        known, found = memory.all_rows(one), memory.all_rows(other)
        present = {name for name in known if name in study.reading.library.cards}
        assert set(found) == present
        for name, row in found.items():
            was = known[name]
            assert [r.rating for r in standing_reviews(other, card=name)] == [
                r.rating for r in standing_reviews(one, card=name)
            ]
            assert (row.reps, row.lapses, row.phase, row.last_day) == (
                was.reps, was.lapses, was.phase, was.last_day,
            )  # fmt: skip
            assert row.stability == pytest.approx(was.stability, rel=1e-6)
            assert row.due_day == was.due_day
            assert row.step == (0 if was.phase == "review" else was.step)
            if row.due_at and was.due_at:
                assert abs(row.due_at - was.due_at) <= timedelta(seconds=1)


def test_every_kind_of_card_is_one_in_anki_and_a_later_package_updates_it(tmp_path: Path) -> None:
    (tmp_path / "cards").mkdir()
    deck = tmp_path / "cards" / "small.md"
    deck.write_text(DECK + "\n## code {#code both}\n```python\nx = {}\n```\n> `{{y}}` and $a_i$\n")
    write_proof(tmp_path)
    first, second = tmp_path / "first.apkg", tmp_path / "second.apkg"
    for minutes, path, four in ((0, first, "Four."), (1, second, "It is four.")):
        deck.write_text(deck.read_text().replace("> Four.", f"> {four}"))
        with opened(tmp_path, Clock(timedelta(minutes=minutes), ZONE)) as study:
            export(study, list(study.reading.library.cards.values()), path, history=True, force=False)
    notes = anki(load=[str(first)])["notes"]
    shown = {name: note["cards"][0]["question"].partition("</style>")[2] for name, note in notes.items()}
    answers = {name: note["cards"][0]["answer"].partition("</style>")[2] for name, note in notes.items()}
    assert "What is two and two?" in shown["sum"]
    assert "<li>three</li><li>four</li>" in shown["even"]
    assert "<li>four</li>" in answers["even"].partition("<hr")[2]
    assert "three" not in answers["even"].partition("<hr")[2]
    assert "adds" not in shown["rule"].replace('data-cloze="adds"', "")
    assert "adds" in answers["rule"]
    assert "[[type:Typed]]" in shown["half"]
    assert "Doubling n times multiplies by 2 to the n." in answers["passes"]
    assert "<pre><code" in shown["code"]
    assert r"\(a_i\)" in answers["code"]
    assert len(notes["code"]["cards"]) == 2
    updated = anki(load=[str(first), str(second)])["notes"]
    assert set(updated) == set(notes)
    assert updated["sum"]["fields"][2] == "It is four."
