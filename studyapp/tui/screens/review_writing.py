"""Writing a part of a proof: an editor under the question, and runs that grade what is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from studyapp.errors import StudyError
from studyapp.proof.run.events import Event, Finished
from studyapp.proof.verdict import Verdict
from studyapp.study.editing import edit_text
from studyapp.study.presenting import Presented
from studyapp.study.session import Session
from studyapp.study.writing_part import (
    Draft,
    Drafts,
    find_obstacle,
    find_written,
    is_written,
    spell_obstacle,
)
from studyapp.tui.editor import hand_over
from studyapp.tui.screens.review_proof import ReviewProof
from studyapp.tui.shown_keys import key_of, keys_in_force
from studyapp.tui.widgets.evidence.checks import Checks
from studyapp.tui.widgets.grade_bar import GradeBar
from studyapp.tui.widgets.proof_panel import ProofPanel
from studyapp.tui.widgets.sheet import Answer

if TYPE_CHECKING:
    from studyapp.tui.widgets.part_editor import PartEditor

IN_EDITOR = [  # what the editor is told of: it takes every key, in its turn
    Binding("ctrl+r", "run_part", "run", id="review.run_part"),
    Binding("ctrl+g", "give_up", "give up", id="review.give_up"),
]
# With priority what the editor would take: ^e goes to the line's end there, Escape to another widget.
CHORDS: list[BindingType] = [
    *IN_EDITOR,
    Binding("ctrl+e", "open_part", "editor", id="review.open_part", priority=True),
    Binding("w", "write", "write", id="review.write"),
]
HELP = Binding("f1", "typing('keys')", "keys", id="review.typing_keys")
KEYS: list[BindingType] = [
    HELP,
    Binding("space", "give_up", show=False, id="review.give_up_too"),
    Binding("escape", "stop_writing", "out", id="review.stop_writing", priority=True),
    Binding("enter", "write('enter')", show=False, id="review.write_too"),
]
WRITING = {"run_part", "give_up", "open_part", "stop_writing", "write"}  # what they do


class ReviewWriting(ReviewProof):
    """What a card asks for that is to be written."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.drafts = Drafts()
        self.draft: Draft | None = None  # None where no run grades what is written
        self.editor: PartEditor | None = None  # made for the first card that asks for one
        self.run_text = ""  # what the newest run was given

    @property
    def run_id(self) -> str | None:
        """Of the stored run that goes with the answer given."""
        if self.draft is not None and self.draft.proving is not None:
            return self.draft.proving.id or None
        return self.proof.run_id if self.proof else None

    @property
    def is_writing(self) -> bool:
        return self.editor is not None and self.focused is self.editor

    async def prepare_writing(self, presented: Presented) -> None:
        """Show the editor with what was written before, or say why there is none."""
        if (editor := self.editor) is not None:
            self.keep_draft()
            editor.display = False
        self.draft = None
        await self.query("WrittenSheet").remove()
        if not is_written(presented):
            return
        if why := find_obstacle(self.session.study, presented):
            self.say(spell_obstacle(why))
            return
        editor = editor or await self.mount_editor()
        self.draft = self.drafts.find(presented)
        editor.display = True
        editor.start(self.draft.text)
        self.set_focus(editor)
        self.query_one(GradeBar).wait("run what you wrote", key_of(self.app, "review.run_part", "^r"))
        self.refresh_bindings()

    async def mount_editor(self) -> PartEditor:
        from studyapp.tui.widgets.part_editor import PartEditor

        self.editor = PartEditor(
            {key: each.action for each in [*IN_EDITOR, HELP] for key in keys_in_force(self.app, each)}
        )
        await self.query_one("#page", VerticalScroll).mount(self.editor, before="#said")
        return self.editor

    def keys_to_go_on(self) -> str:
        run, show = key_of(self.app, "review.run_part", "^r"), key_of(self.app, "review.give_up", "^g")
        return f"{run} runs it again, {show} shows the answer."

    def keep_draft(self) -> Draft | None:
        """What this question's draft has become."""
        if self.draft is not None and self.editor is not None:
            self.draft.text = self.editor.text
        return self.draft

    def on_text_area_changed(self) -> None:
        """Whoever types sees it, wherever the evidence was."""
        if self.is_writing and self.editor is not None:
            self.call_after_refresh(self.editor.scroll_visible, animate=False)

    def start_ahead(self, presented: Presented) -> None:
        """A proof that waits for the learner's part has nothing to run yet."""
        if self.draft is None:
            super().start_ahead(presented)

    def action_run_part(self) -> None:
        """Run the proof with what is in the editor; a run that is still under way is ended."""
        self.take_up_files()
        presented, proof, editor = self.presented, self.proof, self.editor
        if presented is None or proof is None or editor is None:
            return
        self.run_text = editor.text
        proof.reveal()
        self.start_proof(parts={presented.card.part: self.run_text})
        if proof.withheld is not None:
            self.fall_back("its proof may not run as it is now")
        elif not self.revealed:
            self.say("")

    def hear(self, event: Event) -> None:
        super().hear(event)
        proof, draft = self.proof, self.draft
        if not isinstance(event, Finished) or proof is None or draft is None or not proof.is_written:
            return
        assert proof.proving is not None
        draft.take(self.run_text, proof.proving, event.ruling.verdict)
        if self.revealed:
            return
        if event.ruling.verdict is Verdict.UNSUPPORTED:
            self.fall_back(f"its proof {event.ruling.reason}")
        elif event.ruling.verdict is Verdict.CONFIRMED:
            self.show_pass()
        else:
            self.say(f"Not confirmed. {self.keys_to_go_on()}")

    def show_pass(self) -> None:
        """Reveal the written answer below what was confirmed."""
        editor, draft, presented = self.editor, self.draft, self.presented
        if editor is None or draft is None or presented is None:
            return
        # Whoever types on is not to grade with what was meant for the editor.
        types_on = self.is_writing and editor.text != self.run_text
        self.reveal_written(presented)
        if types_on:
            self.set_focus(editor)

    def fall_back(self, why: str) -> None:
        """Make it a recall card: no run can grade it."""
        if self.presented is not None:
            self.reveal_written(self.presented)
        self.say(spell_obstacle(why))

    def reveal_written(self, presented: Presented) -> None:
        """Show the answer, and offer what the runs have earned."""
        self.revealed = True
        self.judgement = self.draft.judge() if self.draft else None
        self.show_answer(presented)
        self.say(self.judgement.sentence if self.judgement else "")
        self.offer_grades()
        self.refresh_bindings()

    def show_answer(self, presented: Presented) -> None:
        """Put the answer on the screen, and below it what was written the last time."""
        super().show_answer(presented)
        study = self.session.study
        if is_written(presented) and (written := find_written(study, presented.card.id)) is not None:
            from studyapp.tui.widgets.written import WrittenSheet

            sheet = WrittenSheet(written.spell(study.clock.now()), written.text)
            self.query_one("#page", VerticalScroll).mount(sheet, after=self.query_one(Answer))

    def action_cancel(self) -> None:
        super().action_cancel()
        if self.draft is not None and not self.revealed:
            self.say(f"Cancelled. {self.keys_to_go_on()}")

    def action_give_up(self) -> None:
        """Show the answer, and the proof as it is."""
        proof, draft = self.proof, self.draft
        if self.presented is None or proof is None or draft is None:
            return
        self.keep_draft()
        draft.give_up()
        self.reveal_written(self.presented)
        proof.reveal()
        self.start_proof()

    def action_write(self) -> None:
        if self.editor is not None:
            self.set_focus(self.editor)

    def action_stop_writing(self) -> None:
        self.set_focus(None)
        self.refresh_bindings()

    def action_open_part(self) -> None:
        """Open what is written in the learner's own editor, and take up what it is then."""
        presented, editor = self.presented, self.editor
        if presented is None or editor is None:
            return
        name, line = f"{presented.card.part}.py", editor.cursor_location[0] + 1
        try:
            text = edit_text(editor.text, name, line, lambda command: hand_over(self.app, command))
        except StudyError as error:
            self.notify(str(error), severity="error")
            return
        editor.start(text)
        self.set_focus(editor)

    def offers_writing(self, action: str, parameters: tuple[object, ...]) -> bool:
        """Whether one of these keys would do something now; after the reveal, one may still try."""
        if self.draft is None:
            return False
        match action:
            case "give_up":
                return not self.revealed
            case "stop_writing":
                return self.is_writing
            case "write":  # Enter then accepts
                return not self.is_writing and not (self.revealed and parameters)
        return self.is_writing or not self.revealed

    def scroll_to_ask(self) -> None:
        if self.draft is None:
            super().scroll_to_ask()
        else:
            self.scroll_to_said()

    @on(ProofPanel.Concluded)
    def show_verdict(self) -> None:
        self.call_after_refresh(self.scroll_to_verdict)

    def scroll_to_verdict(self) -> None:
        """Show as much of the editor as leaves room for the checks, while it is still being written."""
        if self.draft is None or self.revealed:
            return
        page, panel = self.query_one("#page", VerticalScroll), self.query_one(ProofPanel)
        top = panel.virtual_region.y
        end = top + self.query_one(Checks).virtual_region.bottom + 1
        page.scroll_to(y=min(top, end - page.size.height), animate=False)
