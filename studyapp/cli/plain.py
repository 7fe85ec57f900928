"""`review --plain`: a session in lines, for screen readers, pipes and terminals that can do no more."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from studyapp.cli.plain_acts import HINT as ACTS_HINT
from studyapp.cli.plain_acts import Acts, PutAwayError, tell_lapse
from studyapp.cli.plain_changing import HINT, Changes
from studyapp.cli.plain_writing import say_written, write_part
from studyapp.cli.spoken import LeaveError, prove, read, say
from studyapp.deck.answer import Judgement
from studyapp.deck.card import Kind
from studyapp.errors import StudyError
from studyapp.schedule.fsrs import Rating
from studyapp.store.errors import AlreadyGradedError
from studyapp.study.contested import WARNING
from studyapp.study.grading import Given, temper
from studyapp.study.judging import LETTERS, Response, judge_response, read_response
from studyapp.study.lapses import find_lapse
from studyapp.study.opening import Study
from studyapp.study.presenting import Presented
from studyapp.study.proving import Proving, make_request
from studyapp.study.session import Session
from studyapp.study.settling import changed_answers, settle
from studyapp.study.sittings import open_session
from studyapp.study.trusting import UntrustedError
from studyapp.study.wanted import Wanted
from studyapp.study.writing_part import Draft, Drafts, find_obstacle, is_written, spell_obstacle


@dataclass(frozen=True, slots=True)
class Answered:
    """What the learner gave, and what it earned."""

    text: str | None
    judgement: Judgement | None
    run: str | None = None  # id of the stored run that graded it


def review(study: Study, wanted: Wanted) -> None:
    """Ask, run, grade, until nothing is left or the learner leaves; raise UsageError for a wrong query."""
    session, drafts = open_session(study, wanted), Drafts()
    if study.notice:
        say(study.notice)
    say("u undoes and q leaves; where you type an answer, :u and :q do.")
    say(ACTS_HINT)
    say(HINT)
    presented = None
    try:
        settle_changes(study)
        presented = session.next()
        while presented is not None:
            presented = review_one(session, presented, drafts)
    except LeaveError:
        say("")
    say(session.spell_saved() if session.graded or presented else session.spell_nothing())
    if presented is not None:  # left before the end
        say(f"{session.counts().total} left.")
        return
    if rest := session.spell_rest():
        say(rest)


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
    changes, acts = Changes(session.study, presented), Acts(session, presented)
    try:
        return finish_one(changes, acts, drafts, started)
    except PutAwayError:
        return session.next()


def finish_one(changes: Changes, acts: Acts, drafts: Drafts, started: float) -> Presented | None:
    """Answer, reveal and grade; raise PutAwayError where the card is put off instead."""
    session, presented = acts.session, changes.presented
    answered = answer(changes, acts, drafts)
    if answered is None:
        return go_back(session, presented)
    judgement = answered.judgement
    acts.tell_confidence(judgement)
    acts.tell_note()
    waits = session.previews(presented)
    offer = ", ".join(f"{int(rating)} {rating.name.lower()} {wait}" for rating, wait in waits.items())
    found = None if judgement is None or judgement.rating is None else Rating(judgement.rating)
    proposed = temper(found, acts.hints) if found else None
    # What nobody measured is not proposed to have been right.
    unknown = presented.card.kind is Kind.PREDICT and found is None
    default = None if unknown else proposed or temper(Rating.GOOD, acts.hints)
    while True:
        line = read(f"{offer}: " if default is None else f"{offer} [{int(default)}]: ")
        if line == "u":
            return go_back(session, presented)
        if line in {"1", "2", "3", "4"} or (not line and default):
            break
        if line and (changes.obey(line) or acts.obey(line)):
            continue
        alone = "; enter alone takes the one in brackets" if default else ""
        say(f"Type 1, 2, 3 or 4{alone}; u undoes, q leaves.")
    rating = Rating(int(line)) if line or default is None else default
    seconds = session.study.clock.stopwatch() - started
    try:
        given = Given(answered.text, proposed, seconds, answered.run, acts.confidence, acts.hints)
        tell_lapse(find_lapse(session.study, presented.card, session.grade(presented, rating, given)))
        drafts.close(presented)
    except AlreadyGradedError as error:
        say(str(error))
    return session.next()


def answer(changes: Changes, acts: Acts, drafts: Drafts) -> Answered | None:
    """Read an answer, and reveal; None where the learner undoes instead."""
    study, presented = changes.study, changes.presented
    if is_written(presented):
        if not (why := find_obstacle(study, presented)):
            draft = drafts.find(presented)
            return reveal_part(changes, draft) if write_part(study, presented, draft) else None
        say(spell_obstacle(why))
    response = ask(presented, acts)
    if response is None:
        return None
    return Answered(response.text or None, reveal(changes, response))


def reveal_part(changes: Changes, draft: Draft) -> Answered:
    """Say the written answer, and what the runs earned; where it was given up, run the proof as it is."""
    if draft.given_up:
        reveal(changes, Response())
    else:
        say_answer(changes)
    judgement = draft.judge()
    say(spell_judgement(judgement))
    return Answered(draft.answer, judgement, draft.proving.id or None if draft.proving else None)


def say_answer(changes: Changes) -> None:
    """The answer of the deck, and below it what was written the last time."""
    if changes.presented.answer:
        say(f"answer: {changes.presented.answer}")
    if is_written(changes.presented):
        say_written(changes.study, changes.presented)


def ask(presented: Presented, acts: Acts) -> Response | None:
    """Read the answer; None where the learner undoes instead."""
    if presented.card.kind is Kind.CHOICE:
        for letter, (text, _) in zip(LETTERS, presented.choices, strict=False):
            say(f"  {letter}: {text}")
        return ask_choice(presented, acts, LETTERS[: len(presented.choices)])
    typed = presented.typed
    while True:
        line = read("your answer: ", leave=":q") if typed else read("enter shows the answer: ")
        if line == (":u" if typed else "u"):
            return None
        if not acts.obey(line, colon=typed):
            return Response(text=line) if typed else Response()


def ask_choice(presented: Presented, acts: Acts, letters: str) -> Response | None:
    """Read letters until they are of the choices; none at all is an answer too."""
    while True:
        said = read("your choice: ")
        line = said.replace(" ", "").replace(",", "")
        if line == "u":
            return None
        if set(line) <= set(letters):
            return read_response(presented, line)
        if acts.obey(said):
            continue
        say(f"Type letters from {letters[0]} to {letters[-1]}; u undoes, q leaves.")


def reveal(changes: Changes, response: Response) -> Judgement | None:
    """Say the answer, run the proof, and hold the response against both."""
    study, presented = changes.study, changes.presented
    say_answer(changes)
    if presented.card.kind is Kind.CHOICE:
        say(f"right: {', '.join(LETTERS[place] for place in presented.right)}")
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
        asked = presented.card.kind is Kind.PREDICT
        confirmed = asyncio.run(prove(proving, presented.own_check, measured=asked))
        changes.standing = proving if proving.finished else None
        if asked and confirmed and proving.measured is not None:
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


def settle_changes(study: Study) -> None:
    """Where an answer that the learner knows is another one now, ask once what that means."""
    for card in changed_answers(study):
        say(f"The answer of {card.id} ({card.title}) has changed: {card.answer.source}")
        line = read("k keeps your progress, s starts the card again, enter asks another time: ")
        if line in {"k", "s"}:
            settle(study, card, keep=line == "k")
