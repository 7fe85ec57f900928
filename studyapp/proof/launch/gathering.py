"""What rank 0 does beside its own part: hear every rank of a launched run to its end."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from studyapp.proof.process.supervisor import EVIDENCE_LIMIT, GRACE, OUTPUT_LIMIT
from studyapp.proof.run.events import Event, Printed
from studyapp.proof.run.hearing import Hearing


class Letters(Protocol):
    """Messages of ranks, as a supervisor would pass them on."""

    def next(self, seconds: float) -> dict[str, Any] | None:
        """None where none comes in time."""


class Gathering:
    """One run, heard by its rank 0; `find_stuck` says where this rank itself is."""

    def __init__(self, heard: Hearing, letters: Letters, find_stuck: Callable[[], str]) -> None:
        self.heard, self.letters, self.find_stuck = heard, letters, find_stuck
        self.world = heard.request.world
        self.evidence_left, self.output_left = EVIDENCE_LIMIT, OUTPUT_LIMIT

    @property
    def failed(self) -> bool:
        return any(ending.said != "done" for ending in self.heard.endings.values())

    def events(self) -> Iterator[Event]:
        """Until all ranks have ended, or a moment after one has failed, or a limit."""
        limit = self.heard.request.time_limit
        deadline, failed = time.monotonic() + limit, False
        while len(self.heard.endings) < self.world and not self.heard.fault and self.heard.limit is None:
            message = self.wait(deadline)
            if message is not None:
                yield from self.take(message)
            elif failed:
                self.count_silent()
            else:
                self.locate()
                self.heard.take({"limit": "time", "detail": f"{limit:g} s"})
            if self.failed and not failed:
                failed, deadline = True, min(deadline, time.monotonic() + GRACE)
        self.heard.take({"over": True})

    def wait(self, deadline: float) -> dict[str, Any] | None:
        """The next message; None once time is up, however many are waiting."""
        left = deadline - time.monotonic()
        return self.letters.next(left) if left > 0 else None

    def take(self, message: Mapping[str, Any]) -> Iterator[Event]:
        """Pass a message on to the hearing, as far as evidence and prints are not over their limits."""
        self.evidence_left -= len(message.get("line", ""))
        if self.evidence_left < 0:
            self.heard.take({"limit": "evidence", "detail": f"{EVIDENCE_LIMIT >> 20} MiB of evidence"})
            return
        event = self.heard.take(message)
        if isinstance(event, Printed):
            shown, self.output_left = event.text[: self.output_left], self.output_left - len(event.text)
            event = Printed(event.rank, shown) if shown and self.output_left > -len(event.text) else None
        if event is not None:
            yield event

    def count_silent(self) -> None:
        """One rank has failed, so those that have not ended are ended; they say nothing about the cause."""
        for rank in range(self.world):
            if rank not in self.heard.endings:
                self.heard.take({"rank": rank, "exit": -signal.SIGKILL})

    def locate(self) -> None:
        """Time is up: every rank says at which line it is."""
        self.heard.take({"rank": 0, "stuck": self.find_stuck()})
        deadline = time.monotonic() + GRACE
        while len(self.heard.stuck) + len(self.heard.endings) < self.world:
            message = self.wait(deadline)
            if message is None:
                break
            if "stuck" in message:
                self.heard.take(message)
