"""What the app's process imports on its way to the first card, seen from inside a fresh one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SCRIPT = """
import asyncio, sys
from pathlib import Path
from studyapp.folder import Folder
from studyapp.tui.app import StudyApp
painted = set(sys.modules)

async def main():
    app = StudyApp(Folder(Path(sys.argv[1])))
    async with app.run_test(size=(80, 24)) as pilot:
        while getattr(app.screen, "overview", None) is None:
            await pilot.pause(0.02)
        await pilot.press("enter")
        while getattr(app.screen, "presented", None) is None:
            await pilot.pause(0.02)

asyncio.run(main())
print(",".join(sorted(painted)))
print(",".join(sorted(sys.modules)))
"""

COMMAND = """
import atexit, sys
from studyapp.cli.commands import run

atexit.register(lambda: print(",".join(sorted(sys.modules))))
run()
"""


def modules_of(*arguments: str) -> set[str]:
    """What a command has imported when it is done."""
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, *arguments], capture_output=True, text=True, timeout=100, check=True
    )
    return set(done.stdout.splitlines()[-1].split(","))


def test_a_command_imports_its_own_file_alone(tmp_path: Path) -> None:
    found = modules_of("--folder", str(tmp_path), "where")
    assert not {"sqlalchemy", "textual", "markdown_it", "studyapp.study", "studyapp.store"} & found
    ours = {name.rpartition(".")[2] for name in found if name.startswith("studyapp.cli.")}
    assert ours == {"commands", "boundary", "context", "arguments", "places", "output"}


def test_the_first_card_needs_no_torch_and_the_first_paint_no_database(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
        env=dict(os.environ),
    )
    assert done.returncode == 0, done.stderr
    painted, reached = (set(line.split(",")) for line in done.stdout.splitlines())
    assert not {"sqlalchemy", "pydantic", "alembic"} & painted
    assert not {"torch", "numpy", "pandas", "vl_convert"} & reached
    assert "studyapp.tui.screens.review.screen" in reached
