"""Browsing: what a query finds, page by page, and one card of it from near."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from studyapp.clock import ahead_of_utc
from studyapp.deck.card import Card
from studyapp.deck.maths import to_unicode
from studyapp.query.grammar import parse
from studyapp.query.terms import NOT_RUN
from studyapp.query.tree import Query
from studyapp.schedule.fsrs import interval
from studyapp.schedule.spell import spell_interval
from studyapp.store import journal, runs, search
from studyapp.store.frame import Frame
from studyapp.store.search import CardLine, Order, never
from studyapp.study.opening import Study
from studyapp.study.progress.verdicts import NOT_RUN as WAITING
from studyapp.study.progress.verdicts import current_verdicts

PAGE = 200  # cards read at once


@dataclass(frozen=True, slots=True)
class Row:
    """A card as the table shows it."""

    id: str
    title: str  # Markdown, one line
    due: str  # "now", "3d"; "new" for a card never reviewed
    stability: float | None  # days
    lapses: int | None
    suspended: bool
    buried: bool
    flag: int
    marked: bool
    verdict: str  # of its proof's last run; "" for no proof


@dataclass(frozen=True, slots=True)
class Preview:
    """One card, read-only."""

    card: Card
    row: Row
    question: str  # Markdown
    answer: str
    ratings: Sequence[int]  # of its reviews, oldest first
    run: runs.Verdict | None  # its proof's last run, whatever its content then


@dataclass(slots=True)
class Browser:
    """Searches a study; what its proofs found is read at the first search, and again after `refresh`."""

    study: Study
    last: dict[str, runs.Verdict] | None = None  # each proof's last run, None until it is read
    verdicts: dict[str, str] = field(default_factory=dict)  # by proof: of what it is now

    def refresh(self) -> None:
        self.last = None

    def read_runs(self) -> dict[str, runs.Verdict]:
        if self.last is not None:
            return self.last
        with self.study.store.read() as connection:
            found = runs.verdicts(connection)
        said = current_verdicts(self.study, found)
        self.verdicts = {proof: NOT_RUN if verdict == WAITING else verdict for proof, verdict in said.items()}
        self.last = found
        return found

    def page(
        self, query: Query, order: Order, skip: int = 0, *, stop: Callable[[], bool] = never
    ) -> list[Row]:
        """Return up to PAGE cards behind the first `skip`. Raises QueryError, StoppedError."""
        frame = self.frame()
        with self.study.store.read() as connection:
            found = search.find(connection, query, frame, order, limit=PAGE, skip=skip, stop=stop)
            lines = search.lines(connection, found)
        return [self.row(line, frame) for line in lines]

    def count(self, query: Query, *, stop: Callable[[], bool] = never) -> int:
        """Return how many cards a query finds. Raises QueryError, StoppedError."""
        frame = self.frame()
        with self.study.store.read() as connection:
            return search.count(connection, query, frame, stop=stop)

    def find(self, query: Query, order: Order = Order.PLACE) -> list[str]:
        """Return the ids of all cards that a query finds. Raises QueryError."""
        frame = self.frame()
        with self.study.store.read() as connection:
            return search.find(connection, query, frame, order)

    def rows(self, cards: Sequence[str]) -> list[Row]:
        """Return these cards as they are now."""
        frame = self.frame()
        with self.study.store.read() as connection:
            lines = search.lines(connection, cards)
        return [self.row(line, frame) for line in lines]

    def preview(self, name: str) -> Preview | None:
        """Return None where the card is no longer in the files."""
        card = self.study.reading.library.cards.get(name)
        rows = self.rows([name])
        if card is None or not rows:
            return None
        with self.study.store.read() as connection:
            ratings = journal.ratings(connection, name)
        question, answer = show_question(card), show_answer(card)
        return Preview(card, rows[0], question, answer, ratings, self.read_runs().get(card.proof))

    def frame(self) -> Frame:
        self.read_runs()
        with self.study.store.read() as connection:
            self.study.renew_rules(connection)
        moment, settings = self.study.moment(), self.study.settings.study
        weights = self.study.rules.weights
        return Frame(
            moment.at,
            moment.day,
            ahead_of_utc(moment.at) - settings.day_starts,
            settings.leech_lapses,
            lambda recall: interval(1.0, recall, weights),
            {deck.name: deck.title for deck in self.study.reading.library.decks},
            self.verdicts,
        )

    def row(self, line: CardLine, frame: Frame) -> Row:
        card = self.study.reading.library.cards.get(line.id)
        return Row(
            line.id,
            entitle(card) if card else line.id,
            spell_when(line, frame),
            line.stability,
            line.lapses,
            line.suspended,
            line.hidden_until > frame.today and not line.suspended,
            line.flag,
            line.marked,
            self.verdicts.get(line.proof, ""),
        )


def find_cards(study: Study, text: str) -> tuple[str, ...]:
    """Return the ids of the cards that a query finds, in the library's order. Raises QueryError."""
    return tuple(Browser(study).find(parse(text)))


def entitle(card: Card) -> str:
    """The heading, and how the question begins where it is another text."""
    question = show_question(card).strip().partition("\n")[0].removesuffix("\\")  # a line's hard end
    is_more = question != card.title and not question.startswith(("```", "~~~", "$$"))
    return f"{card.title} · {question}" if is_more else card.title


def spell_when(line: CardLine, frame: Frame) -> str:
    """When a card is due, as a column has room for it."""
    if line.due_at is not None:
        return spell_interval(line.due_at - frame.now)
    return "new" if line.due_day is None else spell_interval(line.due_day - frame.today)


def show_question(card: Card) -> str:
    return to_unicode(write_question(card))


def show_answer(card: Card) -> str:
    return to_unicode(write_answer(card))


def write_question(card: Card) -> str:
    """The question as Markdown, its formulas as they are written."""
    return card.question.render(hide=card.hidden)


def write_answer(card: Card) -> str:
    """The answer in every form that the card has, as Markdown; slots stay as they are written."""
    parts = [f"{'✓' if choice.right else '·'} {choice.text.source}  " for choice in card.choices]
    choices = "\n".join(parts)
    typed = card.typed.text.source if card.typed else ""
    filled = "" if card.hidden is None else card.question.render(mark=card.hidden)
    return "\n\n".join(filter(None, (choices, typed, filled, card.answer.render())))
