"""What has changed in the files, taken up from a screen."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen

from studyapp.errors import StudyError
from studyapp.study.library.editing import take_up
from studyapp.study.opening import Study


def take_up_or_say(screen: Screen[Any], study: Study) -> bool:
    """Take up what has changed, and return whether anything has; say what stands in the way."""
    try:
        return take_up(study)
    except StudyError as error:
        screen.notify(str(error), severity="warning", timeout=15)
        return False
