"""What a plain session says, and what it reads: a line at a time, with nothing that acts on a terminal."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

from studyapp.errors import StudyError
from studyapp.proof.evidence import Check, Predict, Raises
from studyapp.proof.run.events import Event, Finished, Printed, Shown
from studyapp.proof.text import lines, spell_draws
from studyapp.proof.verdict import Verdict
from studyapp.sanitise import visible
from studyapp.study.doubt.doubting import look_again, may_doubt
from studyapp.study.proofs.proving import Proving
from studyapp.words import counted


class LeaveError(Exception):
    """The learner typed q, or the input ended."""


def read(prompt: str, *, leave: str = "q") -> str:
    """One line of the learner's; raise LeaveError where they leave, and at the end of the input."""
    try:
        line = input(prompt).strip()
    except EOFError:
        raise LeaveError from None
    if line == leave:
        raise LeaveError
    return line


def say(text: str) -> None:
    if text:
        print(visible(text), flush=True)


async def kept(proving: Proving) -> AsyncGenerator[Event, None]:
    """Yield the run's events; that it could not be stored at the end is said, and ends no session."""
    try:
        async for event in proving.events():
            yield event
    except StudyError as error:
        say(str(error))


async def prove(proving: Proving, own: str = "", *, measured: bool = True) -> bool:
    """Say the evidence as it comes; return whether it confirms.

    own: the check that shows the card's answer; others are said where they fail. measured: whether the
    learner was to predict what is measured.
    """
    confirmed, others = False, 0
    request = proving.request
    mine = f", with your {', '.join(request.parts)}" if request.parts else ""
    drawn = ", ".join(spell_draws(request.seed, request.arguments))
    say(f"proof {request.entry.id}{mine}, {drawn}")
    async for event in kept(proving):
        match event:
            case Shown(Predict()) if not measured:
                pass
            case Shown(Check() | Raises() as item) if own and item.passed and item.name != own:
                others += 1
            case Shown():
                say("\n".join(lines(event.item)))
            case Printed():
                say(f"printed: {event.text.rstrip()}")
            case Finished():
                confirmed = event.ruling.verdict is Verdict.CONFIRMED
                if others:
                    say(f"{counted(others, 'other check')} of it hold{'' if others > 1 else 's'}")
                say(f"{event.ruling.verdict.value}: {event.ruling.sentence}")
                if proving.protections:
                    say(", ".join(proving.protections))
    if may_doubt(proving):
        await doubt(proving)
    return confirmed


async def doubt(proving: Proving) -> None:
    """Try a refuted proof on fresh seeds, and say what came of it."""
    try:
        async with aclosing(look_again(proving)) as doubts:
            async for found in doubts:
                say(found.spell())
    except StudyError as error:
        say(str(error))
