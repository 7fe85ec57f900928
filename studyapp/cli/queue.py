"""`next`, `grade` and `undo`: a session one step at a time, each in a process of its own."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from studyapp.cli.arguments import Json, Searching, Wish
from studyapp.cli.context import iso
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

app = typer.Typer(rich_markup_mode=None)


@app.command("next", cls=Searching, short_help="Show the next card, and store what is shown.")
def next_card(context: typer.Context, query: Wish = "", as_json: Json = False) -> None:
    """Show the next card, and store what is shown; its id is what `grade` takes."""
    with context.obj.study() as study:
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


@app.command(short_help="Grade a card, or run a part that was written.")
def grade(
    context: typer.Context,
    key: Annotated[str, typer.Argument(metavar="ID", help="What `next` returned, or a card's id.")],
    rating: Annotated[str, typer.Argument(help="1 to 4, or again, hard, good, easy.")],
    answer: Annotated[str | None, typer.Option(help="What was answered, for the journal.")] = None,
    answer_file: Annotated[
        str, typer.Option(metavar="FILE", help="The same from a file, or - for standard input.")
    ] = "",
    seconds: Annotated[float | None, typer.Option(min=0, help="How long it took.")] = None,
    sure: Annotated[
        int | None, typer.Option(min=50, max=99, help="How sure you were before you saw the answer, in %.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Grade a card; a part of a proof that was written is run, and its judgement says how it ended."""
    given = Given(read_answer(answer, answer_file), seconds=seconds, confidence=sure / 100 if sure else None)
    graded_as = read_rating(rating)
    with context.obj.study() as study:
        session = Session(study)
        presented = session.find(key, key)
        if presented is None:
            todo = "`studyapp next` shows one; `studyapp list` names all cards."
            raise UsageError(f"there is no card or question {key!r}", todo=todo)
        given, judged = hold(study, presented, given)
        review = session.grade(presented, graded_as, given)
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
    print(f"{graded.card}: {graded_as.name.lower()}, due {graded.when}. {graded.reason}")


def hold(study: Study, presented: Presented, given: Given) -> tuple[Given, Judgement | None]:
    """What the journal keeps of an answer, and what it is worth; a part that was written is run."""
    answer = given.answer
    if not answer:
        return given, None
    if is_written(presented):
        trial = asyncio.run(try_part(study, presented, answer))
        judged, given = trial.judgement, replace(given, answer=trial.answer, run=trial.run)
    else:
        judged = judge_response(presented, read_response(presented, answer), None)
    return replace(given, proposed=Rating(judged.rating) if judged.rating else None), judged


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


@app.command(short_help="Take back what was done to cards last.")
def undo(context: typer.Context, as_json: Json = False) -> None:
    """Take the newest review, or what was done to cards last, back."""
    with context.obj.study() as study:
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
