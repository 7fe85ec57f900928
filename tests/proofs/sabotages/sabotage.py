"""What a sabotage is: the lines of Python that break one mechanism of torch, and who must notice."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import indent

PREAMBLE = """
import torch
from torch import nn
from torch.nn import functional
"""


@dataclass(frozen=True, slots=True)
class Sabotage:
    noticed_by: tuple[str, ...]  # the proofs that must be refuted
    lines: str

    @property
    def text(self) -> str:
        """In a function of its own, so that no name of it meets one of the proof's."""
        return f"def sabotage():\n{indent(PREAMBLE + self.lines, '    ')}\nsabotage()\n"


BEFORE_EACH_STEP = """
from torch.optim.optimizer import register_optimizer_step_pre_hook

def alter(optimizer, arguments, options):
    for group in optimizer.param_groups:
{lines}

register_optimizer_step_pre_hook(alter)
"""


def before_each_step(lines: str) -> str:
    """What an optimizer finds different in a group of parameters when it steps."""
    return BEFORE_EACH_STEP.format(lines=indent(lines, " " * 8))
