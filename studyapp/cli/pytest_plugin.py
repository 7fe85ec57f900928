"""For pytest: `pytest proofs/` runs each proof of a study folder, and each of its broken variants, as a test.

Loaded by every pytest that finds studyapp installed, so nothing of it is imported before a proof is found.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from studyapp.cli.testing import OpenFolder
    from studyapp.study.checking.planning import Task

FOLDERS: pytest.StashKey[dict[Path, OpenFolder]] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("studyapp", "proofs of a study folder")
    group.addoption("--proof-seeds", type=int, default=1, metavar="N", help="run each proof on seeds 1 to N")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[FOLDERS] = {}


def pytest_unconfigure(config: pytest.Config) -> None:
    for folder in config.stash.get(FOLDERS, {}).values():
        folder.close()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> ProofFile | None:
    if find_root(file_path) is None:
        return None
    return ProofFile.from_parent(parent, path=file_path)


def find_root(file: Path) -> Path | None:
    """The study folder that this file is a proof of; None where it is none."""
    if file.suffix != ".py" or file.name.startswith(("_", "test_")):
        return None
    folders = (folder.parent for folder in file.parents if folder.name == "proofs")
    return next((folder for folder in folders if (folder / "cards").is_dir()), None)


class ProofFile(pytest.File):
    """One proof: a test for each seed and number of ranks, and one for each broken variant on each seed."""

    def collect(self) -> Iterator[ProofItem]:
        from studyapp.cli.testing import OpenFolder
        from studyapp.errors import StudyError
        from studyapp.study.checking.planning import plan_tasks

        root = find_root(self.path)
        assert root is not None
        opened = self.config.stash[FOLDERS]
        try:
            folder = opened.get(root) or opened.setdefault(root, OpenFolder.open(root))
            entry = folder.find(self.path)
        except StudyError as error:
            raise self.CollectError(str(error)) from None
        for task in plan_tasks([entry], self.config.getoption("--proof-seeds")):
            name = f"{task.variant.name}, {task}" if task.variant else str(task)
            yield ProofItem.from_parent(self, name=name, task=task, folder=folder)


class ProofItem(pytest.Item):
    def __init__(self, *, task: Task, folder: OpenFolder, **rest: object) -> None:
        super().__init__(**rest)  # type: ignore[arg-type]
        self.task, self.folder = task, folder

    def runtest(self) -> None:
        """Fail where a proof is not confirmed, or a variant not caught; skip what cannot run here."""
        from studyapp.proof.verdict import Verdict

        ruling = self.folder.run(self.task)
        if ruling.verdict is Verdict.UNSUPPORTED:
            pytest.skip(ruling.reason)
        if ruling.verdict is not Verdict.CONFIRMED:
            raise ProofFailedError(f"{ruling.verdict.value}: {ruling.reason}")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: str | None = None) -> str:
        return str(excinfo.value) if isinstance(excinfo.value, ProofFailedError) else str(excinfo.getrepr())

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, self.task.entry.line - 1, f"{self.task.entry.id}: {self.name}"


class ProofFailedError(Exception):
    """Says in words what pytest shows."""
