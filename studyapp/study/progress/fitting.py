"""Fitting the memory model to the learner's own reviews, and adopting what it found."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from studyapp.errors import StudyError, UsageError
from studyapp.fitting.messages import Asked, Fitted, HeldOut
from studyapp.fitting.tree import Graded, History, answers
from studyapp.schedule.fsrs import DEFAULT_NAME, DEFAULT_WEIGHTS, Weights
from studyapp.store import journal
from studyapp.store.adopted import stands
from studyapp.store.events import Adopted
from studyapp.study.opening import Study, offset_minutes
from studyapp.words import counted

LEAST = 400  # answers that came a day or more after the one before


@dataclass(frozen=True, slots=True)
class Fit:
    """What was found, and from how much."""

    cards: int
    reviews: int
    answers: int  # of them, those that came a day or more after the one before: they tell of memory
    weights: Weights
    held_out: HeldOut


async def fit(study: Study) -> Fit:
    """Fit to every review that stands; nothing is changed.

    Raise UsageError where there are too few, and StudyError where the process that computes fails.
    """
    histories = await asyncio.to_thread(read_histories, study)
    count = sum(len(answers(history)) for history in histories)
    if count < LEAST:
        some = counted(count, "answer") + (" tells" if count == 1 else " tell")
        raise UsageError(
            f"{some} of memory: those a day or more after the one before",
            todo=f"A fit takes {LEAST} of them; until then the defaults foresee better. "
            "`studyapp import` brings those you have in Anki.",
        )
    fitted = await compute(Asked(histories=tuple(map(tuple, histories))))
    return Fit(len(histories), sum(map(len, histories)), count, fitted.weights, fitted.held_out)


def read_histories(study: Study) -> list[History]:
    """Of each card, its reviews since it was started (again)."""
    with study.store.read() as connection:
        study.renew_rules(connection)
        rows = list(stands(connection))
    histories: list[History] = []
    for _, reviews in groupby(rows, key=lambda one: one.card):
        mine = list(reviews)
        histories.append(
            [Graded(one.at, one.day, one.rating) for one in mine if one.starts == mine[-1].starts]
        )
    return histories


async def compute(asked: Asked) -> Fitted:
    """In a process of its own, with one thread; it ends with whoever waits for it."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "studyapp.fitting"),
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
    )
    try:
        out, errors = await process.communicate(asked.model_dump_json().encode())
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        last = errors.decode().strip().rpartition("\n")[2] or f"it ended with {process.returncode}"
        raise StudyError(f"the weights could not be fitted: {last}", todo="Nothing was changed.")
    return Fitted.model_validate_json(out)


def adopt(study: Study, weights: Sequence[float]) -> str:
    """Use these weights from here on, and for what is remembered of every card; return their name.

    Due dates stay as they were said. Raises the errors of Store.write.
    """
    body = Adopted(name=name_of(tuple(weights)), parameters=tuple(weights))
    moment = study.moment()
    journal.append(study.store, body, at=moment.at, utc_offset=offset_minutes(study))
    with study.store.read() as connection:
        study.renew_rules(connection)
    return body.name


def name_of(weights: Weights) -> str:
    """One name for the same weights, wherever they were found."""
    if weights == DEFAULT_WEIGHTS:
        return DEFAULT_NAME
    return f"{DEFAULT_NAME}-{hashlib.sha256(json.dumps(weights).encode()).hexdigest()[:8]}"
