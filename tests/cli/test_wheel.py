"""A wheel by itself: built, installed alone, run in an empty folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from studyapp.folder import PACKAGE
from tests.terminal import Terminal


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a fresh environment that has the wheel; what it depends on is borrowed from this one."""
    place = tmp_path_factory.mktemp("wheel")
    build = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(place),
        str(PACKAGE.parent),
    ]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = place.glob("studyapp-*.whl")
    venv.create(place / "env", with_pip=False)
    python = place / "env" / "bin" / "python"
    find = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    site = Path(subprocess.run(find, check=True, capture_output=True, text=True).stdout.strip())
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--no-deps",
        "--no-index",
        "--target",
        str(site),
        str(wheel),
    ]
    subprocess.run(install, check=True, capture_output=True)
    # A path in a .pth file is searched after the environment's own, and its own .pth files are not read.
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


def in_empty_folder(tmp_path: Path) -> dict[str, str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith("STUDYAPP_")}
    return {**env, "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data")}


@pytest.mark.xdist_group("wheel")
def test_the_shipped_library_comes_with_the_wheel(python: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    def run(*arguments: str) -> str:
        command = [str(python), "-m", "studyapp", *arguments]
        done = subprocess.run(
            command,
            cwd=tmp_path / "empty",
            env=in_empty_folder(tmp_path),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    where = json.loads(run("where", "--json"))
    assert where["library"].startswith(str(python.parent.parent))
    assert where["folder"].startswith(str(tmp_path / "data"))
    decks = {card["deck"] for card in json.loads(run("list", "--json"))["cards"]}
    assert {"autograd/gradients", "fsdp/sharding"} <= decks
    shipped = {path.name for path in (Path(where["library"]) / "data").iterdir()}
    tables = {path.name for path in (PACKAGE.parent / "data").glob("*.toml")}
    assert shipped == {*tables, "verified"}, "all that cards and proofs read, and nothing of the learner's"
    assert "confirmed" in run("prove", "autograd.accumulation")
    assert list((tmp_path / "empty").iterdir()) == []


@pytest.mark.xdist_group("wheel")
def test_the_app_opens_on_it(python: Path, tmp_path: Path) -> None:
    command = [str(python.with_name("python")), "-m", "studyapp"]
    with Terminal(command, env=in_empty_folder(tmp_path), cwd=str(tmp_path)) as terminal:
        terminal.wait_for("15 to review")
        terminal.send("q")
        assert terminal.wait_for_exit() == 0
