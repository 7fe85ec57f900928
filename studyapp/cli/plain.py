"""`review --plain`: a session in lines, for screen readers, pipes and terminals that can do no more."""

from __future__ import annotations

import asyncio

from studyapp.cli.plain_acts import HINT as ACTS_HINT
from studyapp.cli.plain_acts import Acts, PutAwayError, tell_lapse
from studyapp.cli.plain_changing import HINT, Changes
from studyapp.cli.plain_writing import write_part
from studyapp.cli.spoken import LeaveError, prove, read, say
from studyapp.deck.answer import Judgement
from studyapp.deck.card import Kind
from studyapp.deck.prose import unescape
from studyapp.errors import StudyError
from studyapp.schedule.fsrs import Rating
from studyapp.store.errors import AlreadyGradedError
from studyapp.study.doubt.contested import WARNING
from studyapp.study.library.settling import changed_answers, settle
from studyapp.study.opening import Study
from studyapp.study.proofs.proving import Proving, make_request
from studyapp.study.proofs.trusting import UntrustedError
from studyapp.study.review.judging import LETTERS, Response, read_response
from studyapp.study.review.lapses import find_lapse
from studyapp.study.review.presenting import Presented
from studyapp.study.review.session import Session
from studyapp.study.review.sittings import open_session
from studyapp.study.review.turn import Turn
from studyapp.study.review.wanted import Wanted
from studyapp.study.review.writing_part import Drafts, spell_obstacle


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
    say(unescape(presented.question))
    turn = Turn(session, presented, drafts)
    try:
        return finish_one(turn, Changes(turn), Acts(turn))
    except PutAwayError:
        return session.next()


def finish_one(turn: Turn, changes: Changes, acts: Acts) -> Presented | None:
    """Answer, reveal and grade; raise PutAwayError where the card is put off instead."""
    session = turn.session
    if not answer(turn, changes, acts):
        return go_back(session, turn.presented)
    say(turn.calibration)
    acts.tell_note()
    waits = session.previews(turn.presented)
    offer = ", ".join(f"{int(rating)} {rating.name.lower()} {wait}" for rating, wait in waits.items())
    default = turn.proposal
    while True:
        line = read(f"{offer}: " if default is None else f"{offer} [{int(default)}]: ")
        if line == "u":
            return go_back(session, turn.presented)
        if line in {"1", "2", "3", "4"} or (not line and default):
            break
        if line and (changes.obey(line) or acts.obey(line)):
            continue
        alone = "; enter alone takes the one in brackets" if default else ""
        say(f"Type 1, 2, 3 or 4{alone}; u undoes, q leaves.")
    try:
        saved = turn.grade(Rating(int(line)) if line or default is None else default)
        tell_lapse(find_lapse(session.study, turn.presented.card, saved))
    except AlreadyGradedError as error:
        say(str(error))
    return session.next()


def answer(turn: Turn, changes: Changes, acts: Acts) -> bool:
    """Read an answer, and reveal; False where the learner undoes instead."""
    if turn.draft is not None:
        if not write_part(turn, turn.draft):
            return False
        reveal(turn, changes, Response())
        return True
    say(spell_obstacle(turn.obstacle) if turn.obstacle else "")
    response = ask(turn.presented, acts)
    if response is not None:
        reveal(turn, changes, response)
    return response is not None


def ask(presented: Presented, acts: Acts) -> Response | None:
    """Read the answer; None where the learner undoes instead."""
    if presented.card.kind is Kind.CHOICE:
        for letter, (text, _) in zip(LETTERS, presented.choices, strict=False):
            say(f"  {letter}: {unescape(text)}")
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


def reveal(turn: Turn, changes: Changes, response: Response) -> None:
    """Say the answer, run the proof unless what was written has run, and say what that makes of it."""
    presented = turn.presented
    turn.reveal(response)
    say(f"answer: {unescape(presented.answer)}" if presented.answer else "")
    if (written := turn.written_before) is not None:
        say(f"{written.spell(turn.session.study.clock.now())}:\n{written.text}")
    if presented.card.kind is Kind.CHOICE:
        say(f"right: {', '.join(LETTERS[place] for place in presented.right)}")
    if turn.draft is None:
        say(spell_judgement(turn.judgement))
        run_proof(turn, changes)
        if turn.measure():
            say(spell_judgement(turn.judgement))
        return
    if turn.draft.given_up:
        run_proof(turn, changes)
    say(spell_judgement(turn.judgement))


def run_proof(turn: Turn, changes: Changes) -> None:
    """Run it as it is, where the card has one that may run."""
    study, presented = turn.session.study, turn.presented
    if presented.entry is None:
        return
    try:
        proving = Proving(study, make_request(study, presented.entry, presented.seed, presented.values))
    except UntrustedError as error:
        say(f"The proof does not run: {error}")
        return
    turn.proving = proving
    asyncio.run(prove(proving, presented.own_check, measured=turn.is_prediction))
    changes.standing = proving if proving.finished else None


def spell_judgement(judgement: Judgement | None) -> str:
    """Begin with the outcome, so that no right answer reads as praise for a wrong one."""
    return f"{judgement.outcome.value}: {judgement.sentence}" if judgement and judgement.sentence else ""


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
