"""Which of the learner's environment variables a run gets to see."""

from __future__ import annotations

import os
import site

PASSED_ON = (
    "PATH",
    "LANG",
    "LC_ALL",
    "LD_LIBRARY_PATH",
    "PYTHONPATH",
    "PYTHONUSERBASE",
    "VIRTUAL_ENV",
    "CUDA_VISIBLE_DEVICES",
    "TMPDIR",
)


def make_environment() -> dict[str, str]:
    """The few that Python and torch need; a run's HOME and TMPDIR are its own folder."""
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    environment.setdefault("PYTHONUSERBASE", site.getuserbase())  # it would follow HOME, which is replaced
    # One thread a rank: they share the cores, and a fork of a process with threads would hang.
    return environment | {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
