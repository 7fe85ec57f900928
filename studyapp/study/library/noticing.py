"""Whether anything happened that a screen does not show yet: in another window, or in the files."""

from __future__ import annotations

from studyapp.store.strengths import newest
from studyapp.study.library.reading import stamp_folder
from studyapp.study.opening import Study


def newest_event(study: Study) -> int:
    """A number that grows with everything that is done to a card."""
    with study.store.read() as connection:
        return newest(connection)


def is_news(study: Study, seen: int) -> bool:
    """Whether something was done after the newest event was `seen`, or a file has changed."""
    return newest_event(study) != seen or stamp_folder(study.folder) != study.reading.stamp
