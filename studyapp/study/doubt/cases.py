"""A contested proof as a case: what was found before, what is found now, and the cards that it concerns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from studyapp.deck.card import Card
from studyapp.errors import StudyError
from studyapp.proof.evidence import Check, Item, Raises
from studyapp.proof.source.catalogue import Entry
from studyapp.proof.text import spell_draws
from studyapp.proof.verdict import Verdict
from studyapp.schedule.spell import spell_past
from studyapp.store import contests, runs
from studyapp.store.runs import Run
from studyapp.study.checking.records import Recorded, spell_date
from studyapp.study.doubt.contested import contested_cards
from studyapp.study.opening import Study
from studyapp.study.proofs.briefs import Brief, brief_checks
from studyapp.study.proofs.replaying import read_items
from studyapp.study.system import public
from studyapp.words import counted


@dataclass(frozen=True, slots=True)
class Side:
    """What one run of a proof found, or what was recorded of it."""

    verdict: str
    facts: tuple[str, ...]  # torch, device, when, and what exactly ran
    checks: tuple[Brief, ...]
    items: tuple[Item, ...] = ()  # what else it showed
    note: str = ""  # why nothing is shown


@dataclass(frozen=True, slots=True)
class Case:
    """A contested proof."""

    entry: Entry
    cards: tuple[Card, ...]
    now: Side
    before: Side | None  # the last confirmed run here, else what is recorded; None where there is neither
    world: int  # ranks of the run that refuted it


def read_cases(study: Study) -> list[Case]:
    """Every contested proof that a card stands on, in the order of the cards."""
    cards: dict[str, list[Card]] = {}
    for card in contested_cards(study):
        cards.setdefault(card.proof, []).append(card)
    with study.store.read() as connection:
        keys = contests.current(connection)
        stored = {proof: runs.get(connection, keys[proof]) for proof in cards if proof in keys}
        before = {proof: contests.before(connection, run) for proof, run in stored.items() if run is not None}
    return [
        make_case(study, study.reading.catalogue.entries[proof], tuple(cards[proof]), run, before[proof])
        for proof, run in stored.items()
        if run is not None and proof in study.reading.catalogue.entries
    ]


def make_case(study: Study, entry: Entry, cards: tuple[Card, ...], refuted: Run, before: Run | None) -> Case:
    now = tell_run(study, refuted)
    old: Side | None = None
    if before is not None:
        old = tell_run(study, before)
    elif (recorded := study.records.find(entry)) is not None:
        old = tell_record(recorded)
    order = [check.name for check in sorted(now.checks, key=lambda check: check.passed)]
    return Case(entry, cards, arrange(now, order), old and arrange(old, order), refuted.world)


def arrange(side: Side, order: Iterable[str]) -> Side:
    """Put the checks in this order, so that each stands where it does on the other side."""
    places = {name: place for place, name in enumerate(order)}
    last = len(places)
    return replace(side, checks=tuple(sorted(side.checks, key=lambda check: places.get(check.name, last))))


def tell_run(study: Study, run: Run) -> Side:
    try:
        items, note = read_items(run), ""
    except StudyError as error:
        items, note = [], str(error)
    facts = [f"torch {public(run.torch)}", run.device, spell_past(run.at, study.clock.now())]
    facts += [f"{run.world} ranks"] if run.world > 1 else []
    facts += spell_draws(run.seed, run.arguments)
    others = [item for item in items if not isinstance(item, Check | Raises)]
    return Side(run.verdict, tuple(facts), tuple(brief_checks(items)), tuple(others), note)


def tell_record(recorded: Recorded) -> Side:
    proof = recorded.proof
    facts = [f"torch {recorded.torch}", recorded.device, spell_date(proof.when), "recorded"]
    facts.append(counted(proof.seeds, "seed"))
    checks = (Brief(check.name, check.got, check.expected) for check in proof.checks)
    return Side(Verdict.CONFIRMED.value, tuple(facts), tuple(checks))
