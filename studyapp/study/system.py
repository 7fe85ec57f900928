"""What this system has, found without importing it."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

VERSION = re.compile(r"^__version__ = ['\"]([^'\"]+)['\"]", re.MULTILINE)


def find_torch() -> str:
    """The version of the torch that runs would import, as it names itself; "" where there is none."""
    found = find_spec("torch")
    if found is None or not found.origin:
        return ""
    file = Path(found.origin).with_name("version.py")
    version = VERSION.search(file.read_text("utf-8")) if file.is_file() else None
    return version[1] if version else ""


def public(version: str) -> str:
    """Without the label of the build: "2.13.0" of "2.13.0+cpu" (PEP 440)."""
    return version.partition("+")[0]
