"""Names in code, and what people write around one: step, optimizer.step, optimizer.step(), amsgrad=True."""

from __future__ import annotations

import re
from dataclasses import dataclass

WRITTEN = re.compile(
    r"(?P<owner>(?:\w+(?:\.|::))*?)(?P<name>[^\W\d]\w*)(?:\.default)?"
    r"(?P<rest>\(.*\)|\s*=(?!=).*|:\s.*)?",  # a call, a value, an exception's message
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name, its owner (`optimizer.`, else ""), and the call or value behind it (`(…)`, `=…`, else "")."""

    name: str
    owner: str
    rest: str

    @property
    def asks_for_itself(self) -> bool:
        """Whether an answer is this name alone: no particular arguments, no value."""
        return self.rest in ("", "()")

    def may_be(self, other: Name) -> bool:
        """Whether the other's owner is this one's, or anybody where this one has none."""
        return other.owner.endswith(self.owner)


def read_name(text: str) -> Name | None:
    """The name that a text is, None for anything else. Its overload `.default` is left out."""
    found = WRITTEN.fullmatch(text.strip(" \t\n`.,;:!?"))
    return Name(found["name"], found["owner"], found["rest"] or "") if found else None
