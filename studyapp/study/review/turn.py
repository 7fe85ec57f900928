"""A question of a session, from being asked to being graded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from studyapp.deck.answer import Judgement
from studyapp.deck.card import Kind
from studyapp.insight.calibration import spell
from studyapp.proof.evidence import Predict
from studyapp.proof.verdict import Ruling, Verdict
from studyapp.schedule.fsrs import Rating
from studyapp.store.errors import AlreadyGradedError
from studyapp.store.events import Practised, Review
from studyapp.study.proofs.proving import Proving
from studyapp.study.review.confidence import look_back
from studyapp.study.review.grading import Given, temper
from studyapp.study.review.judging import Response, judge_response
from studyapp.study.review.presenting import Presented
from studyapp.study.review.session import Session
from studyapp.study.review.writing_part import Draft, Drafts, Written, find_obstacle, find_written, is_written


@dataclass(slots=True)
class Turn:
    """What is asked, answered and found out of one showing; each question is a turn of its own."""

    session: Session
    presented: Presented
    drafts: Drafts
    draft: Draft | None = field(init=False)  # None where no run grades what is written
    obstacle: str = field(init=False)  # why none does; "" where nothing is to be written
    known_hints: Sequence[str] = field(init=False)
    shown_at: float = 0.0  # on the stopwatch
    hints: int = 0  # asked for so far
    confidence: float | None = None
    response: Response = field(default_factory=Response)
    revealed: bool = False
    judgement: Judgement | None = None
    proving: Proving | None = None  # the newest run of its proof, as it is or with what was written

    def __post_init__(self) -> None:
        written = is_written(self.presented)
        self.obstacle = find_obstacle(self.session.study, self.presented) if written else ""
        self.draft = self.drafts.find(self.presented) if written and not self.obstacle else None
        self.known_hints = self.presented.hints
        self.start()

    def start(self) -> None:
        """From now on the learner thinks: the question has been shown."""
        self.shown_at = self.session.study.clock.stopwatch()

    @property
    def is_prediction(self) -> bool:
        return self.presented.card.kind is Kind.PREDICT

    def hint(self) -> str:
        """The next hint, or the last one again; "" where there is none."""
        if not self.known_hints:
            return ""
        self.hints = min(self.hints + 1, len(self.known_hints))
        return self.known_hints[self.hints - 1]

    def reveal(self, response: Response) -> None:
        """Judge what was answered, or what the runs of a written part earned; a prediction is measured."""
        self.revealed, self.response = True, response
        if self.draft is not None:
            self.judgement = self.draft.judge()
        elif not self.is_prediction:
            self.judgement = judge_response(self.presented, response, None)

    @property
    def ruling(self) -> Ruling | None:
        """How the newest run has ended; None while it has not."""
        return self.proving.finished.ruling if self.proving and self.proving.finished else None

    @property
    def measured(self) -> Predict | None:
        return self.proving.measured if self.proving else None

    def measure(self) -> bool:
        """Hold a prediction against what its run measured; False where it measured nothing that holds."""
        confirmed = self.ruling is not None and self.ruling.verdict is Verdict.CONFIRMED
        if not self.is_prediction or not confirmed or self.measured is None:
            return False
        self.judgement = judge_response(self.presented, self.response, self.measured)
        return True

    @property
    def left_open(self) -> str:
        """Why a prediction is to be held against the written answer; "" where it is not."""
        if not self.is_prediction or self.judgement is not None:
            return ""
        why = "Nothing was measured" if self.measured is None else "What was measured is not confirmed"
        return f"{why}, so grade yourself by the written answer."

    @property
    def tried(self) -> str | None:
        """What was written for the newest run; None where that was of the proof as it is."""
        return self.proving.request.parts.get(self.presented.card.part) if self.proving else None

    def count_run(self) -> None:
        """Take the newest run, which has ended, as one of what was written, where it was."""
        if self.draft and self.proving and self.ruling and (tried := self.tried) is not None:
            self.draft.take(tried, self.proving, self.ruling.verdict)

    @property
    def written_before(self) -> Written | None:
        """What was written for the card the last time."""
        card = self.presented.card
        return find_written(self.session.study, card.id) if is_written(self.presented) else None

    @property
    def proposal(self) -> Rating | None:
        """Good, or Again where the answer was held against the truth and was wrong; a hint makes Good Hard.

        None for a prediction that nothing was measured of: nobody but the learner knows whether it is right.
        """
        if self.judgement is None or self.judgement.rating is None:
            return None if self.is_prediction else temper(Rating.GOOD, self.hints)
        return temper(Rating(self.judgement.rating), self.hints)

    @property
    def calibration(self) -> str:
        """How answers as sure as this one have turned out, this one included where it is judged."""
        if self.confidence is None:
            return ""
        return spell(self.confidence, look_back(self.session.study, self.confidence, self.judgement))

    @property
    def run(self) -> str | None:
        """Id of the stored run that goes with the answer."""
        proving = (self.draft.proving if self.draft else None) or self.proving
        return proving.id or None if proving else None

    @property
    def given(self) -> Given:
        """What the journal keeps beside the grade."""
        picked = [self.presented.choices[place][0] for place in sorted(self.response.picked)]
        judged = self.judgement is not None and self.judgement.rating is not None
        return Given(
            answer=self.draft.answer if self.draft else self.response.text or "; ".join(picked) or None,
            proposed=self.proposal if judged else None,
            seconds=self.session.study.clock.stopwatch() - self.shown_at,
            run=self.run,
            confidence=self.confidence,
            hints=self.hints,
        )

    def grade(self, rating: Rating) -> Review | Practised:
        """Save it; raise AlreadyGradedError where another window was faster, and the store's errors."""
        try:
            saved = self.session.grade(self.presented, rating, self.given)
        except AlreadyGradedError:
            self.drafts.close(self.presented)
            raise
        self.drafts.close(self.presented)
        return saved
