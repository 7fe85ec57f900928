"""Ending a launcher and every process on this machine that came of it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from pathlib import Path

PARTING = 5.0  # seconds to end by themselves; torchrun would take 30 over ranks that ignore the signal


async def end_launcher(process: asyncio.subprocess.Process, token: str) -> None:
    """Ask the launcher's group to end; then kill it, and all that carries the token and is still there."""
    if process.returncode is None:
        signal_group(process.pid, signal.SIGTERM)  # a launcher hands it on, to other machines too
    else:
        signal_marked(token, signal.SIGTERM)
    deadline = time.monotonic() + PARTING
    while (process.returncode is None or find_marked(token)) and time.monotonic() < deadline:
        await asyncio.sleep(0.05)
    if process.returncode is None:
        signal_group(process.pid, signal.SIGKILL)
    await process.wait()
    deadline = time.monotonic() + PARTING  # the kernel may hold one for good
    while find_marked(token) and time.monotonic() < deadline:
        signal_marked(token, signal.SIGKILL)  # torchrun puts ranks into sessions of their own
        await asyncio.sleep(0.02)


def signal_group(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, number)


def signal_marked(token: str, number: signal.Signals) -> None:
    for pid in find_marked(token):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def find_marked(token: str) -> list[int]:
    """Processes of this machine that were started with the token, and have not ended."""
    mark, found = f"STUDYAPP_LAUNCH={token}".encode(), []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # gone meanwhile, or another user's
            if mark in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
    return found
