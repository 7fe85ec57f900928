"""A part of a proof that was written elsewhere: run once, and judged."""

from __future__ import annotations

from dataclasses import dataclass

from studyapp.deck.answer import Judgement
from studyapp.deck.compare import Outcome
from studyapp.proof.run.events import Request
from studyapp.proof.run.runner import finish
from studyapp.proof.verdict import Verdict
from studyapp.schedule.fsrs import Rating
from studyapp.store import runs
from studyapp.study.opening import Study
from studyapp.study.proofs.keeping import name_variant
from studyapp.study.proofs.proving import Proving, make_request
from studyapp.study.review.presenting import Presented
from studyapp.study.review.writing_part import Draft, complete, find_obstacle, find_stub, spell_obstacle

LOOKED_AT = 100  # of the proof's newest runs, for those on the seed of a question
NO_TRY = {Verdict.CONFIRMED.value, Verdict.UNSUPPORTED.value}


@dataclass(frozen=True, slots=True)
class Trial:
    """A text, what it is worth, and the stored run that found out."""

    answer: str | None
    judgement: Judgement
    run: str | None = None


async def try_part(study: Study, presented: Presented, text: str) -> Trial:
    """Run what was written for a question: Good, Hard after runs that did not confirm, or else Again.

    Where nothing can run, the judgement is the learner's. Raise the store's errors.
    """
    stub = find_stub(presented)
    if stub is None or (why := find_obstacle(study, presented)):
        why = why if stub else "its proof has no such part"
        return Trial(text, Judgement(Outcome.OPEN, None, spell_obstacle(why)))
    assert presented.entry is not None
    whole = complete(stub, presented.card.part, text.splitlines())
    parts = {presented.card.part: whole}
    request = make_request(study, presented.entry, presented.seed, presented.values, parts=parts)
    draft = Draft(stub, whole, failed=count_failed(study, request))
    proving = Proving(study, request)
    ruling = (await finish(proving)).ruling
    draft.take(whole, proving, ruling.verdict)
    judgement = draft.judge()
    if ruling.verdict is Verdict.UNSUPPORTED:
        judgement = Judgement(Outcome.OPEN, None, spell_obstacle(f"its proof {ruling.reason}"))
    elif not draft.passed:
        judgement = Judgement(Outcome.WRONG, Rating.AGAIN, f"{ruling.verdict.value}: {ruling.sentence}.")
    return Trial(draft.answer, judgement, proving.id or None)


def count_failed(study: Study, request: Request) -> int:
    """How many earlier runs of the learner's own text, on the seed of this question, confirmed nothing."""
    with study.store.read() as connection:
        earlier = runs.history(connection, request.entry.id, LOOKED_AT)
    same = (name_variant(request), request.seed)
    return sum((run.variant, run.seed) == same and run.verdict not in NO_TRY for run in earlier)
