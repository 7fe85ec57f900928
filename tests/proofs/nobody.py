"""Running a script as an ordinary user, from a test that root runs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

NOBODY = 65534

# In a mount namespace of the test's own, an interpreter that lies below a closed /root is within reach.
REACH = """
set -e
if [ ! -x "$1" ] || [ "${2#/root/}" != "$2" ]; then
    mkdir "$TMPDIR/base"; mount --bind "$2" "$TMPDIR/base"
    mount -t tmpfs -o mode=755 tmpfs /root
    mkdir -p "$2"; mount --bind "$TMPDIR/base" "$2"
fi
exec setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all --bounding-set=-all "$1" -B -c "$3"
"""


def can_become_nobody() -> bool:
    if sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("setpriv"):
        return False
    return subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode == 0


def run_as_nobody(script: str, *, seconds: float = 100) -> Any:
    """What the script prints as JSON; its home, and where its temporary files are, is a new folder of its own.

    Not one of pytest's: every pytest that starts bars others from those of the same user.
    """
    with tempfile.TemporaryDirectory(prefix="nobody-") as place:
        shutil.chown(place, NOBODY, NOBODY)
        command = ["unshare", "--mount", "sh", "-c", REACH, "sh", sys.executable, sys.base_prefix, script]
        return run_script(command, Path(place), seconds, HOME=place)


def run_script(command: Sequence[str], place: Path, seconds: float = 100, **environment: str) -> Any:
    """What it prints as JSON."""
    done = subprocess.run(
        command,
        env={**os.environ, "TMPDIR": str(place), **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
