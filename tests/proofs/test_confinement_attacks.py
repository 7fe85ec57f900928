"""Every attack is held by the layers that should hold it, and succeeds without them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from studyapp.proof.confinement import ALL, landlock
from tests.proofs.confinement_attacks import ATTACKS
from tests.proofs.nobody import can_become_nobody, run_as_nobody, run_script


def can_confine() -> bool:
    """Asked of the system and not of the layers, so that a broken layer fails and is not skipped."""
    if sys.platform != "linux" or not shutil.which("unshare"):
        return False
    try:
        landlock.version()
    except OSError:
        return False
    command = ["unshare", "--user", "--net", "--ipc", "--pid", "--fork", "true"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


pytestmark = [
    pytest.mark.skipif(not can_confine(), reason="takes Linux with Landlock and user namespaces"),
    pytest.mark.xdist_group("outside"),  # its script runs once for each user, and is looked at many times
]

SCRIPT = "from tests.proofs.confinement_scene import attempt_all; attempt_all()"
HERE, ELSE = "this user", "nobody"


@cache
def outcomes(who: str, place: Path) -> dict[str, dict[str, dict[str, str]]]:
    """All attacks under all sets of layers; by the set's names, with what was applied and missing."""
    found = run_as_nobody(SCRIPT) if who == ELSE else run_script([sys.executable, "-c", SCRIPT], place)
    return dict(found)


def named(layers: frozenset[str]) -> str:
    return ",".join(sorted(layers))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("attacked")


@pytest.fixture(params=[HERE, ELSE])
def who(request: pytest.FixtureRequest) -> str:
    who: str = request.param
    if who == ELSE and not can_become_nobody():
        pytest.skip("takes root, and a mount namespace")
    return who


def test_every_layer_is_counted_where_it_was_asked_for_and_no_other(who: str, place: Path) -> None:
    for asked, outcome in outcomes(who, place).items():
        assert named(frozenset(outcome["applied"])) == asked


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_held(attack: str, who: str, place: Path) -> None:
    assert outcomes(who, place)[named(ALL)]["results"][attack] == "held"


@pytest.mark.parametrize("attack", ATTACKS)
def test_without_the_layers_that_hold_it_an_attack_succeeds(attack: str, who: str, place: Path) -> None:
    _, holders = ATTACKS[attack]
    assert outcomes(who, place)[named(ALL - holders)]["results"][attack] == "succeeded"


@pytest.mark.parametrize(
    ("attack", "layer"),
    [(name, layer) for name, (_, holders) in ATTACKS.items() if holders != ALL for layer in sorted(holders)],
)
def test_each_of_its_layers_holds_an_attack_alone(attack: str, layer: str, who: str, place: Path) -> None:
    assert outcomes(who, place)[layer]["results"][attack] == "held"
