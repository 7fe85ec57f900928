"""What goes to the process that fits, and what comes back, as JSON."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from studyapp.fitting.tree import Graded


class Message(BaseModel):
    model_config = ConfigDict(frozen=True, allow_inf_nan=False)


class Asked(Message):
    histories: tuple[tuple[Graded, ...], ...]  # of each card, oldest first


class Foreseen(Message):
    """How well some weights foresaw answers that they were not fitted to."""

    log_loss: float  # nats an answer, of which less is better
    recall: float  # their mean expectation


class HeldOut(Message):
    """Answers foreseen by the defaults, and by weights fitted to nothing but what came before."""

    answers: int
    recalled: float  # share that was right
    defaults: Foreseen
    fitted: Foreseen
    gain: float  # nats an answer, of the fitted weights
    error: float  # its standard error

    @property
    def is_won(self) -> bool:
        """Whether fitting foresaw better, by more than chance usually makes of it."""
        return self.gain > self.error


class Fitted(Message):
    weights: tuple[float, ...]  # fitted to all reviews
    held_out: HeldOut
