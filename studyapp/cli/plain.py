"""`review --plain`: a session in lines, for screen readers, pipes and terminals that can do no more."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from studyapp.cli.context import require_deck, spell_next
from studyapp.cli.plain_writing import write_part
from studyapp.cli.spoken import LeaveError, prove, read, say
from studyapp.deck.card import Kind
from studyapp.errors import StudyError
from studyapp.schedule.fsrs import Rating
from studyapp.store.errors import AlreadyGradedError
from studyapp.study.contested import WARNING
from studyapp.study.judging import LETTERS, Judgement, Response, judge_response, read_response
from studyapp.study.opening import Study
from studyapp.study.presenting import Presented
from studyapp.study.proving import Proving, make_request
from studyapp.study.session import Given, Session
from studyapp.study.trusting import UntrustedError
from studyapp.study.writing_part import Draft, Drafts, find_obstacle, is_written, spell_obstacle

TYPED = {Kind.TYPED, Kind.PREDICT}


@dataclass(frozen=True, slots=True)
class Answered:
    """What the learner gave, and what it earned."""

    text: str | None
    judgement: Judgement | None
    run: str | None = None  # id of the stored run that graded it


def review(study: Study, deck: str) -> None:
    """Ask, run, grade, until nothing is left or the learner leaves."""
    session, drafts = Session(study, require_deck(study, deck)), Drafts()
    if study.notice:
        say(study.notice)
    say("u undoes and q leaves; where you type an answer, :u and :q do.")
    try:
        presented = session.next()
        while presented is not None:
            presented = review_one(session, presented, drafts)
    except LeaveError:
        say("")
    count = len(session.graded)
    say(f"{count} review{'' if count == 1 else 's'} done and saved.")
    if soon := spell_next(study, session.next_due()):
        say(f"The next card comes {soon}.")


def review_one(session: Session, presented: Presented, drafts: Drafts) -> Presented | None:
    """One card; return the next one, or the one before it after an undo."""
    counts = session.counts()
    card = presented.card
    place = ": ".join(filter(None, [session.deck_title(card), presented.title]))
    say(f"\n{place} ({counts.total} left)")
    if presented.contested:
        say(WARNING)
    say(presented.question)
    started = session.study.clock.stopwatch()
    answered = answer(session.study, presented, drafts)
    if answered is None:
        return go_back(session, presented)
    judgement = answered.judgement
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
        session.grade(presented, rating, Given(answered.text, proposed, seconds, answered.run))
        drafts.close(presented)
    except AlreadyGradedError as error:
        say(str(error))
    return session.next()


def answer(study: Study, presented: Presented, drafts: Drafts) -> Answered | None:
    """Read an answer, and reveal; None where the learner undoes instead."""
    if is_written(presented):
        if not (why := find_obstacle(study, presented)):
            draft = drafts.find(presented)
            return reveal_part(presented, draft, study) if write_part(study, presented, draft) else None
        say(spell_obstacle(why))
    response = ask(presented)
    if response is None:
        return None
    return Answered(response.text or None, reveal(presented, response, study))


def reveal_part(presented: Presented, draft: Draft, study: Study) -> Answered:
    """Say the written answer, and what the runs earned; where it was given up, run the proof as it is."""
    if draft.given_up:
        reveal(presented, Response(), study)
    elif presented.answer:
        say(f"answer: {presented.answer}")
    judgement = draft.judge()
    say(spell_judgement(judgement))
    return Answered(draft.answer, judgement, draft.proving.id or None if draft.proving else None)


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


def go_back(session: Session, presented: Presented) -> Presented:
    try:
        undone = session.undo()
    except StudyError as error:
        say(str(error))
        return presented
    say(f"undone: {undone.card}")
    return undone.presented or presented
