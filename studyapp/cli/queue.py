"""`next`, `grade` and `undo`: a session one step at a time, each in a process of its own."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path

from studyapp.cli.context import Context, iso
from studyapp.cli.output import Graded, NextCard, Undone
from studyapp.deck.answer import Judgement
from studyapp.errors import UsageError
from studyapp.sanitise import visible
from studyapp.schedule.fsrs import Rating
from studyapp.schedule.spell import spell_due
from studyapp.store.events import Review
from studyapp.study.doubt.contested import WARNING
from studyapp.study.opening import Study
from studyapp.study.review.grading import Given
from studyapp.study.review.judging import LETTERS, judge_response, read_response
from studyapp.study.review.presenting import Presented
from studyapp.study.review.session import Session
from studyapp.study.review.sittings import open_session
from studyapp.study.review.trying_part import try_part
from studyapp.study.review.wanted import Wanted
from studyapp.study.review.writing_part import find_stub, is_written


@dataclass(frozen=True, slots=True)
class Said:
    """What the command line says of an answer."""

    answer: str | None
    seconds: float | None
    confidence: float | None


def show_next(context: Context, query: str, as_json: bool) -> None:
    with context.study() as study:
        session = open_session(study, Wanted(query))
        presented = session.next()
        if presented is None:
            soon = session.spell_next()
            if as_json:
                NextCard(next_due=soon or None).print()
            elif soon:
                print(f"Nothing to review now. The next card is due {soon}.")
            else:
                print("There are no cards.")
            return
        card = describe(session, presented)
        if as_json:
            card.print()
            return
        print(f"{card.deck} › {visible(card.title or '')}\n\n{visible(card.question or '')}\n")
        if card.contested:
            print(f"{WARNING}\n")
        for letter, choice in zip(LETTERS, card.choices, strict=False):
            print(f"  {letter}  {visible(choice)}")
        if (stub := find_stub(presented)) is not None:
            print(f"{visible(stub.text.rstrip())}\n\nproof {card.proof}, part {card.part}, seed {card.seed}")
        option = "--answer TEXT" if stub is None else "--answer-file FILE"
        print(f"id {card.id}\nstudyapp grade {card.id} 1|2|3|4 [{option}]")


def describe(session: Session, presented: Presented) -> NextCard:
    stub = find_stub(presented)
    return NextCard(
        id=presented.id,
        card=presented.card.id,
        kind=presented.card.kind.value,
        deck=presented.card.deck,
        title=presented.title,
        question=presented.question,
        choices=[text for text, _ in presented.choices],
        answer=presented.answer,
        right=presented.right,
        proof=presented.card.proof or None,
        seed=presented.seed,
        arguments=presented.values,
        contested=presented.contested,
        hints=presented.hints,
        part=presented.card.part or None,
        signature=stub.signature if stub else None,
        intervals={str(int(rating)): wait for rating, wait in session.previews(presented).items()},
    )


def grade(context: Context, key: str, rating: Rating, said: Said, as_json: bool) -> None:
    with context.study() as study:
        session = Session(study)
        presented = session.find(key, key)
        if presented is None:
            todo = "`studyapp next` shows one; `studyapp list` names all cards."
            raise UsageError(f"there is no card or question {key!r}", todo=todo)
        given, judged = hold(study, presented, said)
        review = session.grade(presented, rating, given)
        assert isinstance(review, Review)  # no practice
        moment = study.moment()
        graded = Graded(
            card=review.card,
            rating=review.rating,
            due=iso(review.due_at, review.due_day),
            when=spell_due(review.due_at, review.due_day, moment.at, moment.day),
            reason=review.reason,
            proposed=review.proposed,
            judgement=judged.sentence if judged else "",
        )
    if as_json:
        graded.print()
        return
    if graded.judgement:
        print(visible(graded.judgement))
    print(f"{graded.card}: {rating.name.lower()}, due {graded.when}. {graded.reason}")


def hold(study: Study, presented: Presented, said: Said) -> tuple[Given, Judgement | None]:
    """What the journal keeps of an answer, and what it is worth; a part that was written is run."""
    answer, sure = said.answer, said.confidence
    if not answer:
        return Given(answer, None, said.seconds, confidence=sure), None
    run = None
    if is_written(presented):
        trial = asyncio.run(try_part(study, presented, answer))
        judged, answer, run = trial.judgement, trial.answer, trial.run
    else:
        judged = judge_response(presented, read_response(presented, answer), None)
    proposed = Rating(judged.rating) if judged.rating else None
    return Given(answer, proposed, said.seconds, run, sure), judged


def read_answer(answer: str | None, file: str) -> str | None:
    """The answer, or the text of the file that holds it, "-" being the standard input.

    Raise UsageError where both are given, or the file cannot be read.
    """
    if not file:
        return answer
    if answer is not None:
        raise UsageError("--answer and --answer-file are both an answer", todo="Give one of them.")
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"--answer-file {file}: {error}") from None


def undo(context: Context, as_json: bool) -> None:
    with context.study() as study:
        undone = Session(study).undo()
        said = undone.spell(study.moment().day)
    if as_json:
        Undone(card=undone.card, id=undone.presented.id if undone.presented else None).print()
    else:
        print(visible(f"{said} ({undone.card})"))


def read_rating(text: str) -> Rating:
    """A grade by number or name; raise UsageError for anything else."""
    names = {name: rating for rating in Rating for name in (str(int(rating)), rating.name.lower())}
    if text.lower() not in names:
        raise UsageError(f"{text!r} is no grade", todo="Use 1 to 4, or again, hard, good, easy.")
    return names[text.lower()]
