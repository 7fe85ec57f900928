"""`review --plain`: a session in lines, for screen readers, pipes and terminals that can do no more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from studyapp.cli.context import require_deck, spell_next
from studyapp.deck.card import Kind
from studyapp.errors import StudyError
from studyapp.proof.run.events import Event, Finished, Printed, Shown
from studyapp.proof.text import lines
from studyapp.proof.verdict import Verdict
from studyapp.sanitise import visible
from studyapp.schedule.fsrs import Rating
from studyapp.store.errors import AlreadyGradedError
from studyapp.study.contested import WARNING
from studyapp.study.doubting import look_again, may_doubt
from studyapp.study.judging import LETTERS, Judgement, Response, judge_response, read_response
from studyapp.study.opening import Study
from studyapp.study.presenting import Presented
from studyapp.study.proving import Proving, make_request
from studyapp.study.session import Given, Session
from studyapp.study.trusting import UntrustedError

TYPED = {Kind.TYPED, Kind.PREDICT}


class LeaveError(Exception):
    """The learner typed q, or the input ended."""


def review(study: Study, deck: str) -> None:
    """Ask, run, grade, until nothing is left or the learner leaves."""
    session = Session(study, require_deck(study, deck))
    if study.notice:
        say(study.notice)
    say("u undoes and q leaves; where you type an answer, :u and :q do.")
    try:
        presented = session.next()
        while presented is not None:
            presented = review_one(session, presented)
    except LeaveError:
        say("")
    count = len(session.graded)
    say(f"{count} review{'' if count == 1 else 's'} done and saved.")
    if soon := spell_next(study, session.next_due()):
        say(f"The next card comes {soon}.")


def review_one(session: Session, presented: Presented) -> Presented | None:
    """One card; return the next one, or the one before it after an undo."""
    counts = session.counts()
    card = presented.card
    place = ": ".join(filter(None, [session.deck_title(card), presented.title]))
    say(f"\n{place} ({counts.total} left)")
    if presented.contested:
        say(WARNING)
    say(presented.question)
    started = session.study.clock.stopwatch()
    response = ask(presented)
    if response is None:
        return go_back(session, presented)
    judgement = reveal(presented, response, session.study)
    waits = session.previews(presented)
    offer = ", ".join(f"{int(rating)} {rating.name.lower()} {wait}" for rating, wait in waits.items())
    proposed = None if judgement is None or judgement.rating is None else Rating(judgement.rating)
    default = proposed or Rating.GOOD
    while True:
        line = read(f"{offer} [{int(default)}]: ")
        if line == "u":
            return go_back(session, presented)
        if line in {"", "1", "2", "3", "4"}:
            break
        say("Type 1, 2, 3 or 4; enter alone takes the one in brackets; u undoes, q leaves.")
    rating = Rating(int(line)) if line else default
    seconds = session.study.clock.stopwatch() - started
    try:
        session.grade(presented, rating, Given(response.text or None, proposed, seconds))
    except AlreadyGradedError as error:
        say(str(error))
    return session.next()


def ask(presented: Presented) -> Response | None:
    """Read the answer; None where the learner undoes instead."""
    if presented.card.kind is Kind.CHOICE:
        for letter, (text, _) in zip(LETTERS, presented.choices, strict=False):
            say(f"  {letter}: {text}")
        return ask_choice(presented, LETTERS[: len(presented.choices)])
    if presented.card.kind in TYPED:
        line = read("your answer: ", leave=":q")
        return None if line == ":u" else Response(text=line)
    return None if read("enter shows the answer: ") == "u" else Response()


def ask_choice(presented: Presented, letters: str) -> Response | None:
    """Read letters until they are of the choices; none at all is an answer too."""
    while True:
        line = read("your choice: ").replace(" ", "").replace(",", "")
        if line == "u":
            return None
        if set(line) <= set(letters):
            return read_response(presented, line)
        say(f"Type letters from {letters[0]} to {letters[-1]}; u undoes, q leaves.")


def reveal(presented: Presented, response: Response, study: Study) -> Judgement | None:
    """Say the answer, run the proof, and hold the response against both."""
    if presented.answer:
        say(f"answer: {presented.answer}")
    if presented.card.kind is Kind.CHOICE:
        right = [LETTERS[i] for i, (_, is_right) in enumerate(presented.choices) if is_right]
        say(f"right: {', '.join(right)}")
    judgement = None
    if presented.card.kind is not Kind.PREDICT:
        judgement = judge_response(presented, response, None)
        say(spell_judgement(judgement))
    if presented.entry is not None:
        try:
            proving = Proving(study, make_request(study, presented.entry, presented.seed, presented.values))
        except UntrustedError as error:
            say(f"The proof does not run: {error}")
            return judgement
        confirmed = asyncio.run(prove(proving))
        if presented.card.kind is Kind.PREDICT and confirmed and proving.measured is not None:
            judgement = judge_response(presented, response, proving.measured)
            say(spell_judgement(judgement))
    return judgement


def spell_judgement(judgement: Judgement) -> str:
    """Begin with the outcome, so that no right answer reads as praise for a wrong one."""
    return f"{judgement.outcome.value}: {judgement.sentence}" if judgement.sentence else ""


async def kept(proving: Proving) -> AsyncGenerator[Event, None]:
    """Yield the run's events; that it could not be stored at the end is said, and ends no session."""
    try:
        async for event in proving.events():
            yield event
    except StudyError as error:
        say(str(error))


async def prove(proving: Proving) -> bool:
    """Say the evidence as it comes; return whether it confirms."""
    confirmed = False
    request = proving.request
    drawn = "".join(f", {name} {value}" for name, value in request.arguments.items())
    say(f"proof {request.entry.id}, seed {request.seed}{drawn}")
    async for event in kept(proving):
        match event:
            case Shown():
                say("\n".join(lines(event.item)))
            case Printed():
                say(f"printed: {event.text.rstrip()}")
            case Finished():
                confirmed = event.ruling.verdict is Verdict.CONFIRMED
                say(f"{event.ruling.verdict.value}: {event.ruling.reason}")
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


def go_back(session: Session, presented: Presented) -> Presented:
    try:
        undone = session.undo()
    except StudyError as error:
        say(str(error))
        return presented
    say(f"undone: {undone.card}")
    return undone.presented or presented


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
