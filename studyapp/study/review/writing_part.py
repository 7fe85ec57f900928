"""A part of a proof that the learner writes: whether a run can grade it, and what its runs earn."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from datetime import datetime

from studyapp.deck.answer import Judgement
from studyapp.deck.card import Kind
from studyapp.deck.compare import Outcome
from studyapp.proof.source.catalogue import Entry
from studyapp.proof.source.stub import INDENT, Stub, read_stub
from studyapp.proof.verdict import Verdict
from studyapp.schedule.fsrs import Rating
from studyapp.store import journal, runs
from studyapp.store.events import Review
from studyapp.study import system
from studyapp.study.opening import Study
from studyapp.study.proofs.proving import Proving
from studyapp.study.proofs.requirements import missing_modules
from studyapp.study.proofs.trusting import Standing, standing
from studyapp.study.review.presenting import Presented
from studyapp.words import counted

MOST = 4000  # characters of what was written that the journal keeps

UNDECIDED = {
    Standing.UNKNOWN: "you have not decided on its proof yet",
    Standing.CHANGED: "its proof has changed since you trusted it",
    Standing.REFUSED: "you said that its proof never runs",
}


@dataclass(slots=True)
class Draft:
    """What the learner writes for one question, and how its runs have ended."""

    stub: Stub
    text: str
    failed: int = 0  # runs that ended without a confirmation, before the first that confirmed
    passed: bool = False
    given_up: bool = False  # the answer was shown before a run confirmed
    kept: str | None = None  # the text that was confirmed, or given up with
    proving: Proving | None = None  # the run that counts: the one that confirmed, or else the last
    graded: bool = False

    def open(self) -> None:
        """Ask for it, perhaps once more: what was tried and shown before still counts."""
        self.passed = self.graded = False
        self.kept = self.proving = None

    def take(self, text: str, proving: Proving, verdict: Verdict) -> None:
        """Take a run of this text that has ended.

        One that could not begin here says nothing of it, and what is no Python yet is a slip of the fingers.
        """
        slipped = verdict is Verdict.ERROR and not is_python(text)
        if verdict is Verdict.UNSUPPORTED or self.kept is not None or slipped:
            return
        self.proving = proving
        if verdict is Verdict.CONFIRMED:
            self.passed, self.kept = True, text
        else:
            self.failed += 1

    def give_up(self) -> None:
        """The answer is shown, which after a pass gives nothing away."""
        if not self.passed:
            self.given_up, self.kept = True, self.text

    def judge(self) -> Judgement:
        """Good at the first run, Hard after more, Again where the answer was shown before; else open."""
        tries = self.failed + self.passed
        count = counted(tries, "run")
        if self.given_up:
            how = "Right, but the answer had been shown" if self.passed else "Given up"
            after = f" after {count}" if tries and not self.passed else ""
            return Judgement(Outcome.WRONG, Rating.AGAIN, f"{how}{after}.")
        if not self.passed:
            return Judgement(Outcome.OPEN, None, "")
        if self.failed:
            return Judgement(Outcome.RIGHT, Rating.HARD, f"Right, after {count}.")
        return Judgement(Outcome.RIGHT, Rating.GOOD, "Right, at the first run.")

    @property
    def answer(self) -> str | None:
        """What the journal keeps; None where it is no more than the stub."""
        text = (self.text if self.kept is None else self.kept).rstrip()
        if text == self.stub.text.rstrip():
            return None
        return text if len(text) <= MOST else f"{text[: MOST - 1]}…"


def is_python(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):  # the latter: a null byte
        return False
    return True


@dataclass(slots=True)
class Drafts:
    """Those of one session, by showing; only for questions that find_obstacle() finds nothing against."""

    by_showing: dict[str, tuple[str, Draft]] = field(default_factory=dict)  # each with its card's id

    def find(self, presented: Presented) -> Draft:
        """That of this question; a card that is shown anew goes on with what was never graded."""
        card, key = presented.card, presented.id or presented.card.id
        if key not in self.by_showing:
            left = [draft for name, draft in self.by_showing.values() if name == card.id and not draft.graded]
            stub = find_stub(presented)
            assert stub is not None
            self.by_showing[key] = card.id, left[-1] if left else Draft(stub, stub.text)
        draft = self.by_showing[key][1]
        draft.open()
        return draft

    def close(self, presented: Presented) -> None:
        """It is graded: the card starts anew the next time."""
        if (known := self.by_showing.get(presented.id or presented.card.id)) is not None:
            known[1].graded = True


@dataclass(frozen=True, slots=True)
class Written:
    """What the learner wrote for a card when it was asked before."""

    text: str
    at: datetime  # in the learner's own zone

    def spell(self, now: datetime) -> str:
        """`What you wrote on 12 November`, with the year where it is another one."""
        year = "" if self.at.year == now.year else f" {self.at.year}"
        return f"What you wrote on {self.at.day} {self.at:%B}{year}"


def find_written(study: Study, card: str) -> Written | None:
    """The newest of the card's answers that stand, from before this showing; None where there is none."""
    with study.store.read() as connection:
        events = journal.not_undone(connection, card)
    for event in reversed(events):
        body = event.body
        if isinstance(body, Review) and body.answer:
            return Written(body.answer, event.at.astimezone(study.clock.now().tzinfo))
    return None


def complete(stub: Stub, part: str, lines: list[str]) -> str:
    """The whole function, of lines that are it already or that are its body, indented or not."""
    if any(line.startswith(f"def {part}") for line in lines):
        return "\n".join(lines)
    bare = any(line[:1].strip() for line in lines)
    body = [f"{INDENT}{line}" if bare and line.strip() else line for line in lines]
    return "\n".join([stub.text.rstrip(), *body])


def is_written(presented: Presented) -> bool:
    """Whether the card asks for a part of its proof."""
    return presented.card.kind is Kind.WRITE


def find_stub(presented: Presented) -> Stub | None:
    """What the learner starts from; None where the card asks for no part, or its proof has none such."""
    entry, part = presented.entry, presented.card.part
    return read_stub(entry, part) if entry is not None and part and part in entry.parts else None


def find_obstacle(study: Study, presented: Presented) -> str:
    """Why no run can grade what is written, as far as that is known without one; "" where one can."""
    entry, part = presented.entry, presented.card.part
    if entry is None or part not in entry.parts:
        return f"its proof has no part {part} here" if entry else "its proof cannot be read"
    if (why := UNDECIDED.get(standing(study, entry))) is not None:
        return why
    if not system.find_torch():
        return "torch is not installed"
    if problems := missing_modules(entry):
        return f"its proof {problems[0].message}"
    if presented.contested:
        return "its proof is contested"
    return "its proof could not run here" if was_unsupported(study, entry) else ""


def was_unsupported(study: Study, entry: Entry) -> bool:
    """Whether the newest run of exactly this proof on this torch lacked something of this system."""
    with study.store.read() as connection:
        newest = next(iter(runs.history(connection, entry.id, 1)), None)
    if newest is None or (newest.source_hash, newest.torch) != (entry.hash, system.find_torch()):
        return False
    # Without a need of its own it was asked to run on a device that is not here, which says nothing.
    return newest.verdict == Verdict.UNSUPPORTED and bool(entry.needs)


def spell_obstacle(why: str) -> str:
    return f"No run grades what you write: {why}. Compare it with the answer."
