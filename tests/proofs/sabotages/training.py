"""Sabotages of optimizers."""

from __future__ import annotations

from tests.proofs.sabotages.sabotage import Sabotage, before_each_step

SABOTAGES: dict[str, Sabotage] = {}

SABOTAGES["zero_grad() clears nothing"] = Sabotage(
    (
        "autograd.accumulation",
        "distributed.ddp_buckets",
        "distributed.mean_not_sum",
        "modules.live_state_dict",
        "parameters.frozen_yet_moving",
        "precision.loss_scaling",
        "training.forgotten_zero_grad",
        "training.linear_scaling",
        "training.loop_order",
        "training.none_is_not_zero",
        "training.resumption",
        "training.scheduler_order",
        "training.step_before_backward",
        "training.three_calls",
        "training.zero_scope",
    ),
    "torch.optim.Optimizer.zero_grad = nn.Module.zero_grad = lambda self, set_to_none=True: None",
)
SABOTAGES["momentum is ignored"] = Sabotage(
    (
        "training.forgotten_zero_grad",
        "training.momentum_limit",
        "training.none_is_not_zero",
        "training.sgd_decay",
    ),
    before_each_step('group.update({"momentum": 0} if "momentum" in group else {})'),
)
SABOTAGES["step() takes None for zeros"] = Sabotage(
    (
        "fsdp.optimizer_first",
        "parameters.frozen_yet_moving",
        "parameters.who_moves",
        "training.none_is_not_zero",
        "training.step_before_backward",
    ),
    before_each_step("""
for weight in group["params"]:
    if weight.grad is None:
        weight.grad = torch.zeros_like(weight)
"""),
)
SABOTAGES["step() spares what is frozen"] = Sabotage(
    ("parameters.frozen_yet_moving",),
    before_each_step("""
for weight in group["params"]:
    if not weight.requires_grad:
        weight.grad = None
"""),
)
SABOTAGES["AdamW adds its decay to the gradient"] = Sabotage(
    ("training.decay_groups", "training.decoupled_decay", "training.sgd_decay"),
    before_each_step('group["decoupled_weight_decay"] = False'),
)
SABOTAGES["Adam keeps the largest squares too"] = Sabotage(
    ("memory.adam_bytes", "training.adams_first_step"), before_each_step('group["amsgrad"] = True')
)
SABOTAGES["Adam corrects no bias"] = Sabotage(
    ("training.adams_first_step", "training.decoupled_decay", "training.resumption", "training.warm_up"),
    """
import sys
sys.modules["torch.optim.adam"]._get_value = lambda step: 1e9  # so late, there is nothing to correct
""",
)
SABOTAGES["clip_grad_norm_ clips each tensor by itself"] = Sabotage(
    ("training.clipping",),
    """
clip = nn.utils.clip_grad_norm_

def one_by_one(weights, *arguments, **options):
    weights = [weights] if isinstance(weights, torch.Tensor) else weights
    return max(clip(weight, *arguments, **options) for weight in weights)

nn.utils.clip_grad_norm_ = one_by_one
""",
)
SABOTAGES["SGD decouples its decay"] = Sabotage(
    ("training.sgd_decay",),
    before_each_step("""
if "nesterov" in group:
    rate = group.setdefault("rate", group["weight_decay"])
    group["weight_decay"] = 0
    for weight in group["params"]:
        if weight.grad is not None:
            weight.data.mul_(1 - group["lr"] * rate)
"""),
)
SABOTAGES["Muon takes one step of five"] = Sabotage(
    ("training.muon",), before_each_step('group.update({"ns_steps": 1} if "ns_steps" in group else {})')
)
