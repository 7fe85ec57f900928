"""Errors written for the person who reads them: what happened, where, and what to do next."""

import re


class StudyError(Exception):
    """Something the learner can act on; shown as one short paragraph, without a traceback."""

    def __init__(self, what: str, *, where: str = "", todo: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.todo = todo

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.what}" + (f"\n{self.todo}" if self.todo else "")


class UsageError(StudyError):
    """The command line asked for something that does not exist (exit status 2)."""


def capitalised(text: str) -> str:
    """An error that stands by itself, behind no program's name; a file that it begins with stays as it is."""
    return text[:1].upper() + text[1:] if re.match(r"[a-z]+[ ,]", text) else text
