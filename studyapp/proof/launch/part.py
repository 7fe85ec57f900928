"""One rank's part in a run that a launcher started.

The proof runs on the main thread. Beside it, rank 0 hears all ranks and tells what they found; the others
wait for its verdict. That thread ends the process, for the main one may be stuck in a collective for good.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from typing import NoReturn

import torch
import torch.distributed as dist

from studyapp.proof import ranks
from studyapp.proof.authoring import Proof
from studyapp.proof.launch.gathering import Gathering
from studyapp.proof.launch.meeting import (
    AbsentError,
    Meeting,
    find_lacking,
    find_other_text,
    meet,
    take_seat,
    wait,
)
from studyapp.proof.launch.placement import Placement
from studyapp.proof.process.explaining import explain
from studyapp.proof.process.loading import name_file
from studyapp.proof.process.supervisor import OUTPUT_LIMIT
from studyapp.proof.process.worker import LackingError, claims, yield_evidence
from studyapp.proof.run.events import Finished, Request, Shown
from studyapp.proof.run.hearing import Hearing
from studyapp.proof.run.telling import Json, Text
from studyapp.proof.source.catalogue import Entry
from studyapp.proof.verdict import Ruling, Verdict, exit_status

PARTING = 5.0  # seconds the ranks get to hear the verdict


class OtherTextError(Exception):
    """A rank has another text of the proof than the one asked for."""


class Part:
    """What one rank does, from meeting the others to its exit status; `expected` is the hash asked for.

    load: gives the proof; not called before all ranks are known to have its text.
    """

    def __init__(
        self,
        load: Callable[[Entry], Proof],
        request: Request,
        placement: Placement,
        teller: Text | Json,
        expected: str,
    ) -> None:
        self.load, self.request, self.placement = load, request, placement
        self.teller, self.expected = teller, expected
        self.rank = placement.rank
        self.needs = request.entry.needs or ("cuda" if request.device == "cuda" else "")

    def run(self, patience: float) -> int:
        """The exit status, where the others did not come; else the process ends in here."""
        seat = take_seat(self.placement.local_rank, self.needs, self.request.entry.hash)
        try:
            meeting = meet(self.placement, seat, patience)
        except (AbsentError, dist.DistError) as error:
            return self.give_up(str(error).partition("\n")[0])
        watcher = threading.Thread(target=self.watch, args=[meeting], daemon=True)
        watcher.start()
        with contextlib.suppress(dist.DistError):  # rank 0 is gone, and the watcher says so
            self.play(meeting)
        watcher.join()
        return 1

    def give_up(self, reason: str) -> int:
        place = self.placement
        ruling = Ruling(Verdict.ERROR, f"the ranks did not meet at {place.address}:{place.port}: {reason}")
        if self.rank == 0:
            self.teller.tell(Finished(ruling, 0.0, None))
        else:
            print(f"rank {self.rank}: {ruling.reason}", file=sys.stderr)
        return exit_status(ruling.verdict)

    def play(self, meeting: Meeting) -> None:
        """Run the proof and post what it yields, in the words of a worker; an error ends in here."""
        mail = meeting.mailbox()

        def send(line: Mapping[str, object]) -> None:
            mail.post({"rank": self.rank, "line": json.dumps(line)})

        if isinstance(self.teller, Json):
            sys.stdout = Prints(lambda text: mail.post({"rank": self.rank, "output": text}))
        entry = self.request.entry
        try:
            self.prove(meeting, send)
            send({"end": "done"})
        except LackingError as error:
            send({"end": "unsupported", "missing": str(error)})
        except KeyboardInterrupt:
            leave(130)
        except BaseException as error:  # noqa: BLE001  (the boundary of the proof: everything is reported)
            if not isinstance(error, OtherTextError):
                traceback.print_exc()
            send(explain(error, entry.path, files_of(entry)))
        sys.stdout.flush()
        mail.post({"rank": self.rank, "exit": 0})

    def prove(self, meeting: Meeting, send: Callable[[Mapping[str, object]], None]) -> None:
        """Raise LackingError, OtherTextError, and whatever the proof raises."""
        lacking = find_lacking(meeting.seats, self.needs)
        device = "none"
        if not lacking:
            lacking, device = ranks.find_device(self.needs)
        start = {"torch": torch.__version__, "python": sys.version.split()[0], "device": device}
        send({"start": {**start, "applied": [], "missing": {}}})
        if lacking:
            raise LackingError(lacking)
        if differing := find_other_text(meeting.seats, self.expected):
            raise OtherTextError(differing)
        ranks.seed_everything(self.request.seed)
        proof = self.load(self.request.entry)
        if self.request.joins:
            meeting.join(self.needs)
        if self.request.device == "cuda":
            torch.set_default_device("cuda")  # this rank's own, which its seat has made the current one
        arguments, world = dict(self.request.arguments), self.request.world
        yield_evidence(claims(proof, arguments, self.request.variant, self.rank, world), send)

    def watch(self, meeting: Meeting) -> NoReturn:
        """Beside the proof, until the verdict; then end this process."""
        status = 1
        try:
            status = self.preside(meeting) if self.rank == 0 else self.attend(meeting)
        except BrokenPipeError:  # nobody reads any more
            pass
        except dist.DistNetworkError:
            print(f"rank {self.rank}: rank 0 is gone", file=sys.stderr)
        except Exception:  # noqa: BLE001  (the boundary of the thread: everything is reported)
            traceback.print_exc()
        leave(status)

    def preside(self, meeting: Meeting) -> int:
        """Tell what all ranks found, and the verdict to each of them."""
        begin, first = time.monotonic(), None
        heard = Hearing(self.request)
        for event in Gathering(heard, meeting.mailbox(own=True), find_line).events():
            if isinstance(event, Shown) and first is None:
                first = round(time.monotonic() - begin, 3)
            self.teller.tell(event)
        ruling = heard.judge()
        self.teller.tell(Finished(ruling, time.monotonic() - begin, first))
        status = exit_status(ruling.verdict)
        store = meeting.verdict_store()
        store.set("status", str(status))
        if self.request.world > 1:
            wait(store, "heard by all", PARTING)  # the store may end with this process
        return status

    def attend(self, meeting: Meeting) -> int:
        """Wait for the verdict; where time is up, say what the proof is waiting for."""
        store = meeting.verdict_store()
        if not wait(store, "status", self.request.time_limit):
            meeting.mailbox(own=True).post({"rank": self.rank, "stuck": find_line()})
            if not wait(store, "status", PARTING):
                print(f"rank {self.rank}: no verdict from rank 0", file=sys.stderr)
                return 1
        status = int(store.get("status"))
        if store.add("heard", 1) == self.request.world - 1:
            store.set("heard by all", "")
        return status


class Prints(io.TextIOBase):
    """Standard output of a proof, passed on in whole lines, up to a limit; what is beyond it is lost."""

    def __init__(self, post: Callable[[str], None]) -> None:
        self.post, self.rest, self.left = post, "", OUTPUT_LIMIT

    def write(self, text: str) -> int:
        kept = text[: self.left]
        self.left -= len(kept)
        whole, newline, self.rest = (self.rest + kept).rpartition("\n")
        if newline:
            self.post(whole + newline)
        return len(text)

    def flush(self) -> None:
        if self.rest:
            self.post(self.rest)
            self.rest = ""


def find_line() -> str:
    """Where the main thread is, innermost first, as faulthandler would write it of a rank in the app."""
    frame = sys._current_frames().get(threading.main_thread().ident or 0)
    stack = reversed(traceback.extract_stack(frame))
    return "\n".join(f'File "{name_file(one.filename)}", line {one.lineno}' for one in stack)


def files_of(entry: Entry) -> dict[str, str]:
    """Its files, by the names that their code goes by."""
    return {name_file(file): file for file in (entry.path, *entry.paths.values())}


def leave(status: int) -> NoReturn:
    """End this process at once: a normal exit would wait for threads that wait for a rank that is gone."""
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
