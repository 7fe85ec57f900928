"""The review: a question, its answer, the proof, a grade; and the next one."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import Screen
from textual.widgets import Input, Static

from studyapp.deck.card import Kind
from studyapp.errors import StudyError
from studyapp.proof.runner import Event, Finished
from studyapp.proof.verdict import Verdict
from studyapp.schedule.fsrs import Rating
from studyapp.store.errors import AlreadyGradedError, NothingToUndoError
from studyapp.study.judging import Judgement, Response, judge_response
from studyapp.study.presenting import Presented
from studyapp.study.session import Given, Session
from studyapp.tui.live_proof import LiveProof
from studyapp.tui.widgets.choices import Choices
from studyapp.tui.widgets.grade_bar import GradeBar
from studyapp.tui.widgets.key_bar import KeyBar
from studyapp.tui.widgets.proof_panel import ProofPanel
from studyapp.tui.widgets.session_bar import SessionBar
from studyapp.tui.widgets.sheet import Answer, Question

THINKING = 0.25  # seconds after a question is painted until its proof starts in the background
TYPED = {Kind.TYPED, Kind.PREDICT}


class Review(Screen[None]):
    """One session; every grade is saved before the next card shows."""

    DEFAULT_CSS = """
    Review {
        align-horizontal: center;
        & > Vertical { width: 100%; max-width: 94; padding: 1 0 0 1; }
        VerticalScroll {
            height: 1fr;
            padding-right: 1;
            scrollbar-size-vertical: 1;
            scrollbar-gutter: stable;
        }
        SessionBar { padding-right: 2; }
        GradeBar { padding-right: 2; margin: 1 0; }
        #line { height: 1; margin: 0 0 1 2; padding: 0 1; border: none; background: $surface; display: none; }
        #line:focus { border: none; background: $surface; }
        #said { height: auto; margin: 0 0 1 3; display: none; }
        Answer { display: none; }
        &.-typing #line { display: block; }
    }
    """
    AUTO_FOCUS = ""  # letters are commands, unless the card asks for typed text
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter", "reveal", "reveal", id="review.reveal", key_display="space"),
        Binding("space,enter", "accept", "accept", id="review.accept", key_display="space"),
        *[Binding(f"{n}", f"choose({n - 1})", show=False, id=f"review.choose{n}") for n in range(1, 10)],
        *[Binding(x, f"choose({n})", show=False, id=f"review.choose_{x}") for n, x in enumerate("abcdefghi")],
        *[Binding(f"{n}", f"grade({n})", show=False, id=f"review.grade{n}") for n in range(1, 5)],
        Binding("r", "run", "again", id="review.run"),
        Binding("b", "break", "break", id="review.break"),
        Binding("s", "source", "source", id="review.source"),
        Binding("u,ctrl+z", "undo", "undo", id="review.undo", key_display="u"),
        Binding("j,down", "scroll(2)", show=False, id="review.down"),
        Binding("k,up", "scroll(-2)", show=False, id="review.up"),
        Binding("g,home", "scroll(-9999)", show=False, id="review.top"),
        Binding("G,end", "scroll(9999)", show=False, id="review.bottom"),
        Binding("q,escape", "leave", "leave", id="review.leave", key_display="q"),
    ]

    def __init__(self, session: Session, *, undo: bool = False) -> None:
        super().__init__()
        self.session = session
        self.undo_first = undo
        self.presented: Presented | None = None
        self.proof: LiveProof | None = None
        self.judgement: Judgement | None = None
        self.revealed = False
        self.shown_at = 0.0

    def compose(self) -> ComposeResult:
        with Vertical():
            yield SessionBar()
            with VerticalScroll(id="page", can_focus=False):
                yield Question()
                yield Choices()
                yield Input(placeholder="your answer", id="line", select_on_focus=False)
                yield Static("", id="said", markup=False)
                yield Answer()
                yield ProofPanel()
            yield GradeBar()
        yield KeyBar()

    async def on_mount(self) -> None:
        if self.undo_first:
            await self.action_undo()
        else:
            await self.show_next()

    async def show_next(self) -> None:
        """Show the next card, or the summary where none is left."""
        presented = self.session.next()
        if presented is not None:
            await self.ask(presented)
            return
        from studyapp.tui.screens.summary import Summary

        self.end_proof()
        self.app.switch_screen(Summary(self.session))

    async def ask(self, presented: Presented) -> None:
        """Put the question on the screen; nothing of the card before it stays."""
        self.end_proof()
        self.presented, self.revealed, self.judgement = presented, False, None
        self.proof = LiveProof(self.session.study, presented, self.hear)
        with self.app.batch_update():
            self.prepare_answering(presented)
            self.query_one(ProofPanel).reset()
            self.query_one(Answer).display = False
            self.say("")
            self.show_progress(presented)
            await self.query_one(Question).show(presented.question)
            self.query_one("#page", VerticalScroll).scroll_home(animate=False)
            self.refresh_bindings()
        self.shown_at = self.session.study.clock.stopwatch()
        self.set_timer(THINKING, lambda: self.start_ahead(presented))

    def prepare_answering(self, presented: Presented) -> None:
        """Show the choices or the line to type on, as the card's kind asks."""
        kind = presented.card.kind
        typed = kind in TYPED
        self.set_class(typed, "-typing")
        line = self.query_one("#line", Input)
        line.value, line.disabled = "", False
        self.set_focus(line if typed else None)
        choices = self.query_one(Choices)
        choices.display = kind is Kind.CHOICE
        right = [place for place, (_, is_right) in enumerate(presented.choices) if is_right]
        choices.show([text for text, _ in presented.choices], right, multiple=len(right) > 1)
        invitation = "run it and see" if kind is Kind.PREDICT and presented.entry else "show the answer"
        self.query_one(GradeBar).wait(invitation, "enter" if typed else "space")

    def show_progress(self, presented: Presented) -> None:
        counts, done = self.session.counts(), len(self.session.graded)
        self.query_one(SessionBar).show(
            self.session.deck_title(presented.card),
            presented.title,
            new=counts.new,
            learning=counts.learning,
            due=counts.due,
            done=done,
            total=done + counts.total,
        )

    # The proof

    def start_ahead(self, presented: Presented) -> None:
        """Begin the proof of a question that is still being thought about."""
        if self.presented is presented and not self.revealed and self.proof and not self.proof.proving:
            self.start_proof()

    def start_proof(self, variant: str = "") -> None:
        """Run the card's proof, or a broken variant of it; an earlier run of this card is ended first."""
        self.workers.cancel_group(self, "proof")
        if self.proof is not None and (proving := self.proof.begin(variant)):
            if self.revealed:
                self.open_panel()
            self.run_worker(self.proof.follow(proving), group="proof", exclusive=True)

    def end_proof(self) -> None:
        self.proof = None
        self.workers.cancel_group(self, "proof")

    def open_panel(self) -> None:
        assert self.proof is not None
        assert self.proof.proving is not None
        request = self.proof.proving.request
        name = f"{request.entry.id}, broken: {request.variant}" if request.variant else request.entry.id
        said = self.response().text if self.is_prediction and not request.variant else ""
        self.query_one(ProofPanel).begin(name, request.seed, request.arguments, request.world, answer=said)

    def hear(self, event: Event) -> None:
        """Show a run's event; at its end hold a prediction against what was measured."""
        self.query_one(ProofPanel).feed(event)
        if isinstance(event, Finished) and self.is_prediction and self.judgement is None:
            self.judge_prediction(event)

    def judge_prediction(self, finished: Finished) -> None:
        presented, proof = self.presented, self.proof
        if presented is None or proof is None or proof.is_broken:
            return
        if finished.ruling.verdict is Verdict.CONFIRMED and proof.measured is not None:
            self.judgement = judge_response(presented, self.response(), proof.measured)
            self.query_one(ProofPanel).judge(self.judgement.rating == Rating.GOOD)
        else:
            self.say("Nothing was measured here, so grade yourself by the written answer.")
        self.offer_grades()

    # Answer and grade

    @property
    def is_prediction(self) -> bool:
        return self.presented is not None and self.presented.card.kind is Kind.PREDICT

    @property
    def is_measuring(self) -> bool:
        """Whether a prediction still waits for its measurement."""
        running = self.proof is not None and self.proof.is_running
        return self.is_prediction and self.judgement is None and running

    def response(self) -> Response:
        """What the learner has answered so far."""
        return Response(self.query_one("#line", Input).value.strip(), self.query_one(Choices).picked)

    @on(Input.Submitted)
    @on(GradeBar.Revealed)
    def action_reveal(self) -> None:
        """Show the answer, and the proof with what it has found already."""
        presented, proof = self.presented, self.proof
        if self.revealed or presented is None or proof is None:
            return
        self.revealed = True
        self.query_one("#line", Input).disabled = True
        self.set_focus(None)
        self.query_one(Choices).reveal()
        self.query_one(Question).fold(self.has_class("-short"))  # so that the verdict shows without scrolling
        if not self.is_prediction:
            self.judgement = judge_response(presented, self.response(), None)
        if presented.card.kind is not Kind.CHOICE and self.judgement:  # choices are marked where they stand
            self.say(self.judgement.sentence)
        answer = self.query_one(Answer)
        answer.display = bool(presented.answer)
        answer.show(presented.answer)
        if proof.proving is None:
            self.start_proof()
        else:
            self.open_panel()
        proof.reveal()
        self.offer_grades()
        self.refresh_bindings()

    def say(self, text: str) -> None:
        said = self.query_one("#said", Static)
        said.update(text)
        said.display = bool(text)

    @property
    def proposal(self) -> Rating:
        """What Space accepts: Good, or Again where the answer was held against the truth and was wrong."""
        rating = self.judgement.rating if self.judgement else None
        return Rating.GOOD if rating is None else Rating(rating)

    def offer_grades(self) -> None:
        assert self.presented is not None
        waits = self.session.previews(self.presented)
        proposed = None if self.is_measuring else int(self.proposal)
        self.query_one(GradeBar).offer([waits[rating] for rating in Rating], proposed)

    def action_choose(self, place: int) -> None:
        self.query_one(Choices).pick(place)

    def action_accept(self) -> None:
        if self.is_measuring:
            self.notify("The proof is still running; 1–4 grade without it.")
        else:
            self.action_grade(self.proposal)

    @on(GradeBar.Graded)
    def grade_clicked(self, event: GradeBar.Graded) -> None:
        self.action_grade(event.rating)

    def action_grade(self, rating: int) -> None:
        """Save the grade, and only then go on; where it cannot be saved, say so and stay."""
        if self.presented is None or not self.revealed:
            return
        try:
            self.session.grade(self.presented, Rating(rating), self.make_given())
        except AlreadyGradedError as error:
            self.notify(str(error), severity="warning")
        except StudyError as error:
            self.notify(str(error), title="Not saved", severity="error", timeout=15)
            return
        self.revealed = False  # a second key press on its way must not grade the next card
        self.call_next(self.show_next)

    def make_given(self) -> Given:
        """What the journal keeps beside the grade."""
        assert self.presented is not None
        response = self.response()
        picked = [self.presented.choices[place][0] for place in sorted(response.picked)]
        judged = self.judgement is not None and self.judgement.rating is not None
        return Given(
            answer=response.text or "; ".join(picked) or None,
            proposed=self.proposal if judged else None,
            seconds=self.session.study.clock.stopwatch() - self.shown_at,
            run=self.proof.run_id if self.proof else None,
        )

    async def action_undo(self) -> None:
        try:
            undone = self.session.undo()
        except NothingToUndoError:
            self.notify("There is nothing to undo.")
        except StudyError as error:
            self.notify(str(error), title="Not undone", severity="error", timeout=15)
        else:
            if undone.presented is not None:
                self.notify(f"Undone: {undone.card}")
                await self.ask(undone.presented)
                return
            self.notify(f"Undone: {undone.card}, which is no longer in your decks.")
        if self.presented is None:
            await self.show_next()

    # Looking closer

    def action_run(self) -> None:
        self.start_proof()

    def action_break(self) -> None:
        from studyapp.tui.screens.variants import Variants

        entry = self.presented.entry if self.presented else None
        if entry is not None:
            self.app.push_screen(Variants(entry), lambda name: self.start_proof(name) if name else None)

    def action_source(self) -> None:
        from studyapp.tui.screens.source import Source

        if self.presented and self.presented.entry:
            self.app.push_screen(Source(self.presented.entry))

    def action_scroll(self, lines: int) -> None:
        self.query_one("#page", VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_leave(self) -> None:
        self.end_proof()
        self.dismiss()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what would do something now; the same keys choose before the reveal and grade after."""
        presented = self.presented
        match action:
            case "reveal":
                return not self.revealed
            case "choose":
                return not self.revealed and presented is not None and presented.card.kind is Kind.CHOICE
            case "accept" | "grade":
                return self.revealed
            case "run" | "source":
                return self.revealed and presented is not None and presented.entry is not None
            case "break":
                entry = presented.entry if presented else None
                return self.revealed and entry is not None and bool(entry.variants)
        return True
