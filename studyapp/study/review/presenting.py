"""A card as it is shown: filled from its proof's draw, its gaps hidden, its choices in a fresh order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random, SystemRandom

from studyapp.deck.card import Card, Kind
from studyapp.deck.hints import hints
from studyapp.deck.maths import to_unicode
from studyapp.proof.draws import SEEDS, Value, take
from studyapp.proof.source.catalogue import Entry
from studyapp.schedule.balance import NOTHING, Due
from studyapp.schedule.plan import Rules, reach
from studyapp.store import queue, shown
from studyapp.store.memory import MemoryRow
from studyapp.study.doubt.contested import is_contested
from studyapp.study.opening import Study


@dataclass(frozen=True, slots=True)
class Presented:
    """One showing of a card; everything on the screen follows from it."""

    id: str  # what grade() is told; "" where nothing can be stored
    card: Card
    seed: int
    values: Mapping[str, Value]  # the proof's arguments, drawn from the seed
    entry: Entry | None  # the card's proof
    memory: MemoryRow | None  # before the answer; None for a new card
    rules: Rules  # that the answer is scheduled by, whatever is adopted before it is given
    due: Due  # how full the days are that it may come back on
    contested: bool = False  # its proof is refuted here, on fresh seeds too
    type_gaps: bool = False  # the learner wants to type what a gap hides

    @property
    def own_check(self) -> str:
        """The check of its proof that shows the answer; "" where all of them are to be seen."""
        entry, name = self.entry, self.card.check
        return name if entry and (name in entry.checks or not entry.tells_all) else ""

    @property
    def typed(self) -> bool:
        """Whether its answer is typed on a line."""
        kind = self.card.kind
        return kind in {Kind.TYPED, Kind.PREDICT} or (kind is Kind.CLOZE and self.type_gaps)

    @property
    def title(self) -> str:
        """The heading, where it is not the question itself, nor the answer of a card asked backwards."""
        backwards = self.card.id.endswith("~back")
        return "" if backwards or self.card.question.source == self.card.title else self.card.title

    @property
    def question(self) -> str:
        return to_unicode(self.card.question.render(self.values, hide=self.card.hidden))

    @property
    def answer(self) -> str:
        """Markdown of the answer; a cloze's is its text with the gaps filled, a typed one's comes first."""
        explained = self.card.answer.render(self.values)
        if self.card.typed is not None:
            return to_unicode(f"{self.card.typed.text.render(self.values)}\n\n{explained}".strip())
        if self.card.hidden is None:
            return to_unicode(explained)
        filled = self.card.question.render(self.values, mark=self.card.hidden)
        return to_unicode(f"{filled}\n\n{explained}".strip())

    @property
    def order(self) -> list[int]:
        """The card's choices by index, in the order of this showing."""
        indexes = list(range(len(self.card.choices)))
        Random(f"{self.seed}/choices").shuffle(indexes)
        return indexes

    @property
    def choices(self) -> list[tuple[str, bool]]:
        """Each choice's Markdown and whether it is right, in the order of this showing."""
        choices = [self.card.choices[place] for place in self.order]
        return [(to_unicode(choice.text.render(self.values)), choice.right) for choice in choices]

    @property
    def right(self) -> list[int]:
        """Which of the choices are right, counted from 0."""
        return [place for place, (_, is_right) in enumerate(self.choices) if is_right]

    @property
    def hints(self) -> list[str]:
        """What may help before the answer is seen."""
        return hints(self.card, self.values, self.order)

    @property
    def luck(self) -> float:
        """Where in the fuzz range this answer's interval falls: the same in the preview and in the grade."""
        return Random(f"{self.id}/{self.seed}/luck").random()


def present(study: Study, card: Card, memory: MemoryRow | None) -> Presented:
    """Draw afresh, and store what is shown, so that another process can grade it."""
    seed = SystemRandom().randrange(SEEDS)
    entry = study.reading.catalogue.entries.get(card.proof)
    values = take(entry.draws, seed) if entry else {}
    key = ""
    if not study.store.read_only:
        key = shown.add(study.store, card.id, seed=seed, arguments=values, at=study.clock.now())
    return _show(study, card, memory, key=key, seed=seed, values=values)


def present_again(study: Study, was: shown.Shown, memory: MemoryRow | None) -> Presented | None:
    """Show the very question of an earlier showing; None where its card is no longer in the files."""
    card = study.reading.library.cards.get(was.card)
    if card is None:
        return None
    values = {name: value for name, value in was.arguments.items() if isinstance(value, Value)}
    return _show(study, card, memory, key=was.id, seed=was.seed, values=values)


def _show(
    study: Study, card: Card, memory: MemoryRow | None, *, key: str, seed: int, values: Mapping[str, Value]
) -> Presented:
    return Presented(
        key,
        card,
        seed,
        values,
        study.reading.catalogue.entries.get(card.proof),
        memory,
        study.rules,
        read_load(study, memory),
        is_contested(study, card.proof),
        study.settings.study.type_gaps,
    )


def read_load(study: Study, memory: MemoryRow | None) -> Due:
    """How full the days are on which an answer now may make the card due."""
    if not (study.rules.fuzz and study.rules.balance):
        return NOTHING
    with study.store.read() as connection:
        return queue.load(connection, reach(memory, study.moment(), study.rules))
