"""Sabotages of lower precision and of saving memory."""

from __future__ import annotations

from tests.proofs.sabotages.sabotage import Sabotage

SABOTAGES: dict[str, Sabotage] = {}

SABOTAGES["GradScaler never backs off"] = Sabotage(
    ("precision.loss_scaling",),
    """
make = torch.amp.GradScaler.__init__

def never_down(self, *arguments, **options):
    make(self, *arguments, **options)
    self._backoff_factor = 1.0

torch.amp.GradScaler.__init__ = never_down
""",
)
SABOTAGES["unscale_() leaves the gradients as they are"] = Sabotage(
    ("precision.clip_after_unscale",),
    """
unscale = torch.amp.GradScaler.unscale_

def leave(self, optimizer):
    weights = [weight for group in optimizer.param_groups for weight in group["params"]]
    scaled = [weight.grad.clone() for weight in weights]
    unscale(self, optimizer)
    for weight, gradient in zip(weights, scaled, strict=True):
        weight.grad.copy_(gradient)

torch.amp.GradScaler.unscale_ = leave
""",
)
SABOTAGES["autocast casts nothing"] = Sabotage(
    ("precision.autocast", "precision.autocast_cuda", "precision.unsafe_bce"),
    """
make = torch.autocast.__init__
torch.autocast.__init__ = lambda *given, **options: make(*given, **options | {"enabled": False})
""",
)
SABOTAGES["autocast leaves softmax as it is"] = Sabotage(
    ("precision.autocast_cuda",),
    """
softmax = functional.softmax

def as_given(*arguments, **options):
    with torch.autocast("cuda", enabled=False):
        return softmax(*arguments, **options)

functional.softmax = as_given
""",
)
SABOTAGES["autocast lets BCELoss pass"] = Sabotage(
    ("precision.unsafe_bce",),
    """
loss = functional.binary_cross_entropy

def passed(*arguments, **options):
    with torch.autocast("cuda", enabled=False):
        return loss(*arguments, **options)

functional.binary_cross_entropy = passed
""",
)
SABOTAGES["float16 holds overflow at its largest"] = Sabotage(
    ("precision.ranges",),
    """
to = torch.Tensor.to

def clipped(self, *where, **options):
    moved = to(self, *where, **options)
    return moved.clamp(-65504, 65504) if moved.is_cpu and moved.dtype == torch.float16 else moved

# No graph of its own, where print() calls it within what is compiled.
torch.Tensor.to = torch._compile._disable_dynamo(clipped)
""",
)
SABOTAGES["a bfloat16 sum is cut off, not rounded"] = Sabotage(
    ("precision.master_weights", "precision.bf16_gap"),
    """
add = torch.Tensor.__add__

def cut_off(a, b):
    if a.dtype != torch.bfloat16:
        return add(a, b)
    exact = add(a.double(), b.double() if isinstance(b, torch.Tensor) else b).float()
    bits = exact.view(torch.int32) & ~0xFFFF
    return bits.view(torch.float32).bfloat16()

torch.Tensor.__add__ = cut_off
torch.Tensor.__iadd__ = lambda a, b: a.copy_(cut_off(a, b))
""",
)
SABOTAGES["checkpoint() runs nothing again"] = Sabotage(
    ("memory.checkpointing", "memory.chunked_loss", "memory.selective_checkpointing", "training.step_flops"),
    """
from torch.utils import checkpoint
checkpoint.checkpoint = lambda function, *arguments, **options: function(*arguments)
""",
)
SABOTAGES["checkpoint() forgets the random state"] = Sabotage(
    ("memory.checkpointing",),
    """
from torch.utils import checkpoint
run = checkpoint.checkpoint
checkpoint.checkpoint = lambda *given, **options: run(*given, **options | {"preserve_rng_state": False})
""",
)
