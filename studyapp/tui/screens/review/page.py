"""What a review looks like: the session's bar, the question, the answer, the proof, the grades."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from studyapp.deck.card import Kind
from studyapp.proof.run.events import Request
from studyapp.sanitise import visible
from studyapp.schedule.fsrs import Rating
from studyapp.study.cards.marking import mark_of
from studyapp.study.proofs.trusting import Standing
from studyapp.study.review.judging import Response
from studyapp.study.review.presenting import Presented
from studyapp.study.review.turn import Turn
from studyapp.study.review.writing_part import spell_obstacle
from studyapp.tui.live_proof import LiveProof
from studyapp.tui.screens.review.keys import IN_EDITOR
from studyapp.tui.shown_keys import key_of, keys_in_force
from studyapp.tui.widgets.answer_line import AnswerLine
from studyapp.tui.widgets.choices import Choices
from studyapp.tui.widgets.confidence import ConfidenceLine
from studyapp.tui.widgets.evidence.checks import Checks
from studyapp.tui.widgets.grade_bar import GradeBar
from studyapp.tui.widgets.proof_panel import ProofPanel
from studyapp.tui.widgets.session_bar import SessionBar, spell_marks
from studyapp.tui.widgets.sheet import Answer, Question

if TYPE_CHECKING:
    from studyapp.tui.widgets.part_editor import PartEditor

WITHHELD = {  # why a proof does not run, and what the key does that decides
    Standing.UNKNOWN: (
        "it came with the folder, and you have not decided on it.",
        "shows its text and asks",
    ),
    Standing.CHANGED: ("it has changed since you trusted it.", "shows what changed and asks"),
    Standing.REFUSED: ("you said that exactly this never runs.", "shows its text and asks again"),
}


class ReviewPage(Vertical):
    """The parts of the screen, and putting what a turn holds into them."""

    DEFAULT_CSS = """
    ReviewPage {
        width: 100%;
        max-width: 94;
        padding: 1 0 0 1;
        VerticalScroll {
            height: 1fr;
            padding-right: 1;
            scrollbar-size-vertical: 1;
            scrollbar-gutter: stable;
        }
        SessionBar { padding-right: 2; }
        GradeBar { padding-right: 2; margin: 1 0; }
        #said { height: auto; margin: 0 0 1 3; display: none; }
        #note { height: auto; margin: 0 0 1 3; display: none; color: $text-muted; }
        Answer { display: none; }
        AnswerLine { display: none; }
        &.-typing AnswerLine { display: block; }
    }
    """

    def __init__(self, reveal: Callable[[], None]) -> None:
        """reveal: what Enter does on the line that an answer is typed on."""
        super().__init__()
        self.reveal = reveal
        self.editor: PartEditor | None = None  # made for the first card that asks for one

    def compose(self) -> ComposeResult:
        yield SessionBar()
        with VerticalScroll(id="page", can_focus=False):
            yield Question()
            yield Choices()
            yield AnswerLine(self.reveal)
            yield ConfidenceLine()
            yield Static("", id="said", markup=False)
            yield Answer()
            yield Static("", id="note", markup=False)
            yield ProofPanel()
        yield GradeBar()

    @property
    def body(self) -> VerticalScroll:
        return self.query_one("#page", VerticalScroll)

    async def show_question(self, turn: Turn) -> None:
        """Put a question on the screen; nothing of the card before it stays."""
        with self.app.batch_update():
            self.prepare_answering(turn.presented)
            self.query_one(ProofPanel).reset()
            self.query_one(ConfidenceLine).ask()
            self.query_one(Answer).display = False
            self.show_marks(turn)
            self.show_progress(turn)
            await self.query_one(Question).show(turn.presented.question)
            self.body.scroll_home(animate=False)
            self.screen.refresh_bindings()
        await self.prepare_writing(turn)

    def prepare_answering(self, presented: Presented) -> None:
        """Show the choices or the line to type on, as the card's kind asks."""
        typed, right = presented.typed, presented.right
        self.set_class(typed, "-typing")
        line = self.query_one(AnswerLine)
        line.value, line.disabled = "", False
        self.screen.set_focus(line if typed else None)
        choices = self.query_one(Choices)
        choices.display = presented.card.kind is Kind.CHOICE
        choices.show([text for text, _ in presented.choices], right, multiple=len(right) > 1)
        self.say("Several are right: pick each of them." if len(right) > 1 else "")
        self.invite(presented, typing=typed)

    def invite(self, presented: Presented, *, typing: bool) -> None:
        """Say which key reveals."""
        runs = presented.card.kind is Kind.PREDICT and presented.entry
        key = ("review.typing_reveal", "enter") if typing else ("review.reveal", "space")
        self.query_one(GradeBar).wait("run it and see" if runs else "show the answer", key_of(self.app, *key))

    async def prepare_writing(self, turn: Turn) -> None:
        """Show the editor with what was written before, or say why there is none."""
        if self.editor is not None:
            self.editor.display = False
        await self.query("WrittenSheet").remove()
        if turn.obstacle:
            self.say(spell_obstacle(turn.obstacle))
        if turn.draft is None:
            return
        editor = self.editor or await self.mount_editor()
        editor.display = True
        editor.start(turn.draft.text)
        self.screen.set_focus(editor)
        self.query_one(GradeBar).wait("run what you wrote", key_of(self.app, "review.run_part", "^r"))
        self.screen.refresh_bindings()

    async def mount_editor(self) -> PartEditor:
        from studyapp.tui.widgets.part_editor import PartEditor

        chords = {key: each.action for each in IN_EDITOR for key in keys_in_force(self.app, each)}
        self.editor = PartEditor(chords)
        await self.body.mount(self.editor, before="#said")
        return self.editor

    @property
    def is_writing(self) -> bool:
        return self.editor is not None and self.screen.focused is self.editor

    def keep_draft(self, turn: Turn) -> None:
        """Take up what is in the editor."""
        if turn.draft is not None and self.editor is not None:
            turn.draft.text = self.editor.text

    def on_text_area_changed(self) -> None:
        """Whoever types sees it, wherever the evidence was."""
        if self.is_writing and self.editor is not None:
            self.call_after_refresh(self.editor.scroll_visible, animate=False)

    def show_progress(self, turn: Turn) -> None:
        presented, session = turn.presented, turn.session
        counts, done = session.counts(), len(session.graded)
        self.query_one(SessionBar).show(
            session.deck_title(presented.card),
            presented.title,
            new=counts.new,
            learning=counts.learning,
            due=counts.due,
            practice=counts.practice,
            done=done,
            total=done + counts.total,
            contested=presented.contested,
        )

    def show_marks(self, turn: Turn) -> None:
        """The learner's own words stand below the answer, which they may give away."""
        found = mark_of(turn.session.study, turn.presented.card.id)
        self.query_one(SessionBar).mark(spell_marks(found))
        note = self.query_one("#note", Static)
        note.update(visible(f"Your note: {found.note}") if found.note else "")
        note.display = turn.revealed and bool(found.note)

    def response(self) -> Response:
        """What the learner has answered so far."""
        return Response(self.query_one(AnswerLine).value.strip(), self.query_one(Choices).picked)

    def say(self, text: str) -> None:
        said = self.query_one("#said", Static)
        said.update(text)
        said.display = bool(text)

    def show_answer(self, turn: Turn) -> None:
        """Put the answer below the question, which is folded where there is little room."""
        self.query_one(AnswerLine).disabled = True
        self.screen.set_focus(None)
        self.query_one(Choices).reveal()
        answer = self.query_one(Answer)
        answer.display = bool(turn.presented.answer)
        answer.show(turn.presented.answer)
        self.show_marks(turn)
        self.call_after_refresh(self.scroll_to_answer)
        if (written := turn.written_before) is not None:
            from studyapp.tui.widgets.written import WrittenSheet

            sheet = WrittenSheet(written.spell(turn.session.study.clock.now()), written.text)
            self.body.mount(sheet, after=answer)

    def scroll_to_answer(self) -> None:
        """Where not all fits, begin with the question's last line, or with what is said of a written part."""
        if self.editor is not None and self.editor.display:
            self.body.scroll_to_widget(self.query_one("#said"), top=True, animate=False)
        else:
            self.body.scroll_to(y=self.query_one(Question).virtual_region.bottom - 2, animate=False)

    def scroll_to_verdict(self) -> None:
        """Show as much of the editor as leaves room for the checks."""
        top = self.query_one(ProofPanel).virtual_region.y
        end = top + self.query_one(Checks).virtual_region.bottom + 1
        self.body.scroll_to(y=min(top, end - self.body.size.height), animate=False)

    def offer(self, turn: Turn) -> None:
        """Offer the grades, and tell how answers as sure as this one turn out."""
        waits = turn.session.previews(turn.presented)
        self.query_one(GradeBar).offer([waits[rating] for rating in Rating], turn.proposal)
        if turn.calibration:
            self.query_one(ConfidenceLine).tell(turn.calibration)

    def show_run(self, proof: LiveProof) -> None:
        """Show the run that has begun, or why none does."""
        turn, panel = proof.turn, self.query_one(ProofPanel)
        if turn.proving is not None:
            request = turn.proving.request
            said = turn.response.text if turn.is_prediction else None
            own = turn.presented.own_check
            panel.begin(
                name_run(request),
                request.seed,
                request.arguments,
                request.world,
                answer=said,
                own=own,
                limit=request.time_limit,
                stop=self.tell_stop,
            )
            if proof.past is not None:
                panel.recall(proof.past, proof.study.clock.now(), proof.recorded)
        elif proof.withheld is not None and turn.presented.entry is not None:
            why, what = WITHHELD[proof.withheld]
            key = (key_of(self.app, "review.trust", "t"), "bold $text-accent")
            panel.withhold(turn.presented.entry.id, Content.assemble(f"{why}\n", key, f" {what}"))

    def tell_stop(self) -> str:
        """Which keys end the run from where one is now."""
        stop = key_of(self.app, "review.cancel", "c")
        if not self.is_writing:
            return f"{stop} stops it"
        return f"{key_of(self.app, 'review.stop_writing', 'esc')}, then {stop} stops it"

    def remark(self, text: str) -> None:
        """Show what is said of the run besides: what fresh seeds find where it is refuted."""
        self.query_one(ProofPanel).remark(text)


def name_run(request: Request) -> str:
    """The proof, and what was put into it."""
    return f"{request.entry.id}, with your {', '.join(request.parts)}" if request.parts else request.entry.id
