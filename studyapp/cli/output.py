"""What `--json` prints: one versioned model for each command. A released name is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from studyapp.proof.draws import Value


class Output(BaseModel):
    model_config = ConfigDict(frozen=True)

    version: Literal[1] = 1

    def print(self, *, ensure_ascii: bool = False) -> None:
        """In ASCII where a text is a stranger's: this may be a terminal."""
        print(self.model_dump_json(indent=2, ensure_ascii=ensure_ascii))


class Confirmed(BaseModel):
    """A proof's record of data/verified/."""

    torch: str
    device: str
    when: str  # ISO date, UTC


class ListedCard(BaseModel):
    id: str
    deck: str
    kind: str
    title: str
    proof: str
    tags: Sequence[str]
    claims: Sequence[str]
    state: str  # "new", "learning", "review" or "relearning"
    due: str | None  # an instant (ISO, UTC) or a study day (ISO date); null for a new card
    contested: bool = False  # its proof is refuted here, on fresh seeds too
    confirmed: Confirmed | None = None  # where exactly this proof is recorded to hold
    stability: float | None = None  # days; null for a new card
    lapses: int = 0
    suspended: bool = False
    marked: bool = False
    flag: int = 0  # 1 to 7; 0 for none


class Listing(Output):
    """`studyapp list --json`."""

    cards: Sequence[ListedCard]


class NextCard(Output):
    """`studyapp next --json`: the id is what `grade` takes. All null where nothing is left for now."""

    id: str | None = None
    card: str | None = None
    kind: str | None = None
    deck: str | None = None
    title: str | None = None
    question: str | None = None  # Markdown
    choices: Sequence[str] = ()
    answer: str | None = None  # Markdown
    right: Sequence[int] = ()  # places of the right choices, counted from 0
    proof: str | None = None
    seed: int | None = None
    arguments: Mapping[str, Value] = {}
    intervals: Mapping[str, str] = {}  # by grade, "1" to "4"
    next_due: str | None = None  # in words, where nothing is left
    contested: bool = False  # its proof is refuted here, on fresh seeds too
    hints: Sequence[str] = ()  # each tells a little more
    part: str | None = None  # of the proof, which the learner writes
    signature: str | None = None  # that it starts with, "def scale(loss, n, total):"


class Graded(Output):
    """`studyapp grade --json`."""

    card: str
    rating: int
    due: str | None  # an instant (ISO, UTC) or a study day (ISO date)
    when: str  # the same in words
    reason: str
    proposed: int | None  # what the answer given earned; null where it cannot be held against anything
    judgement: str


class MarkedCards(Output):
    """`studyapp mark --json`."""

    act: str
    cards: Sequence[str]
    changed: bool  # whether any of them is another one than before


class ReviewLine(BaseModel):
    at: str  # ISO time, UTC
    rating: int
    interval: int  # days, before the answer; 0 after a step
    stability: float  # days, after the answer
    seconds: float | None
    confidence: float | None
    answer: str | None


class ShownCard(Output):
    """`studyapp show --json`."""

    id: str
    deck: str
    kind: str
    title: str
    file: str
    line: int
    source: str
    proof: str
    state: str  # "new", "learning", "review" or "relearning"
    due: str | None  # an instant (ISO, UTC) or a study day (ISO date); null for a new card
    why: str
    recall: float | None  # probability today; null for a new card
    stability: float | None  # days
    difficulty: float | None  # 1 to 10
    lapses: int
    suspended: bool
    flag: int
    marked: bool
    note: str
    after: Mapping[str, float]  # what it comes after, with the recall of each today
    reviews: Sequence[ReviewLine]  # since it was started, oldest first


class Created(Output):
    """`studyapp new … --json`."""

    name: str
    file: str
    line: int


class Disputed(Output):
    """`studyapp dispute --json`."""

    card: str
    file: str


class Undone(Output):
    """`studyapp undo --json`."""

    card: str
    id: str | None  # of the question, to grade again


class Rate(BaseModel):
    passed: int
    total: int
    rate: float | None


class Today(BaseModel):
    cards: int
    reviews: int
    again: int
    seconds: float
    correct: float | None


class FigureTable(BaseModel):
    """A figure. A date stands for a study day; shares are 0 to 1, times in days and minutes."""

    title: str
    definition: str
    columns: Sequence[str]
    units: Sequence[str]  # "text", "day", "hour", "count", "share", "days", "minutes" or "number"
    rows: Sequence[Sequence[str | int | float | None]]
    facts: Mapping[str, str | int | float | None]  # single numbers


class Statistics(Output):
    """`studyapp stats --json`: see `insight` for each definition."""

    reviews: int
    reviews_by_day: Mapping[str, int]
    today: Today
    retention: Mapping[str, Rate]  # by period
    forecast: Sequence[int]  # cards due today, tomorrow, …
    backlog: int
    due_tomorrow: int
    streak: int
    longest_streak: int
    proofs: Mapping[str, int]  # by last verdict
    scope: str = "everything"  # the figures' deck or query; all above is of everything
    period: str = "90 days"  # the figures': "30 days", "90 days", "year" or "all"
    figures: Mapping[str, FigureTable] = {}  # by name


class TrustLine(BaseModel):
    id: str
    file: str
    hash: str  # SHA-256 over the file and the modules that it imports
    standing: str  # "shipped", "trusted", "never", "unknown" or "changed"


class Trusts(Output):
    """`studyapp trust --json`: every proof that is no part of the shipped library."""

    proofs: Sequence[TrustLine]


class Trusted(Output):
    """`studyapp trust ID --json`."""

    proof: TrustLine
    files: Mapping[str, str]  # all that would run, by path below proofs/
    difference: str  # from the content trusted last, as a unified diff; "" where nothing changed


class RunLine(BaseModel):
    id: str
    at: str  # ISO time, UTC
    verdict: str
    variant: str  # the broken variant's name; "" for the proof as it is
    seed: int
    arguments: Mapping[str, Value]
    first_evidence: float | None  # seconds from the start
    seconds: float
    torch: str  # "" where no rank began, as are the two below
    python: str
    device: str
    protections: Sequence[str]  # what was really applied, in words
    hash: str  # of the content that ran, as `trust` names it
    ranks: int = 1


class Runs(Output):
    """`studyapp runs PROOF --json`: its newest runs and those of its broken variants, newest first."""

    proof: str
    runs: Sequence[RunLine]


class KeyLine(BaseModel):
    action: str
    keys: str  # with commas between
    words: str  # as the key bar says it; "" for one that it has no room for


class Keys(Output):
    """`studyapp keys --json`: as they are here, with the preset and [keys.own]."""

    keys: Sequence[KeyLine]


class Places(Output):
    """`studyapp where --json`."""

    folder: str
    database: str
    settings: str
    library: str  # the shipped one
    problem: str | None = None  # what is wrong with the settings
