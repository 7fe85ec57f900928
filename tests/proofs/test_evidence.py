"""Evidence of real runs: every kind, too much of it, and what is none."""

from __future__ import annotations

import json
import re

import pytest

from studyapp.folder import PACKAGE
from studyapp.proof.evidence import Bars, Note, Plot, Table, Timeline
from studyapp.proof.verdict import Verdict
from tests.proofs.conftest import Prove
from tests.proofs.test_verdicts import reason, verdict

PAGE = (PACKAGE.parent / "docs" / "evidence.md").read_text("utf-8")


def test_the_documented_examples_are_what_the_documented_proof_yields(prove: Prove) -> None:
    (source,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    examples = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)]
    run = prove(source, world=2, header="")
    assert verdict(run) is Verdict.CONFIRMED
    assert [item.as_json() for item in run.items] == examples


@pytest.mark.parametrize("variant", ["nothing is sent", "sent twice", "counted from one"])
def test_the_documented_proof_catches_its_broken_variants(prove: Prove, variant: str) -> None:
    (source,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert verdict(prove(source, world=2, header="", variant=variant)) is Verdict.REFUTED


def test_too_much_evidence_is_cut_and_ends_no_run(prove: Prove) -> None:
    run = prove(
        "@proof\ndef p():\n"
        "    yield table({f'row {n}': ['é' * 5000] * 100 for n in range(300)}, columns=['c' * 300] * 90)\n"
        "    yield plot({f'curve {n}': torch.randn(20_000) for n in range(12)}, title='t' * 300)\n"
        "    yield bars('b', {f'moment {n}': n for n in range(100)})\n"
        "    yield timeline('t', [('é' * 300, 'ü' * 300, n, n + 1) for n in range(5000)])\n"
        "    yield note('n' * 10_000)\n"
        "    yield check('long', ['é' * 5000] * 500, equals=['é' * 5000] * 500)\n"
        "    yield raises('wordy', lambda: int('x' * 100_000), ValueError, 'invalid literal')\n"
    )
    assert verdict(run) is Verdict.CONFIRMED
    (table, plot, bars, timeline, note, *_) = run.items
    assert isinstance(table, Table)
    assert table.rows[-1].label == "… 237 more rows"
    assert table.columns[-1] == "… 27 more"
    assert isinstance(plot, Plot)
    assert plot.title.endswith("(… 4 more curves)")
    assert len(plot.x) <= 600
    assert isinstance(bars, Bars)
    assert bars.title == "b (… 68 more moments)"
    assert isinstance(timeline, Timeline)
    assert timeline.title == "t (… 4,744 more spans)"
    assert isinstance(note, Note)
    assert note.text.endswith("… 8,013 more")


def test_what_is_no_evidence_is_an_error_at_its_line_that_says_what_can_be_yielded(prove: Prove) -> None:
    run = prove("@proof\ndef p():\n    yield check('one', True)\n    yield 'all is well'\n")
    assert verdict(run) is Verdict.ERROR
    assert "a proof yields check(), raises(), table()" in reason(run)
    assert run.finished is not None
    assert run.finished.ruling.line == 9
