"""A run as it is printed: text for people, or JSON lines for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TextIO

from studyapp.proof.evidence import Item
from studyapp.proof.run.events import Event, Finished, Printed, Request, Shown, Started
from studyapp.proof.text import glyph, lines, spell_draws
from studyapp.proof.verdict import is_caught
from studyapp.sanitise import visible, visible_line


class Text:
    """The seed and what was drawn, then the evidence, then the verdict."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.items: list[Item] = []

    def tell(self, event: Event) -> None:
        match event:
            case Started():
                print(self.describe(), flush=True)
            case Shown():
                self.items.append(event.item)
                print("\n".join(visible(line) for line in lines(event.item)), flush=True)
            case Printed():
                print(f"| {visible(event.text.rstrip())}", flush=True)
            case Finished():
                self.end(event)

    def describe(self) -> str:
        request = self.request
        parts = spell_draws(request.seed, request.arguments)
        parts += [f"broken: {request.variant}"] if request.variant else []
        parts += [f"{request.world} ranks"] if request.world > 1 else []
        return " · ".join(parts)

    def end(self, event: Finished) -> None:
        ruling, entry = event.ruling, self.request.entry
        place = visible_line(ruling.file or entry.path)
        where = f" ({place}:{ruling.line})" if ruling.line and not ruling.in_part else ""
        verdict = f"{ruling.verdict.value}: {visible(ruling.sentence)}"
        print(f"{verdict}{where} · {event.seconds:.2f} s", flush=True)
        if self.request.variant:
            at = entry.variant(self.request.variant).at
            caught = is_caught(ruling, self.items, at)
            print(f"{glyph(caught)} {'caught' if caught else 'NOT caught'} at “{at}”", flush=True)


class Json:
    """A line for each event, marked so that nothing else on the same stream is taken for one."""

    def __init__(self, request: Request, stream: TextIO, mark: str = "") -> None:
        self.request, self.stream, self.mark = request, stream, mark
        self.items: list[Item] = []

    def tell(self, event: Event) -> None:
        match event:
            case Started():
                line = self.describe(event)
            case Shown():
                self.items.append(event.item)
                line = event.item.as_json()
            case Printed():
                line = {"kind": "printed", "rank": event.rank, "text": event.text}
            case Finished():
                line = self.end(event)
        self.stream.write(f"{self.mark}{json.dumps(line)}\n")
        self.stream.flush()

    def describe(self, event: Started) -> Mapping[str, object]:
        request = self.request
        line: dict[str, object] = {"kind": "started", "torch": event.torch, "python": event.python}
        line["device"] = event.device
        line |= {"proof": request.entry.id, "seed": request.seed}
        line |= {"arguments": dict(request.arguments), "ranks": request.world}
        return {**line, "warm": event.warm, "protections": list(event.protections)}

    def end(self, event: Finished) -> Mapping[str, object]:
        request, ruling = self.request, event.ruling
        line: dict[str, object] = {"version": 1, "verdict": ruling.verdict.value, "reason": ruling.reason}
        line |= {"proof": request.entry.id, "seed": request.seed, "seconds": round(event.seconds, 3)}
        line |= {"first_evidence": event.first_evidence}
        line |= {"line": ruling.line, "file": ruling.file, "trace": ruling.trace}
        if request.variant:
            at = request.entry.variant(request.variant).at
            line |= {"variant": request.variant, "at": at, "caught": is_caught(ruling, self.items, at)}
        return line
