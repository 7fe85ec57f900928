"""What Home shows: the decks, what is next, and the days to come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from studyapp.deck.card import Card
from studyapp.insight.habit import streak
from studyapp.insight.load import forecast
from studyapp.insight.retention import true_retention
from studyapp.store import journal, queue
from studyapp.study import system
from studyapp.study.doubt.contested import contested_cards
from studyapp.study.opening import Study
from studyapp.study.progress.progress import Progress
from studyapp.study.review.allowance import Allowance, allow, notice_return
from studyapp.study.review.counting import Counts, sum_up
from studyapp.study.review.session import Session

SECONDS_A_CARD = 25.0  # assumed until the learner's own pace is known


@dataclass(frozen=True, slots=True)
class DeckLine:
    """One deck on Home."""

    name: str
    title: str
    new: int  # cards that can be introduced: what they come after is known
    learning: int
    due: int
    cards: int
    known: float  # expected share of its cards that would be recalled now, 0 to 1
    proofs: Mapping[str, int]  # last verdicts, "not run yet" among them


@dataclass(frozen=True, slots=True)
class Overview:
    decks: tuple[DeckLine, ...]
    counts: Counts  # what a session over everything would show now
    minutes: float  # how long that takes at the learner's pace
    soon: str  # when the next card comes, in words, where nothing can be shown now
    today: int
    forecast: tuple[int, ...]  # cards due today, tomorrow, … for 14 study days
    begun: bool  # a card was answered before
    streak: int  # study days in a row with a review
    recalled: float | None  # true retention of the last 7 days, 0 to 1; None where no memory was tested
    contested: tuple[Card, ...]
    allowed: Allowance
    undoable: bool  # something was done that can be taken back
    torch: str  # the version that is here, "" for none


def make_overview(study: Study) -> Overview:
    session = Session(study)
    moment = study.moment()
    if not study.store.read_only:
        notice_return(study)
    horizon = session.horizon(moment.at)
    with study.store.read() as connection:
        allowed = allow(study, connection, moment.day)
        by_deck = queue.counts(connection, horizon, moment.day, session.scope, most=allowed.new)
        undoable = bool(study.moves) or journal.last_deed(connection) is not None
        counts = sum_up(by_deck, allowed)
        study.knowledge.refresh(study, connection)
        progress = Progress(study)
        done, lines = progress.done, tuple(make_lines(study, by_deck, counts, progress.verdicts))
    return Overview(
        decks=lines,
        counts=counts,
        minutes=counts.total * pace(progress) / 60,
        soon="" if counts.total else session.spell_next(),
        today=moment.day,
        forecast=tuple(forecast(study.knowledge.due, moment.day)),
        begun=bool(done),
        streak=streak({row.day for row in done}, moment.day),
        recalled=true_retention(done, moment.day)["7 days"].all.rate,
        contested=tuple(contested_cards(study)),
        allowed=allowed,
        undoable=undoable,
        torch=system.public(system.find_torch()),
    )


def make_lines(
    study: Study, by_deck: Mapping[str, queue.Counts], counts: Counts, verdicts: Mapping[str, str]
) -> Iterator[DeckLine]:
    knowledge = study.knowledge
    for deck in study.reading.library.decks:
        count = by_deck.get(deck.name, queue.Counts())
        yield DeckLine(
            deck.name,
            deck.title,
            min(count.new, counts.new),  # no deck offers more than the day allows
            count.learning,
            min(count.due, counts.due),  # after an absence, fewer than are due
            len(deck.cards),
            # What was added and taken off again leaves a trace in the last digits.
            round(knowledge.known[deck.name], 9) / max(1, len(deck.cards)),
            Counter(verdicts[name] for name in knowledge.proofs[deck.name]),
        )


def pace(progress: Progress) -> float:
    """Seconds that a review takes: today's mean, once there are a few."""
    done = [row for row in progress.done if row.day == progress.today]
    reviews, milliseconds = sum(row.reviews for row in done), sum(row.milliseconds for row in done)
    return milliseconds / 1000 / reviews if reviews >= 5 and milliseconds else SECONDS_A_CARD
