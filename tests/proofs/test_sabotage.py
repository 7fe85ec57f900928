"""Break a mechanism of torch, and the proofs about it are refuted by their own checks, and no others."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace

import pytest

from studyapp.folder import PACKAGE, Folder
from studyapp.proof.draws import take
from studyapp.proof.run.engine import Engine
from studyapp.proof.run.events import Request
from studyapp.proof.run.runner import finish
from studyapp.proof.source.catalogue import Entry
from studyapp.proof.verdict import Ruling, Verdict
from studyapp.study.library.reading import read_folder
from tests.proofs.sabotages import OF_ONE_PROCESS, OF_RANKS, Sabotage

SEED = 4  # its draws let each proof show what it draws of: it shards again, it rounds to bfloat16
SAMPLE = 2  # proofs of the others that the usual tests try with each sabotage
SLOW = {"fsdp.fits_if_sharded", "evaluation.speed_depends_on_size"}  # seconds each: left to `make sabotage`
SABOTAGES = {**OF_ONE_PROCESS, **OF_RANKS}
ENTRIES = read_folder(Folder(PACKAGE.parent)).catalogue.entries
PROOFS = {name: entry for name, entry in ENTRIES.items() if not entry.needs.startswith("cuda")}


def judge(engine: Engine, sabotage: Sabotage, proof: Entry) -> Ruling:
    """What comes of the proof in a torch that has been sabotaged: the product is told nothing of it."""
    sabotaged = replace(proof, source=sabotage.text + proof.source)
    request = Request(sabotaged, SEED, take(proof.draws, SEED), proof.ranks[0])
    return asyncio.run(finish(engine.run(request))).ruling


def find_unlike(
    engine: Engine, sabotage: Sabotage, names: Iterable[str], wanted: Verdict
) -> dict[str, tuple[Verdict, str]]:
    """The proofs whose verdict is another one, and why."""
    rulings = {name: judge(engine, sabotage, PROOFS[name]) for name in names}
    return {
        name: (ruling.verdict, ruling.reason) for name, ruling in rulings.items() if ruling.verdict != wanted
    }


def choose_others(name: str) -> list[str]:
    """A few proofs that have nothing to do with it, others each time; of ranks where it is about ranks."""
    of_ranks = name in OF_RANKS
    others = [
        proof
        for proof, entry in PROOFS.items()
        if proof not in SABOTAGES[name].noticed_by
        and proof not in SLOW
        and (max(entry.ranks) > 1) == of_ranks
    ]
    stride = len(others) // SAMPLE
    return others[list(SABOTAGES).index(name) % stride :: stride]


@pytest.mark.parametrize("name", SABOTAGES)
def test_the_proofs_about_it_are_refuted(name: str, warm_engine: Engine) -> None:
    about_it = [proof for proof in SABOTAGES[name].noticed_by if proof not in SLOW]
    assert about_it
    assert find_unlike(warm_engine, SABOTAGES[name], about_it, Verdict.REFUTED) == {}


@pytest.mark.parametrize("name", SABOTAGES)
def test_others_stay_confirmed(name: str, warm_engine: Engine) -> None:
    assert find_unlike(warm_engine, SABOTAGES[name], choose_others(name), Verdict.CONFIRMED) == {}


@pytest.mark.sabotage
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", SABOTAGES)
def test_of_all_proofs_those_and_no_others_are_refuted(name: str, warm_engine: Engine) -> None:
    sabotage = SABOTAGES[name]
    others = PROOFS.keys() - sabotage.noticed_by
    unlike = find_unlike(warm_engine, sabotage, sorted(others), Verdict.CONFIRMED)
    assert unlike | find_unlike(warm_engine, sabotage, sabotage.noticed_by, Verdict.REFUTED) == {}


def test_no_two_sabotages_are_named_alike() -> None:
    assert len(SABOTAGES) == len(OF_ONE_PROCESS) + len(OF_RANKS)


def test_every_topic_has_proofs_that_notice_one() -> None:
    noticing = {proof.partition(".")[0] for sabotage in SABOTAGES.values() for proof in sabotage.noticed_by}
    assert noticing == {proof.partition(".")[0] for proof in PROOFS}
