"""What days to come would bring, with other aims: from where every card stands, and the learner's habits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from studyapp.deck.card import Card
from studyapp.schedule.fsrs import Memory
from studyapp.schedule.simulation import Habits, Learned, Simulated, Simulation
from studyapp.store import contests, habits, marks, memory
from studyapp.study.opening import Study

SEED = 2013  # the same days for each aim, and at each look
# What grades learners give: fsrs-rs, simulation.rs. They stand for WEIGHT answers beside the learner's own.
USUAL = Habits(firsts=(0.24, 0.094, 0.495, 0.171), passes=(0.224, 0.631, 0.145), passed=15.0, failed=25.0)
WEIGHT = 50


@dataclass(frozen=True, slots=True)
class Standing:
    """Where cards stand, but those that are suspended."""

    learned: Sequence[Learned]
    unseen: int  # cards that will come


def simulate(
    study: Study, standing: Standing, days: int, pace: int, aims: Sequence[float]
) -> dict[float, Simulated]:
    """What each aim (the recall at which a card comes back) brings, from today on.

    days: how many, today among them; pace: new cards a day.
    """
    learner, today = read_habits(study), study.moment().day
    return {
        aim: Simulation(replace(study.rules, retention=aim), learner, Random(SEED).random).run(
            standing.learned, standing.unseen, pace, range(today, today + days)
        )
        for aim in aims
    }


def stand(study: Study, cards: Iterable[Card]) -> Standing:
    """Where these cards stand."""
    today = study.moment().day
    with study.store.read() as connection:
        known = memory.all_rows(connection)
        away = {card for card, for_good in marks.away(connection, today).items() if for_good}
        unproven = contests.current_unproven(connection)
    learned: list[Learned] = []
    unseen = 0
    for card in cards:
        row = known.get(card.id)
        if card.id in away:
            continue
        if row is not None:
            learned.append(Learned(Memory(row.stability, row.difficulty), row.last_day, row.due_day or today))
        else:
            unseen += card.proof not in unproven
    return Standing(learned, unseen)


def read_habits(study: Study) -> Habits:
    """The learner's own, drawn to the usual ones as long as there are few answers."""
    with study.store.read() as connection:
        firsts, later = habits.first_ratings(connection), habits.later_ratings(connection)
        seconds = habits.mean_seconds(connection)
    return Habits(
        firsts=blend(USUAL.firsts, firsts, 1),
        passes=blend(USUAL.passes, later, 2),
        passed=seconds.get(True, USUAL.passed),
        failed=seconds.get(False, USUAL.failed),
    )


def blend(usual: Sequence[float], counts: Mapping[int, int], lowest: int) -> tuple[float, ...]:
    """Shares of the grades from `lowest` on."""
    return tuple(WEIGHT * share + counts.get(lowest + place, 0) for place, share in enumerate(usual))
