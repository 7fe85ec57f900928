"""A study folder held open while pytest runs its proofs."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path

from studyapp.cli.checks import choose_allowed
from studyapp.cli.context import Context
from studyapp.errors import StudyError
from studyapp.folder import Folder
from studyapp.proof.run.engine import Engine
from studyapp.proof.run.events import Finished
from studyapp.proof.run.telling import Text
from studyapp.proof.run.warm import MOST_PATIENCE
from studyapp.proof.source.catalogue import Catalogue, Entry
from studyapp.proof.verdict import Ruling, Verdict, is_caught
from studyapp.settings import Limits, read_settings
from studyapp.study.checking.planning import Task
from studyapp.study.library.reading import read_folder
from studyapp.study.opening import make_engine
from studyapp.study.proofs.proving import Permit


@dataclass(slots=True)
class OpenFolder:
    root: Path
    catalogue: Catalogue
    engine: Engine
    limits: Limits

    @classmethod
    def open(cls, root: Path) -> OpenFolder:
        folder = Folder(root)
        catalogue = read_folder(folder).catalogue
        engine = make_engine(folder)
        engine.warm({world for entry in catalogue.entries.values() for world in entry.ranks}, MOST_PATIENCE)
        return cls(root, catalogue, engine, read_settings(folder.settings).proofs.limits)

    def find(self, file: Path) -> Entry:
        """The proof in this file; raise StudyError where it is none, or may not run."""
        for fault in self.catalogue.faults:
            if Path(fault.file) == file:
                raise StudyError(fault.message, where=f"{fault.file}:{fault.line}", todo="Mend it.")
        entry = next(entry for entry in self.catalogue.entries.values() if Path(entry.path) == file)
        _, refused = choose_allowed(Context(self.root), [entry], Permit())
        if refused:
            raise StudyError(refused[0].message, where=str(file))
        return entry

    def run(self, task: Task) -> Ruling:
        """What came of it, printed as by `studyapp prove`; a broken variant that was caught is confirmed."""
        return asyncio.run(self.listen(task))

    async def listen(self, task: Task) -> Ruling:
        request = replace(task.request, **self.limits)
        run, text = self.engine.run(request), Text(request)
        async with aclosing(run.events()) as events:
            async for event in events:
                text.tell(event)
                if isinstance(event, Finished):
                    ruling = event.ruling
        if task.variant is None or ruling.verdict is Verdict.UNSUPPORTED:
            return ruling
        if is_caught(ruling, run.items, task.variant.at):
            return Ruling(Verdict.CONFIRMED, "caught")
        return Ruling(Verdict.REFUTED, f"not caught at “{task.variant.at}”: {ruling.reason}")

    def close(self) -> None:
        self.engine.close()
