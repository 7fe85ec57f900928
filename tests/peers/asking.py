"""Asking Anki: one process for one collection."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv-anki" / "bin" / "python"
SCRIPT = Path(__file__).with_name("anki_graphs.py")


def ask(told: Mapping[str, Any], zone: timedelta, script: Path = SCRIPT) -> Any:
    """What Anki counts in a document of tests/peers/collection.py, for somebody at this offset from UTC.

    Or what another script of that environment answers to its own kind of document.
    """
    if not PYTHON.exists():
        raise FileNotFoundError("Anki is not installed here: run `make anki`.")
    command, text = [str(PYTHON), str(script)], json.dumps(told)
    env = {**os.environ, "TZ": posix_zone(zone)}
    done = subprocess.run(
        command, input=text, env=env, capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def posix_zone(zone: timedelta) -> str:
    """A zone as TZ has it, which counts from the other side: <+0545>-5:45."""
    minutes = round(abs(zone) / timedelta(minutes=1))
    west, east = ("+", "-") if zone < timedelta() else ("-", "+")
    return f"<{east}{minutes // 60:02}{minutes % 60:02}>{west}{minutes // 60}:{minutes % 60:02}"
