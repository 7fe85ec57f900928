"""A fresh process that enters rooms and confines its children, and says what came of it."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from tests.proofs.test_confinement_attacks import can_confine

only_here = pytest.mark.skipif(not can_confine(), reason="takes Linux with Landlock and user namespaces")

HEADER = """
import json, os, signal, sys, threading, time
from pathlib import Path
from studyapp.proof.confinement import *
from studyapp.proof.confinement import kernel, seccomp, privileges
folder = sys.argv[1]

def inside(act):
    if (child := os.fork()) == 0:
        act()
        os._exit(0)
    return child

def confined(wanted, **options):
    read, write = os.pipe()
    def act():
        done = confine(folder, frozenset(wanted), [], **{"network_confined": False} | options)
        os.write(write, json.dumps([done.applied, done.missing]).encode())
    os.waitpid(inside(act), 0)
    return json.loads(os.read(read, 9999))

def running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False

def gone(pid):
    for _ in range(200):
        if not running(pid):
            return True
        time.sleep(0.01)
    return False

def say(value):
    print(json.dumps(value), flush=True)

"""


def start(script: str, folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", HEADER + textwrap.dedent(script), str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def told(script: str, folder: Path) -> Any:
    """What a fresh process says that enters rooms and confines its children."""
    process = start(script, folder)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    return json.loads(out)
