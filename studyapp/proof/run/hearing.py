"""Hearing a run: what its supervisor passes on is checked before it is believed."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from pydantic import ValidationError

from studyapp.proof.evidence import ITEM, Item
from studyapp.proof.merge import DisagreementError, Merger
from studyapp.proof.process.loading import PART, name_file
from studyapp.proof.run.events import Event, Printed, Request, Shown, Started
from studyapp.proof.run.layers import Layers
from studyapp.proof.verdict import Ending, Place, Ruling, rule


@dataclass(slots=True)
class Hearing:
    """Everything that one run has said so far."""

    request: Request
    warm: bool = False
    started: Started | None = None
    items: list[Item] = field(default_factory=list)
    endings: dict[int, Ending] = field(default_factory=dict)
    limit: tuple[str, str] | None = None
    fault: str = ""
    over: bool = False
    folder: str = ""
    stuck: dict[int, Place] = field(default_factory=dict)  # rank: where in the proof it was
    layers: Layers = field(init=False)
    _merger: Merger = field(init=False)
    _said: dict[int, Ending] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.layers = Layers(self.request.memory_limit)
        self._merger = Merger(self.request.world)

    @property
    def silent(self) -> bool:
        """Whether no rank has even started, though nothing ended the run."""
        return self.started is None and self.limit is None and not self.fault

    def take(self, message: Mapping[str, object]) -> Event | None:
        """Take one line of the supervisor."""
        match message:
            case {"trouble": text}:
                self.fault = f"the run could not be supervised: {text}"
            case {"folder": folder}:
                self.folder = str(folder)
            case {"room": room}:
                self.layers.take_room(room)
            case {"limit": kind, "detail": detail}:
                self.limit = (str(kind), str(detail))
            case {"over": _}:
                self.over = True
            case {"rank": int(rank), "exit": int(status)}:
                said = self._said.get(rank, Ending(rank))
                self.endings[rank] = replace(said, status=status)
            case {"rank": int(rank), "stuck": str(trace)}:
                self.locate(rank, trace)
            case {"rank": int(rank), "output": str(text)}:
                return Printed(rank, text)
            case {"rank": int(rank), "line": str(text)}:
                return self.hear(rank, text)
        return None

    def hear(self, rank: int, text: str) -> Event | None:
        """Take one line of a rank; what is no evidence is a fault of the run.

        Its end is its last: what the processes that it leaves behind still write is nobody's evidence.
        """
        if rank in self._said:
            return None
        try:
            line = dict(json.loads(text))
            if "item" in line:
                merged = self._merger.feed(rank, ITEM.validate_python(line["item"]))
                if merged is None:
                    return None
                self.items.append(merged)
                return Shown(merged)
            if "start" in line:
                return self.begin(rank, line["start"])
            if "end" not in line:
                raise ValueError("a line that is neither start, item nor end")
            self._said[rank] = read_end(rank, line, self.files())
        except DisagreementError as error:
            self.fault = str(error)
        except (ValidationError, ValueError, TypeError, KeyError, RecursionError) as error:
            reason = str(error).splitlines()[0][:200]
            self.fault = f"rank {rank} sent something that is no evidence ({type(error).__name__}: {reason})"
        return None

    def begin(self, rank: int, start: Mapping[str, object]) -> Event | None:
        """A rank has torch; each says so once, before its proof is loaded."""
        if not self.layers.take_rank(rank, start) or self.started is not None:
            return None
        told = {name: str(start[name]) for name in ("torch", "python", "device")}
        self.started = Started(**told, warm=self.warm, protections=self.layers.describe())
        return self.started

    def files(self) -> set[str]:
        """The files that an error may be said to lie in, beside the proof's own."""
        return {*self.request.entry.paths.values(), *map(PART.format, self.request.parts)}

    def locate(self, rank: int, trace: str) -> None:
        """Find the innermost line of the proof, or of a learner's part, in a rank's stack."""
        files = {name_file(self.request.entry.path): ""}
        files |= {name: name for name in map(PART.format, self.request.parts)}
        names = "|".join(map(re.escape, files))
        if (found := re.search(rf'File "({names})", line (\d+)', trace)) is not None:
            self.stuck[rank] = files[found[1]], int(found[2])

    def judge(self) -> Ruling:
        """The verdict, once nothing more is heard."""
        self.check_whole()
        return rule(self.items, list(self.endings.values()), self.limit, self.fault, self.stuck)

    def check_whole(self) -> None:
        """Nothing is judged by a part of it: every rank has ended, and has yielded as much as the others."""
        if self.fault or self.limit is not None:
            return
        ended = self.endings.values()
        if not self.over or (len(ended) < self.request.world and all(end.said == "done" for end in ended)):
            self.fault = "the run broke off: its supervisor ended before all ranks had"
        elif self._merger.behind and all(end.said == "done" for end in ended):
            self.fault = f"rank {self._merger.behind[0]} yielded less than the others"


def read_end(rank: int, line: Mapping[str, object], files: Collection[str]) -> Ending:
    said = str(line["end"])
    if said == "unsupported":
        return Ending(rank, said, detail=str(line["missing"])[:2000])
    if said == "error":
        number = str(line["line"])
        return Ending(
            rank,
            said,
            detail=f"{line['type']}: {line['message']}"[:2000],
            line=int(number) if number.isdigit() else None,
            file=file if (file := str(line.get("file", ""))) in files else "",
            trace=str(line["trace"])[:8000],
        )
    return Ending(rank, said)
