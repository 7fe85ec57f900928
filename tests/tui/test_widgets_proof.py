"""The proof panel, fed with a run's events."""

from __future__ import annotations

import pytest
from textual.containers import VerticalScroll
from textual.pilot import Pilot

from studyapp.proof.evidence import Bars, Check, Item, Note, Plot, Predict, Row, Table
from studyapp.proof.run.events import Finished, Printed, Shown, Started
from studyapp.proof.verdict import Ruling, Verdict
from studyapp.tui.widgets.evidence.checks import Checks
from studyapp.tui.widgets.evidence.words import Measured
from studyapp.tui.widgets.lines import Lines
from studyapp.tui.widgets.proof_panel import ProofPanel
from studyapp.tui.widgets.status import RunLine, StatusLine
from tests.tui.widget_host import NARROW, SIZES, WIDE, Host, lines, text

STARTED = Started("2.13.0+cpu", "3.11.4", "cpu")
CONFIRMED = Ruling(Verdict.CONFIRMED, "3 checks passed")
TABLE = Table(columns=["norm"], rows=[Row(label="after", cells=[4.123])])
PLOT = Plot(x=[0, 1, 2], series={"loss": [3.0, 2.0, 1.0]})
BARS = Bars(title="bytes", moments=["before", "after"], values=[[1.0, 2.0]] * 4)


def check(name: str, passed: bool = True) -> Check:
    return Check(name=name, passed=passed, got=1.0, expected=1.0, delta=0.0)


def begin(panel: ProofPanel, answer: str = "") -> None:
    panel.begin("autograd.accumulation", 1729, {"passes": 3}, answer=answer)


async def feed(
    pilot: Pilot[None], panel: ProofPanel, *items: Item, ruling: Ruling | None = CONFIRMED
) -> None:
    """A whole run: started, its evidence, finished; and the time that painting it may take."""
    panel.feed(STARTED)
    for item in items:
        panel.feed(Shown(item))
    if ruling is not None:
        panel.feed(Finished(ruling, 0.038, 0.02))
    await settle(pilot, panel)


async def settle(pilot: Pilot[None], panel: ProofPanel) -> None:
    await pilot.pause()
    while panel.timer is not None:
        await pilot.pause(0.01)
    await pilot.pause()


async def test_it_is_hidden_until_a_run_begins_and_after_reset() -> None:
    panel = ProofPanel()
    async with Host(panel).run_test(size=NARROW) as pilot:
        assert not panel.display
        begin(panel)
        await pilot.pause()
        assert panel.display
        panel.reset()
        await pilot.pause()
        assert not panel.display


async def test_it_says_what_it_waits_for() -> None:
    panel = ProofPanel()
    async with Host(panel).run_test(size=WIDE) as pilot:
        begin(panel)
        await pilot.pause()
        assert text(panel.query_one(StatusLine)).endswith("starting torch …")
        assert text(panel.query_one(RunLine)) == "proof autograd.accumulation   seed 1729 · passes 3"
        await feed(pilot, panel, ruling=None)
        assert text(panel.query_one(StatusLine)).endswith("running")


async def test_on_a_narrow_screen_what_was_drawn_stands_below_where_it_ran() -> None:
    panel = ProofPanel()
    async with Host(panel).run_test(size=NARROW) as pilot:
        arguments = {"rows_each": 4, "columns": 7, "momentum": 0.9}
        panel.begin("fsdp.shards", 1729, arguments, 2)
        await feed(pilot, panel, check("one"))
        assert lines(panel.query_one(RunLine)) == [
            "proof fsdp.shards   torch 2.13 · cpu · 2 ranks",
            "seed 1729 · rows_each 4 · columns 7 · momentum 0.9",
        ]


async def test_a_fact_is_parted_at_no_lines_end() -> None:
    panel = ProofPanel()
    async with Host(panel).run_test(size=(40, 24)) as pilot:
        panel.begin("fsdp.shards", 1729, {"rows_each": 4, "columns": 7, "momentum": 0.9}, 2)
        await feed(pilot, panel, check("one"))
        assert lines(panel.query_one(RunLine)) == [
            "proof fsdp.shards   torch 2.13",
            "cpu · 2 ranks",
            "seed 1729 · rows_each 4 · columns 7",
            "momentum 0.9",
        ]


async def test_a_finished_run_says_where_it_ran_and_how_it_ended() -> None:
    panel = ProofPanel()
    async with Host(panel).run_test(size=WIDE) as pilot:
        begin(panel)
        await feed(pilot, panel, check("one"))
        facts = "torch 2.13 · cpu · seed 1729 · passes 3"
        assert text(panel.query_one(RunLine)) == f"proof autograd.accumulation   {facts}"
        assert text(panel.query_one(StatusLine)) == "✓ confirmed · 3 checks passed · 38 ms"


@pytest.mark.parametrize(
    ("ruling", "painted"),
    [
        (Ruling(Verdict.REFUTED, "“x” failed (rank 1)"), "✗ refuted: “x” failed (rank 1) · 38 ms"),
        (Ruling(Verdict.ERROR, "TypeError: no", line=41), "! error: TypeError: no · line 41 of the proof"),
        (
            Ruling(Verdict.ERROR, "NameError: no x", line=3, file="<your scale>"),
            "! error: line 3 of your scale: NameError: no x",
        ),
        (Ruling(Verdict.TIMED_OUT, "still running after 5 s"), "◷ timed out: still running after 5 s"),
        (Ruling(Verdict.INVALID, "no check ran"), "∅ invalid: no check ran"),
        (Ruling(Verdict.UNSUPPORTED, "needs cuda"), "◌ unsupported: needs cuda"),
        (Ruling(Verdict.KILLED, "used more than 4 GiB"), "⊘ killed by a limit: used more than 4 GiB"),
    ],
)
async def test_every_verdict_has_a_glyph_and_words(ruling: Ruling, painted: str) -> None:
    panel = ProofPanel()
    async with Host(panel).run_test(size=NARROW) as pilot:
        begin(panel)
        await feed(pilot, panel, ruling=ruling)
        assert text(panel.query_one(StatusLine)) == painted


@pytest.mark.parametrize(("letters", "below"), [(40, []), (51, ["38 ms"])])
async def test_the_time_a_run_took_goes_below_in_one_piece(letters: int, below: list[str]) -> None:
    panel = ProofPanel()
    async with Host(panel).run_test(size=NARROW) as pilot:
        begin(panel)
        await feed(pilot, panel, ruling=Ruling(Verdict.REFUTED, f"“{'x' * letters}” failed"))
        first, *rest = lines(panel.query_one(StatusLine))
        assert first.endswith("failed" if below else "failed · 38 ms")
        assert [line.strip() for line in rest] == below


async def test_checks_stand_above_pictures_in_their_own_order() -> None:
    panel = ProofPanel()
    async with Host(panel).run_test(size=WIDE) as pilot:
        begin(panel)
        await feed(pilot, panel, TABLE, check("first"), PLOT, check("second"), BARS, Note(text="note"))
        checks = panel.query_one(Checks)
        assert [line.split()[1] for line in lines(checks)] == ["first", "second"]
        pictures = list(panel.query("#pictures > *").results(Lines))
        assert [type(picture).__name__ for picture in pictures] == [
            "TableView",
            "PlotView",
            "BarsView",
            "NoteView",
        ]
        assert all(picture.region.y >= checks.region.bottom for picture in pictures)


async def test_on_a_small_screen_the_verdict_and_checks_need_no_scrolling() -> None:
    panel = ProofPanel()
    async with Host(panel).run_test(size=NARROW) as pilot:
        begin(panel)
        await feed(pilot, panel, BARS, PLOT, TABLE, check("one"), check("two"))
        page = pilot.app.query_one("#page", VerticalScroll)
        assert page.scroll_offset.y == 0
        assert panel.query_one(StatusLine).region.bottom <= 4
        assert panel.query_one(Checks).region.bottom <= 6


@pytest.mark.parametrize("size", SIZES)
async def test_two_hundred_pieces_all_arrive_while_keys_are_heard(size: tuple[int, int]) -> None:
    panel = ProofPanel()
    async with Host(panel).run_test(size=size) as pilot:
        begin(panel)
        panel.feed(STARTED)
        for number in range(100):
            panel.feed(Shown(check(f"check {number}")))
            panel.feed(Shown(TABLE))
        panel.feed(Finished(CONFIRMED, 1.25, 0.02))
        while not text(panel.query_one(StatusLine)).startswith("✓ confirmed"):
            await pilot.pause(0.005)
        assert len(panel.query("#pictures > *")) < 100, "the rest comes in batches"
        await settle(pilot, panel)
        assert len(panel.query("#pictures > *")) == 100
        assert panel.query_one(Checks).size.height == 100


async def test_what_a_run_says_while_the_app_is_left_is_let_go() -> None:
    panel = ProofPanel()
    async with Host(panel).run_test(size=NARROW) as pilot:
        begin(panel)
        panel.feed(STARTED)
        await panel.remove_children()
        panel.feed(Shown(Predict(value=5.0, within=0.1)))
        panel.remark("refuted on three fresh seeds")
        await pilot.pause(0.1)
        assert panel.timer is None


async def test_painting_is_coalesced() -> None:
    panel = ProofPanel()
    painted = 0

    class Counting(Checks):
        def lines(self, width: int) -> list:  # type: ignore[type-arg]
            nonlocal painted
            painted += 1
            return super().lines(width)

    async with Host(panel).run_test(size=NARROW) as pilot:
        await panel.query_one(Checks).remove()
        await panel.mount(Counting(), before="#pictures")
        begin(panel)
        await feed(pilot, panel, *(check(f"check {number}") for number in range(150)))
        assert panel.query_one(Checks).size.height == 150
        assert painted < 15


async def test_a_prediction_stands_beside_what_was_measured() -> None:
    panel = ProofPanel()
    async with Host(panel).run_test(size=NARROW) as pilot:
        begin(panel, answer="4")
        await feed(pilot, panel, Predict(value=3.0, within=0.5), check("one"))
        assert text(panel.query_one(Measured)) == "→ you said 4   measured 3 ± 0.5"
        panel.judge(False)
        await pilot.pause()
        assert text(panel.query_one(Measured)) == "✗ you said 4   measured 3 ± 0.5"


async def test_events_of_a_run_that_was_reset_are_dropped() -> None:
    panel = ProofPanel()
    async with Host(panel).run_test(size=NARROW) as pilot:
        begin(panel)
        panel.feed(Shown(TABLE))
        panel.reset()
        panel.feed(Shown(TABLE))
        panel.feed(Finished(CONFIRMED, 1, None))
        await settle(pilot, panel)
        assert not panel.display
        assert len(panel.query("#pictures > *")) == 0


async def test_a_second_run_replaces_the_first() -> None:
    panel = ProofPanel()
    async with Host(panel).run_test(size=WIDE) as pilot:
        begin(panel)
        await feed(pilot, panel, TABLE, check("old"), Predict(value=1.0))
        panel.feed(Printed(0, "old words\n"))
        await settle(pilot, panel)
        begin(panel)
        await feed(pilot, panel, PLOT, check("new"))
        assert len(panel.query("#pictures > *")) == 1
        assert "old" not in text(panel.query_one(Checks))
        assert not panel.query_one(Measured).display
        assert not panel.query_one("Printed").display


async def test_what_a_proof_prints_is_shown_apart_and_only_its_end() -> None:
    panel = ProofPanel()
    async with Host(panel).run_test(size=WIDE) as pilot:
        begin(panel)
        for number in range(30):
            panel.feed(Printed(0, f"line {number} \x1b[2J\n"))
        await settle(pilot, panel)
        printed = lines(panel.query_one("Printed"))
        assert printed[0] == "printed, after 18 earlier lines"
        assert printed[-1] == "│ line 29 ␛[2J"


async def test_text_of_a_proof_is_never_markup() -> None:
    panel = ProofPanel()
    async with Host(panel).run_test(size=WIDE) as pilot:
        begin(panel)
        await feed(pilot, panel, check("[bold red]x[/]"), Note(text="[@click=app.quit]leave[/]"))
        assert "[bold red]x[/]" in text(panel.query_one(Checks))
        assert text(panel.query_one("NoteView")) == "[@click=app.quit]leave[/]"


async def test_without_colour_every_state_is_still_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    panel = ProofPanel()
    async with Host(panel).run_test(size=WIDE) as pilot:
        begin(panel)
        two = Plot(x=[0, 1], series={"up": [0.0, 1.0], "level": [0.5, 0.5]})
        await feed(
            pilot,
            panel,
            check("holds"),
            check("fails", False),
            two,
            ruling=Ruling(Verdict.REFUTED, "“fails” failed"),
        )
        assert pilot.app.no_color
        assert text(panel.query_one(StatusLine)).startswith("✗ refuted")
        assert [line[0] for line in lines(panel.query_one(Checks))] == ["✓", "✗"]
        assert {"─", "╌"} <= set(text(panel.query_one("PlotView")))
