"""Everything that one process can try on what lies outside its run: in a crew that waited, in new processes,
and as an ordinary user."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from studyapp.proof.confinement import ALL
from studyapp.proof.run.engine import Engine
from studyapp.proof.verdict import Verdict
from tests.proofs import attacked
from tests.proofs.attacked import verdict
from tests.proofs.attempts import ATTEMPTS
from tests.proofs.conftest import Suffered
from tests.proofs.test_confinement_attacks import ELSE, can_confine

pytestmark = [
    pytest.mark.skipif(not can_confine(), reason="takes Linux with Landlock and user namespaces"),
    pytest.mark.xdist_group("attacks"),  # what one process suffered is looked at many times
]

WARM, COLD, BARE = "warm", "cold", "without layers"


Outcomes = Callable[[str], dict[str, bool]]


@pytest.fixture(scope="module")
def outcomes(
    request: pytest.FixtureRequest, warm_engine: Engine, tmp_path_factory: pytest.TempPathFactory
) -> Outcomes:
    """Which attempts succeeded; each way to run them is tried once."""
    place = tmp_path_factory.mktemp("attempted")

    @cache
    def try_all(how: str) -> dict[str, bool]:
        if how == ELSE:
            nobody: Suffered = request.getfixturevalue("nobody")
            return nobody.attempted
        layers = frozenset() if how == BARE else ALL
        return attacked.attempt_all(warm_engine, place / how, layers, cold=how != WARM)

    return try_all


@pytest.mark.parametrize("how", [WARM, COLD, ELSE])
@pytest.mark.parametrize("name", ATTEMPTS)
def test_an_attempt_is_held(name: str, how: str, outcomes: Outcomes) -> None:
    assert not outcomes(how)[name]


@pytest.mark.parametrize("name", ATTEMPTS)
def test_without_layers_an_attempt_succeeds(name: str, outcomes: Outcomes) -> None:
    assert outcomes(BARE)[name]


def test_a_crew_that_waits_still_serves_after_all_attempts(outcomes: Outcomes, warm_engine: Engine) -> None:
    outcomes(WARM)
    run = attacked.attack(
        warm_engine, "@proof(ranks=2)\ndef p(rank):\n    yield check('one', True)\n", world=2
    )
    assert verdict(run) is Verdict.CONFIRMED
    assert run.started is not None
    assert run.started.warm
