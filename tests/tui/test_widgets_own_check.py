"""The check that shows a card's answer stands alone; the others of its proof are folded."""

from __future__ import annotations

from studyapp.proof.evidence import Predict
from studyapp.proof.run.events import Finished
from studyapp.proof.verdict import Ruling, Verdict
from studyapp.tui.widgets.evidence.checks import Checks
from studyapp.tui.widgets.evidence.words import Measured
from studyapp.tui.widgets.proof_panel import ProofPanel
from tests.tui.test_widgets_proof import check, feed, settle
from tests.tui.widget_host import WIDE, Host, text


def read_checks(panel: ProofPanel) -> list[str]:
    return [line.strip() for line in text(panel.query_one(Checks)).splitlines() if line.strip()]


async def test_the_cards_own_check_stands_alone_until_all_are_asked_for() -> None:
    panel = ProofPanel()
    async with Host(panel).run_test(size=WIDE) as pilot:
        panel.begin("autograd.accumulation", 1729, {}, answer=None, own="two")
        await feed(pilot, panel, Predict(value=3), check("one"), check("two"), check("three"))
        assert read_checks(panel) == [
            "✓ two   1 (exact)",
            "2 other checks of the proof hold: a shows them",
        ]
        assert not panel.query_one(Measured).display  # nobody was to predict it
        panel.unfold()
        await pilot.pause()
        assert [line[2:7].strip() for line in read_checks(panel)] == ["one", "two", "three"]


async def test_a_check_that_fails_is_seen_whatever_the_card_is_about() -> None:
    panel = ProofPanel()
    async with Host(panel).run_test(size=WIDE) as pilot:
        panel.begin("autograd.accumulation", 1729, {}, answer=None, own="two")
        await feed(pilot, panel, check("one", False), check("two"), check("three"))
        assert [line[:5] for line in read_checks(panel)] == ["✗ one", "✓ two", "1 oth"]


async def test_while_they_come_nothing_else_is_shown_and_where_the_own_never_comes_all_are() -> None:
    panel = ProofPanel()
    async with Host(panel).run_test(size=WIDE) as pilot:
        panel.begin("autograd.accumulation", 1729, {}, answer=None, own="two")
        await feed(pilot, panel, check("one"), ruling=None)
        assert read_checks(panel) == ["1 other check of the proof holds: a shows them"]
        panel.feed(Finished(Ruling(Verdict.ERROR, "it ended"), 0.1, 0.05))
        await settle(pilot, panel)
        assert [line[:5] for line in read_checks(panel)] == ["✓ one"]
