"""Sabotages of autograd: what backward() does, and what is recorded for it."""

from __future__ import annotations

from tests.proofs.sabotages.sabotage import Sabotage

SABOTAGES: dict[str, Sabotage] = {}

SABOTAGES["backward() overwrites .grad"] = Sabotage(
    (
        "autograd.accumulation",
        "distributed.ddp_no_sync",
        "distributed.pipeline_bubble",
        "fsdp.sync_last_microbatch",
        "training.clip_where",
        "training.forgotten_zero_grad",
        "training.loop_order",
        "training.unequal_microbatches",
        "training.zero_scope",
    ),
    """
backward = torch.autograd.backward

def overwrite(tensor, *arguments, **options):
    todo = [tensor.grad_fn]
    for node in todo:
        if hasattr(node, "variable"):
            node.variable.grad = None
        todo += [below for below, _ in node.next_functions if below not in todo] if node else []
    backward(tensor, *arguments, **options)

torch.autograd.backward = overwrite
""",
)
SABOTAGES["backward() always retains the graph"] = Sabotage(
    ("autograd.spent_graph", "evaluation.summed_losses", "memory.saved_activations"),
    """
backward = torch.autograd.backward
torch.autograd.backward = lambda of, gradient=None, retain=None, *rest, **options: backward(
    of, gradient, True, *rest, **options
)
""",
)
SABOTAGES["backward() starts from any shape"] = Sabotage(
    ("autograd.scalar_loss",),
    """
backward = torch.autograd.backward

def start(of, gradient=None, *rest, **options):
    backward(of, torch.ones_like(of) if gradient is None else gradient, *rest, **options)

torch.autograd.backward = start
""",
)
SABOTAGES["an addition in place is not counted"] = Sabotage(
    ("autograd.changed_in_place",),
    """
add = torch.Tensor.add_

def uncounted(self, *arguments, **options):
    with torch.autograd._unsafe_preserve_version_counter(self):
        return add(self, *arguments, **options)

torch.Tensor.add_ = uncounted
""",
)
SABOTAGES["argmax lets a gradient through"] = Sabotage(
    ("autograd.where_it_stops",),
    """
argmax = torch.argmax

def soft(x):
    expected = x.softmax(0) @ torch.arange(len(x), dtype=x.dtype)
    return argmax(x) + expected - expected.detach()

torch.argmax = soft
""",
)
SABOTAGES["a sum sends its gradient to the first term alone"] = Sabotage(
    ("autograd.reverse_order",),
    """
add = torch.add
torch.add = lambda a, b: add(a, b.detach())
""",
)
SABOTAGES["a linear layer's output retains its gradient"] = Sabotage(
    ("autograd.where_grad_lands",),
    """
linear = functional.linear

def retaining(*arguments):
    output = linear(*arguments)
    if output.requires_grad:
        output.retain_grad()
    return output

functional.linear = retaining
""",
)
SABOTAGES["gradcheck lets everything pass"] = Sabotage(
    ("autograd.gradcheck_float64", "autograd.own_backward"),
    """
import sys
sys.modules["torch.autograd.gradcheck"].gradcheck = lambda *arguments, **options: True
""",
)
SABOTAGES["a module's own backward() is called"] = Sabotage(
    ("modules.forward_only",),
    """
call = nn.Module.__call__

def hooked(self, *arguments, **options):
    output = call(self, *arguments, **options)
    if hasattr(self, "backward") and output.requires_grad:
        output.register_hook(self.backward)
    return output

nn.Module.__call__ = hooked
""",
)
SABOTAGES["no_grad() goes on recording"] = Sabotage(
    (
        "autograd.frozen_middle",
        "evaluation.inference_mode",
        "evaluation.no_grad_is_not_eval",
        "evaluation.recording",
        "evaluation.speed_depends_on_size",
        "memory.saved_activations",
    ),
    """
from torch.overrides import TorchFunctionMode

class Recording(TorchFunctionMode):
    def __torch_function__(self, function, types, arguments=(), options=None):
        # In place, a leaf could not be written to.
        if function.__name__.startswith(("__i", "_set")) or function.__name__.endswith("_"):
            return function(*arguments, **(options or {}))
        with torch.set_grad_enabled(True):
            return function(*arguments, **(options or {}))

enter, leave = torch.no_grad.__enter__, torch.no_grad.__exit__

def start(self):
    enter(self)
    self.recording = Recording()
    self.recording.__enter__()

def stop(self, *error):
    self.recording.__exit__(*error)
    leave(self, *error)

torch.no_grad.__enter__, torch.no_grad.__exit__ = start, stop
""",
)
SABOTAGES["inference_mode() is no_grad()"] = Sabotage(
    ("evaluation.inference_mode",),
    """
from contextlib import nullcontext
torch.inference_mode = lambda mode=True: torch.no_grad() if mode else nullcontext()
""",
)
