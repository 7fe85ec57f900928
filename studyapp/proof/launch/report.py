"""What a launched run reports: marked JSON lines of its rank 0, checked before they are believed."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from pydantic import ValidationError

from studyapp.proof.evidence import ITEM, Item
from studyapp.proof.run.events import Event, Printed, Shown, Started
from studyapp.proof.verdict import Ending, Ruling, Verdict, rule

BY_EVIDENCE = {Verdict.CONFIRMED, Verdict.REFUTED, Verdict.INVALID}
PROTECTIONS = ("⚠ files: NOT confined by a launcher", "⚠ network: NOT cut off by a launcher", "time limit")


@dataclass(slots=True)
class Report:
    """Everything that one launched run has said so far."""

    mark: str = ""
    started: Started | None = None
    world: int = 1
    items: list[Item] = field(default_factory=list)
    said: Ruling | None = None
    fault: str = ""
    limit: tuple[str, str] | None = None

    @property
    def over(self) -> bool:
        return self.said is not None or self.fault != ""

    def time_out(self, seconds: float) -> None:
        self.limit = ("time", f"{seconds:g} s")

    def take(self, text: str) -> Event | None:
        """Take one line of the launcher's output; one without the mark is something printed."""
        _, mark, marked = text.partition(self.mark)
        if not mark:
            return Printed(0, text)
        try:
            return self.take_line(dict(json.loads(marked)))
        except (ValidationError, ValueError, TypeError, KeyError, RecursionError) as error:
            reason = str(error).partition("\n")[0][:200]
            self.fault = f"the launched run sent something that is no evidence ({reason})"
            return None

    def take_line(self, line: dict[str, object]) -> Event | None:
        """Raise ValueError, TypeError or KeyError for what no rank would say."""
        match line:
            case {"verdict": str(verdict)}:
                number = line["line"]
                where = int(number) if isinstance(number, int) else None
                texts = [str(line[name])[:8000] for name in ("reason", "trace", "file")]
                self.said = Ruling(Verdict(verdict), texts[0], where, texts[1], texts[2])
                return None
            case {"kind": "started", "ranks": int(ranks)}:
                torch, python, device = (str(line[name])[:200] for name in ("torch", "python", "device"))
                self.world = ranks
                self.started = Started(torch, python, device, protections=PROTECTIONS)
                return self.started
            case {"kind": "printed", "rank": int(rank)}:
                return Printed(rank, str(line["text"]))
        item = ITEM.validate_python(line)
        self.items.append(item)
        return Shown(item)

    def judge(self, status: int | None, error: str, trace: str) -> Ruling:
        """The verdict by the evidence that came; `status` is the launcher's, `error` what it said last."""
        ended = "did not end" if status is None else f"ended with status {status}"
        if self.fault or self.limit is not None:
            return rule(self.items, [], self.limit, self.fault)
        if self.said is None:
            reason = f"the launcher {ended}, and there is no verdict: {error or 'it said nothing'}"
            return Ruling(Verdict.ERROR, reason, None, trace)
        if self.said.verdict not in BY_EVIDENCE:
            return self.said
        ruling = rule(self.items, [Ending(0, "done")], None, "")
        if ruling.verdict is not self.said.verdict:
            reason = (
                f"rank 0 said {self.said.verdict.value}, and its evidence does not: a part of it was lost"
            )
            return Ruling(Verdict.ERROR, reason, None, trace)
        if ruling.verdict is Verdict.CONFIRMED and status != 0:
            return Ruling(Verdict.ERROR, f"the launcher {ended} after the verdict: {error}", None, trace)
        return ruling
