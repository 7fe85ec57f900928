"""Sabotages of torch: each breaks one mechanism, and names the proofs that must notice.

Each is text that runs in front of a proof's own. Where the mechanism itself is compiled, the name is altered
through which Python reaches it.
"""

from __future__ import annotations

from tests.proofs.sabotages import (
    attention,
    autograd,
    collectives,
    fsdp,
    losses,
    modules,
    parallel,
    precision,
    tensors,
    training,
)
from tests.proofs.sabotages.sabotage import Sabotage

__all__ = ["OF_ONE_PROCESS", "OF_RANKS", "Sabotage"]

OF_ONE_PROCESS: dict[str, Sabotage] = {}
for topic in (autograd, modules, losses, tensors, training, precision, attention):
    OF_ONE_PROCESS |= topic.SABOTAGES
OF_RANKS: dict[str, Sabotage] = {}  # of what they share; they hold on every rank
for topic in (collectives, parallel, fsdp):
    OF_RANKS |= topic.SABOTAGES
