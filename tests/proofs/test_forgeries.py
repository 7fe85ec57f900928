"""Strangers' proofs that take too much, talk without end, or lie, each run through the whole engine."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from studyapp.proof.confinement import ALL
from studyapp.proof.run.engine import Engine
from studyapp.proof.run.events import Printed, Request
from studyapp.proof.run.telling import Text
from studyapp.proof.verdict import Verdict
from tests.proofs import attacked
from tests.proofs.attacked import REACHING, Perform, carry_out, leave_names, verdict
from tests.proofs.attacks import ATTACKS, DONE, ONE, lie
from tests.proofs.conftest import Suffered, write_proof
from tests.proofs.test_confinement_attacks import ELSE, can_confine

pytestmark = [
    pytest.mark.skipif(not can_confine(), reason="takes Linux with Landlock and user namespaces"),
    pytest.mark.xdist_group("attacks"),  # what one process suffered is looked at many times
]


@pytest.fixture
def attack(warm_engine: Engine) -> Perform:
    return partial(attacked.attack, warm_engine)


ROOT = "as root"


@pytest.fixture
def suffered(request: pytest.FixtureRequest) -> Callable[[], Suffered]:
    """Asked for only where an ordinary user is meant."""
    return lambda: request.getfixturevalue("nobody")


@pytest.mark.parametrize("who", [ROOT, ELSE])
@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_comes_to_nothing(
    name: str, who: str, warm_engine: Engine, suffered: Callable[[], Suffered]
) -> None:
    """No process and no folder of it is left either."""
    wanted = ATTACKS[name]
    found = carry_out(warm_engine, name) if who == ROOT else suffered().carried_out[name]
    verdict, reason, items = found
    assert (verdict, str(reason)[: len(wanted.reason)]) == (wanted.verdict, wanted.reason), reason
    assert wanted.items in {None, items}


@pytest.mark.parametrize("who", [ROOT, ELSE])
def test_clearing_takes_any_name_and_follows_no_link(
    who: str, warm_engine: Engine, suffered: Callable[[], Suffered], tmp_path: Path
) -> None:
    found = leave_names(warm_engine, tmp_path / "home") if who == ROOT else suffered().names
    assert found == [Verdict.CONFIRMED, "notes", 0o750]


def test_endless_output_is_cut(warm_engine: Engine) -> None:
    run = warm_engine.run(
        Request(write_proof(ATTACKS["output after the rank's end"].body, header=REACHING), 1, {})
    )

    async def listen() -> int:
        return sum([len(event.text) async for event in run.events() if isinstance(event, Printed)])

    assert asyncio.run(listen()) <= 64 * 1024


@pytest.mark.parametrize("cold", [False, True], ids=["warm", "cold"])
def test_what_a_rank_said_of_its_layers_cannot_be_said_again(cold: bool, attack: Perform) -> None:
    lies = {"torch": "9", "python": "9", "device": "9", "applied": [], "missing": {"files": "forged"}}
    run = attack(lie(json.dumps({"start": lies}), ONE, DONE), cold=cold)
    assert verdict(run) is Verdict.CONFIRMED
    assert run.started is not None
    assert run.started.torch != "9"
    assert run.heard.layers.applied == ALL
    assert run.heard.layers.missing == {}


ACTING = "\x1b]52;c;QQ==\x07 \u202e \x9b31m"
SHOWING = """
@proof
def p():
    print(ACTING, flush=True)
    yield check(ACTING, ACTING, equals=ACTING)
    yield note(ACTING)
    raise ValueError(ACTING)
"""


def test_what_acts_on_a_terminal_is_shown_as_signs(
    warm_engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    run = warm_engine.run(Request(write_proof(f"ACTING = {ACTING!r}\n{SHOWING}"), 1, {}))
    text = Text(run.request)

    async def tell() -> None:
        async for event in run.events():
            text.tell(event)

    asyncio.run(tell())
    shown = capsys.readouterr().out
    assert shown.count("␛]52;c;QQ==␇ ‹U+202E› ‹U+009B›31m") >= 4
    assert not set(shown) & set("\x1b\x07\u202e\x9b")


def test_a_forged_file_name_reaches_no_terminal(attack: Perform, capsys: pytest.CaptureFixture[str]) -> None:
    end = {
        "end": "error",
        "file": "\x1b]52;c;QQ==\x07",
        "line": "1",
        "type": "E",
        "message": "m",
        "trace": "",
    }
    run = attack(
        f"@proof\ndef p():\n    say({json.dumps(end).encode()!r} + b'\\n')\n    os._exit(1)\n    yield check('never', True)\n"
    )
    assert run.finished is not None
    assert run.finished.ruling.file == ""
    Text(run.request).tell(run.finished)
    assert "\x1b" not in capsys.readouterr().out
