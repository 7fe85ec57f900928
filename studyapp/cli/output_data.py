"""What the commands about the learner's data print with `--json`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import BaseModel

from studyapp.cli.output import Output
from studyapp.fitting.messages import HeldOut


class BackedUp(Output):
    """`studyapp backup --json`."""

    file: str


class Backups(Output):
    """`studyapp restore --json`: the copies that there are, the newest first."""

    files: Mapping[str, str]  # when each was made (ISO, UTC), by its path


class Restored(Output):
    """`studyapp restore FILE --json`."""

    events: int  # in the journal, now
    aside: str | None  # where what was there before is kept


class MergedIn(Output):
    """`studyapp merge FILE --json`: what was not here before."""

    events: int
    reviews: int  # among them
    cards: int  # that they are about


class SyncedWith(Output):
    """`studyapp sync --json`: what was not here before."""

    events: int
    reviews: int  # among them
    cards: int  # that they are about
    machines: int  # whose copies are there, besides this one's
    mine: str  # the copy that this machine left
    left_out: Mapping[str, str]  # copies that could not be read, with why


class Examined(Output):
    """`studyapp doctor --json`."""

    file: str
    events: int  # in the journal; 0 where the file is damaged
    problems: Sequence[str]  # in words; what was mended among them
    mended: bool


class FitReport(Output):
    """`studyapp fit --json`; of --defaults without what was fitted."""

    name: str  # of the weights
    adopted: bool  # whether they are in use now
    weights: Sequence[float]
    before: Sequence[float]  # in use until now
    cards: int = 0
    reviews: int = 0
    answers: int = 0  # of the reviews, those a study day or more after the one before
    held_out: HeldOut | None = None


class AimedAt(BaseModel):
    """What one aim brings."""

    aim: float  # recall at which a card comes back
    answers_a_day: float
    most_answers: int  # on one day
    minutes_a_day: float
    seen: int  # cards, at the end
    known: float  # sum of the probabilities of recall, at the end


class Simulation(Output):
    """`studyapp simulate --json`."""

    days: int  # today among them
    until: str  # ISO date of the day after the last
    new_per_day: int
    unseen: int  # cards that have never been answered, today
    aim: float  # the learner's own
    aims: Sequence[AimedAt]
