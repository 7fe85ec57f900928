"""What the journal can say: one model a kind of event, closed and versioned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    TypeAdapter,
    model_validator,
)

from studyapp.schedule.fsrs import DEFAULT_WEIGHTS
from studyapp.schedule.plan import Phase

WEIGHTS = len(DEFAULT_WEIGHTS)
Rating = Annotated[int, Field(ge=1, le=4)]  # 1 Again, 2 Hard, 3 Good, 4 Easy


def _without_surrogates(text: object) -> object:
    """A terminal may hand over half a character; it must not keep the rest of the answer from being saved."""
    return text.encode("utf-8", "replace").decode() if isinstance(text, str) else text


Typed = Annotated[str, BeforeValidator(_without_surrogates)]  # text as the learner typed it


class _Body(BaseModel):
    # Built at first use: it takes longer than all else that Home needs.
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, defer_build=True)

    v: Literal[1] = 1


class Review(_Body):
    """A graded answer, what was proposed, and when the card is to come back."""

    kind: Literal["review"] = "review"
    card: str
    day: int  # study day of the answer, days since 1970-01-01
    rating: Rating
    rating_from: Literal["learner", "proposal"]
    proposed: Rating | None = None
    answer: Typed | None = None
    confidence: float | None = Field(default=None, ge=0, le=1)  # that the answer is right, before it was seen
    seconds: float | None = Field(default=None, ge=0)  # time to answer, where it was taken
    hints: int = Field(default=0, ge=0)  # asked for before the answer
    shown: str | None = None  # id of the question as shown
    seed: int | None = None
    arguments: dict[str, JsonValue] = Field(default_factory=dict)  # of the proof, drawn from the seed
    run: str | None = None
    elapsed_days: int | None = Field(default=None, ge=0)  # study days since the last review
    phase_before: Phase | None = None  # None for a first review
    interval_before: int = Field(default=0, ge=0)  # days; 0 after a step, and for a first review
    parameters: str  # name of the parameter set
    phase: Phase
    step: int = Field(default=0, ge=0)
    stability: float = Field(gt=0)  # days
    difficulty: float
    expected: float | None = Field(default=None, gt=0, le=1)  # recall foreseen; None: no memory was tested
    due_at: AwareDatetime | None = None
    due_day: int | None = None
    reason: str = ""  # for the due date, in a sentence

    @model_validator(mode="after")
    def _due_once(self) -> Self:
        if (self.due_at is None) == (self.due_day is None):
            raise ValueError("a card is due either at an instant or on a study day")
        return self


class Void(_Body):
    """A review or another act undone: it counts no more."""

    kind: Literal["void"] = "void"
    card: str
    event: str  # id of what is undone


class _Act(_Body):
    """Something done to a card, which can be undone; acts of one batch are undone together."""

    card: str
    batch: str | None = None


class Reset(_Act):
    """A card started again: it is new, and its earlier reviews no longer shape its memory."""

    kind: Literal["reset"] = "reset"


class Suspend(_Act):
    """A card taken out of the queue."""

    kind: Literal["suspend"] = "suspend"


class Resume(_Act):
    """A card put back into the queue, suspended or buried before."""

    kind: Literal["resume"] = "resume"


class Bury(_Act):
    """A card kept out of the queue before a study day."""

    kind: Literal["bury"] = "bury"
    until: int


class Flag(_Act):
    """A card given a colour by its number; 0 takes it away."""

    kind: Literal["flag"] = "flag"
    flag: int = Field(ge=0, le=7)


class Marked(_Act):
    """A card marked to come back to, or its mark taken away."""

    kind: Literal["marked"] = "marked"
    marked: bool


class Noted(_Act):
    """A private note on a card; "" takes it away."""

    kind: Literal["noted"] = "noted"
    note: Typed


class Practised(_Act):
    """An answer outside of the schedule: it is kept, and moves no due date."""

    kind: Literal["practised"] = "practised"
    rating: Rating
    answer: Typed | None = None
    seconds: float | None = Field(default=None, ge=0)
    run: str | None = None


class Edit(_Body):
    """A changed answer that the learner has seen, and whether their progress was kept."""

    kind: Literal["edit"] = "edit"
    card: str
    answer_hash: str
    keep: bool


class Renamed(_Body):
    """A card that had another id before; its history is found by both."""

    kind: Literal["renamed"] = "renamed"
    card: str
    was: str


class Adopted(_Body):
    """Parameters of the memory model that are used from here on."""

    kind: Literal["adopted"] = "adopted"
    name: str
    parameters: tuple[float, ...] = Field(min_length=WEIGHTS, max_length=WEIGHTS)


Act = Reset | Suspend | Resume | Bury | Flag | Marked | Noted | Practised
Body = Review | Void | Act | Edit | Renamed | Adopted
BODY: TypeAdapter[Body] = TypeAdapter(
    Annotated[Body, Field(discriminator="kind")], config=ConfigDict(defer_build=True)
)


@dataclass(frozen=True, slots=True)
class Event:
    """An entry of the journal."""

    id: str
    device: str
    hlc: int  # its place in the order over all devices
    at: datetime  # UTC
    utc_offset: int  # minutes, the learner's at that time
    body: Body

    @property
    def card(self) -> str | None:
        return None if isinstance(self.body, Adopted) else self.body.card
