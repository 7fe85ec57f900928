"""Leaving the app: what is under way ends before what it stands on."""

from __future__ import annotations

from threading import Event
from time import sleep

import pytest

from studyapp.folder import Folder
from studyapp.study.opening import Study
from studyapp.tui.app import StudyApp
from tests.tui.conftest import wait
from tests.unit.study.scene import answer, opened


async def test_what_a_thread_still_keeps_is_kept_before_the_database_closes(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = Event()
    ended: list[Study] = []

    def keep_late(study: Study, *_: object) -> None:
        begun.set()
        sleep(0.3)  # meanwhile the app is left
        with study.store.write():
            ended.append(study)

    with opened(folder, -3) as study:
        answer(study, "sum")
    monkeypatch.setattr("studyapp.study.progress.known_days.keep", keep_late)
    app = StudyApp(folder)
    async with app.run_test(size=(80, 24)) as pilot:
        await wait(pilot, begun.is_set)
    assert ended
