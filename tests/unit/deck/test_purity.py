"""The deck package reads no disk and no clock, and loads nothing heavy."""

from __future__ import annotations

import pkgutil
import subprocess
import sys

import studyapp.deck

HEAVY = (
    "torch",
    "numpy",
    "textual",
    "rich",
    "sqlalchemy",
    "pydantic",
    "sqlite3",
    "typer",
    "yaml",
    "random",
    "asyncio",
)


def test_importing_every_module_loads_nothing_heavy() -> None:
    names = [module.name for module in pkgutil.walk_packages(studyapp.deck.__path__, "studyapp.deck.")]
    script = f"import sys, {', '.join(names)}; print(*sorted(set({HEAVY}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_cards_and_comparisons_need_no_markdown_reader() -> None:
    script = "import sys, studyapp.deck.card, studyapp.deck.compare; print('markdown_it' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
