"""Writing a part of a proof line by line, and running it."""

from __future__ import annotations

import asyncio
import subprocess

from studyapp.cli.spoken import LeaveError, prove, say
from studyapp.errors import StudyError
from studyapp.proof.verdict import Ruling, Verdict
from studyapp.study.library.editing import edit_text
from studyapp.study.proofs.proving import Proving, make_request
from studyapp.study.review.presenting import Presented
from studyapp.study.review.turn import Turn
from studyapp.study.review.writing_part import Draft, complete, spell_obstacle

END = "."
ASKED = (
    "Write the body, or the whole function; a line that is only a dot ends it. In place of a first line, e"
    " opens your editor, g gives up and shows the answer, :u undoes, :q leaves."
)


class UndoError(Exception):
    """The learner typed :u."""


def write_part(turn: Turn, draft: Draft) -> bool:
    """Read and run until a run confirms it or it is given up; False where the learner undoes instead."""
    say(draft.text.rstrip())
    say(ASKED)
    while True:
        try:
            text = read_text(turn.presented, draft)
        except UndoError:
            return False
        if text is None:
            draft.give_up()
            return True
        draft.text = text
        ruling = run(turn, draft)
        if ruling is None or ruling.verdict is Verdict.CONFIRMED:
            return True
        if ruling.in_part and ruling.line is not None:
            say(f"line {ruling.line}: {''.join(text.splitlines()[ruling.line - 1 : ruling.line]).strip()}")
        say("Write it again and end it with a dot; e opens what you wrote in your editor, g gives up.")


def read_text(presented: Presented, draft: Draft) -> str | None:
    """The function as the learner writes it; None where they give up. Raise UndoError, LeaveError."""
    lines: list[str] = []
    while (line := read_line()) != END:
        command = "" if lines else line.strip()
        if command == ":q":
            raise LeaveError
        if command == ":u":
            raise UndoError
        if command == "g":
            return None
        if command != "e":
            lines.append(line)
        elif (text := edit(presented, draft)) is not None:
            say(text)
            return text
    return complete(draft.stub, presented.card.part, lines)


def read_line() -> str:
    """With its indentation; raise LeaveError at the end of the input."""
    try:
        return input().rstrip().expandtabs(4)
    except EOFError:
        raise LeaveError from None


def edit(presented: Presented, draft: Draft) -> str | None:
    """What it has become in the learner's editor; None where that could not be opened, which is said."""
    name, last = f"{presented.card.part}.py", len(draft.text.splitlines())
    try:
        return edit_text(draft.text, name, last, lambda command: subprocess.run(command, check=False))
    except StudyError as error:
        say(str(error))
        return None


def run(turn: Turn, draft: Draft) -> Ruling | None:
    """Say the evidence, and keep what the run earned; None where it cannot run here, which is said."""
    study, presented = turn.session.study, turn.presented
    assert presented.entry is not None
    parts = {presented.card.part: draft.text}
    request = make_request(study, presented.entry, presented.seed, presented.values, parts=parts)
    try:
        turn.proving = Proving(study, request)
        asyncio.run(prove(turn.proving))
    except StudyError as error:
        say(str(error))
        return None
    ruling = turn.ruling
    turn.count_run()
    if ruling is not None and ruling.verdict is Verdict.UNSUPPORTED:
        say(spell_obstacle(f"its proof {ruling.reason}"))
        return None
    return ruling
