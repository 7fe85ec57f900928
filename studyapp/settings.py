"""studyapp.toml: what the learner may set, each with its default and unit."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TypedDict, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from studyapp.errors import StudyError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def read_span(value: object) -> timedelta:
    """A span as "10m"; raise ValueError where it is none."""
    text = str(value).strip()
    if not text or text[-1] not in UNITS or not text[:-1].isdecimal() or not 0 < int(text[:-1]) < 10**5:
        raise ValueError('write a span like "10m": a whole number above 0, and s, m, h or d')
    return timedelta(**{UNITS[text[-1]]: int(text[:-1])})


def read_time_of_day(value: object) -> timedelta:
    """A time of day as "04:00", as the span since midnight."""
    hours, _, minutes = str(value).partition(":")
    if not (hours.isdigit() and minutes.isdigit() and int(hours) < 24 and int(minutes) < 60):
        raise ValueError('write a time of day like "04:00"')
    return timedelta(hours=int(hours), minutes=int(minutes))


Span = Annotated[timedelta, BeforeValidator(read_span)]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Share = Annotated[float, Field(ge=0, le=1)]
TimeOfDay = Annotated[timedelta, BeforeValidator(read_time_of_day)]


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class StudySettings(Section):
    """[study]: what comes when."""

    desired_retention: float = Field(0.9, ge=0.7, le=0.99)  # probability of recall when a card is due
    new_per_day: int = Field(15, ge=0)
    day_starts: TimeOfDay = timedelta(hours=4)  # local time
    learning_steps: tuple[Span, ...] = (timedelta(minutes=1), timedelta(minutes=10))
    relearning_steps: tuple[Span, ...] = (timedelta(minutes=10),)
    learn_ahead: Span = timedelta(minutes=20)  # a learning card this close is shown when nothing else is left
    maximum_interval: int = Field(36500, ge=1)  # days
    fuzz: bool = True  # spread due days, so that cards learned together part
    balance: bool = True  # within that, days on which less is due are likelier
    easy_days: dict[Weekday, Share] = Field(default_factory=dict)  # of a usual day's reviews
    opens_at: float = Field(0.8, gt=0, lt=1)  # recall of what a new card comes after, from which on it comes
    siblings_apart: bool = True  # of one heading's cards, a day brings one
    leech_lapses: int = Field(8, ge=1)  # forgotten so often, a card is said to be a leech
    catch_up: int = Field(60, ge=0)  # reviews a day after an absence of a week; 0: all at once
    type_gaps: bool = False  # gaps are typed; else thought, and typed at the key w
    longest_answer: Span = timedelta(minutes=5)  # a longer thought counts as this long
    sync: str = ""  # a folder that several machines see, for `studyapp sync`

    @property
    def shares(self) -> tuple[float, ...]:
        """What each day of a week takes of a usual one's reviews, Monday first."""
        return tuple(self.easy_days.get(day, 1.0) for day in get_args(Weekday))


class Limits(TypedDict):
    seconds: float | None
    memory: int  # bytes


class ProofSettings(Section):
    """[proofs]: what a run may use."""

    seconds: float | None = Field(None, gt=0, lt=10**6)  # time limit instead of each proof's own
    memory_gib: float = Field(4.0, gt=0, lt=10**6)  # of the whole process tree
    warm: bool = True  # keep torch imported and processes forked ahead while the app is open

    @property
    def limits(self) -> Limits:
        """As a request for a run takes them."""
        return {"seconds": self.seconds, "memory": int(self.memory_gib * 2**30)}


class CardSettings(Section):
    """[cards]: from where on `check` warns of how a card is written."""

    question_words: int = Field(40, ge=1)
    answer_words: int = Field(25, ge=1)
    answer_words_most: int = Field(60, ge=1)  # an error beyond, no longer a warning
    code_lines: int = Field(12, ge=1)  # of an answer, the blank ones aside
    list_items: int = Field(5, ge=1)  # of an answer
    gaps: int = Field(3, ge=1)  # hidden together
    gap_share: float = Field(0.25, gt=0, le=1)  # of a text's words, hidden together
    told_share: float = Field(0.75, gt=0, le=1)  # of an answer's words that say something, in its question
    choice_length: float = Field(2.0, gt=1)  # the right choice, as a multiple of the longest wrong one
    similarity: float = Field(0.8, gt=0, le=1)  # of two questions: shared words, as a share of all of theirs
    off: tuple[str, ...] = ()  # names of rules that are left out

    @property
    def limits(self) -> dict[str, float]:
        """All but the rules that are left out."""
        return self.model_dump(exclude={"off"})


class KeySettings(Section):
    """[keys]: a preset, and single keys on top: "review.bury" = "x"."""

    preset: Literal["", "vim", "org"] = ""
    own: dict[str, str] = Field(default_factory=dict)  # an action's id, and its keys with commas between

    @property
    def are_usual(self) -> bool:
        return not (self.preset or self.own)


class Settings(Section):
    study: StudySettings = StudySettings.model_construct()
    proofs: ProofSettings = ProofSettings.model_construct()
    cards: CardSettings = CardSettings.model_construct()
    keys: KeySettings = KeySettings.model_construct()


def read_settings(path: Path) -> Settings:
    """Defaults where there is no file; raise StudyError naming the key that is wrong."""
    try:
        return Settings.model_validate(tomllib.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise StudyError(f"cannot be read: {error.strerror}", where=str(path)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StudyError(
            f"not TOML: {error}", where=str(path), todo="Mend that line, or move the file away."
        ) from error
    except ValidationError as error:
        (what, todo), *others = map(spell_fault, error.errors())
        also = [f"Also, {each}. {hint}" for each, hint in others]
        todo = "\n".join([todo, *also, "docs/settings.md lists the settings."])
        raise StudyError(what, where=str(path), todo=todo) from error


def spell_fault(fault: ErrorDetails) -> tuple[str, str]:
    """What is wrong with a setting, and what to write instead."""
    place = [str(part) for part in fault["loc"] if part != "[key]"]
    key, given = ".".join(place), fault["input"]
    if fault["type"] == "extra_forbidden":
        section = Settings.model_fields.get(place[0]) if len(place) > 1 else None
        known = (section.annotation if section else Settings).model_fields  # type: ignore[union-attr]
        close = get_close_matches(place[-1], known, 1)
        hint = f"Did you mean {close[0]!r}?" if close else f"There are: {', '.join(known)}."
        return f"there is no setting {key!r}", hint
    return f"{key} cannot be {given!r}", f"Write {spell_wanted(fault['msg'])}."


def spell_wanted(said: str) -> str:
    """What to write, from what pydantic says of something else: "an integer"."""
    said = said.removeprefix("Value error, ").removeprefix("Input should be ").removeprefix("write ")
    said = said.partition(", unable to ")[0].replace("a valid ", "a ").replace("a integer", "an integer")
    if said.startswith(("less ", "greater ")):
        said = f"a number {said}"
    return said.replace("a boolean", "true or false").replace("a dictionary", "a table")
