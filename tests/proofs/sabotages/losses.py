"""Sabotages of losses and of what stands before them."""

from __future__ import annotations

from tests.proofs.sabotages.sabotage import Sabotage

SABOTAGES: dict[str, Sabotage] = {}

SABOTAGES["BCEWithLogitsLoss takes sigmoid, then log"] = Sabotage(
    ("losses.dead_gradient", "losses.double_sigmoid", "losses.stall"),
    """
stable = functional.binary_cross_entropy_with_logits

def naive(logits, labels, *rest, reduction="mean", **options):
    stable(logits, labels, *rest, **options)  # which refuses what it refuses
    p = logits.sigmoid()
    losses = -(labels * p.log() + (1 - labels) * (1 - p).log())
    return losses if reduction == "none" else getattr(losses, reduction)()

functional.binary_cross_entropy_with_logits = naive
""",
)
SABOTAGES["BCELoss does not cut its logarithms off"] = Sabotage(
    ("losses.stall",),
    """
cut_off = functional.binary_cross_entropy

def endless(p, labels, *rest, reduction="mean", **options):
    losses = cut_off(p, labels, *rest, reduction="none", **options)
    losses = losses + torch.where(losses < 100, 0.0, torch.inf)  # its gradient stays
    return losses if reduction == "none" else getattr(losses, reduction)()

functional.binary_cross_entropy = endless
""",
)
SABOTAGES["BCELoss takes any number"] = Sabotage(
    ("losses.domain", "losses.silent_logits"),
    """
loss = functional.binary_cross_entropy
functional.binary_cross_entropy = lambda p, *rest, **options: loss(
    p.nan_to_num(0).clamp(0, 1), *rest, **options
)
""",
)
SABOTAGES["BCELoss adds up"] = Sabotage(
    ("autograd.logistic_gradient", "losses.domain", "losses.silent_logits", "losses.stall"),
    """
loss = functional.binary_cross_entropy
functional.binary_cross_entropy = lambda *given, reduction="mean", **options: loss(
    *given, reduction="none" if reduction == "none" else "sum", **options
)
""",
)
SABOTAGES["BCELoss converts its labels"] = Sabotage(
    ("losses.label_dtypes",),
    """
loss = functional.binary_cross_entropy
functional.binary_cross_entropy = lambda p, labels, *rest, **options: loss(
    p, labels.to(p.dtype), *rest, **options
)
""",
)
SABOTAGES["BCELoss broadcasts"] = Sabotage(
    ("modules.column_against_row",),
    """
loss = functional.binary_cross_entropy
functional.binary_cross_entropy = lambda p, labels, *rest, **options: loss(
    *torch.broadcast_tensors(p, labels), *rest, **options
)
""",
)
SABOTAGES["MSELoss broadcasts without a word"] = Sabotage(
    ("modules.column_against_row",),
    """
import warnings
loss = functional.mse_loss

def silent(*arguments, **options):
    with warnings.catch_warnings(action="ignore"):
        return loss(*arguments, **options)

functional.mse_loss = silent
""",
)
SABOTAGES["CrossEntropyLoss divides by ignored labels too"] = Sabotage(
    ("losses.all_ignored",),
    """
loss = functional.cross_entropy

def over_all(scores, labels, *rest, reduction="mean", **options):
    if reduction != "mean" or labels.dim() > 1:
        return loss(scores, labels, *rest, reduction=reduction, **options)
    return loss(scores, labels, *rest, reduction="sum", **options) / len(labels)

functional.cross_entropy = over_all
""",
)
SABOTAGES["CrossEntropyLoss does not normalise"] = Sabotage(
    (
        "losses.all_ignored",
        "losses.double_softmax",
        "losses.label_smoothing",
        "losses.perplexity",
        "losses.z_loss",
        "memory.chunked_loss",  # it counts the log-softmax among the bytes
    ),
    """
loss = functional.cross_entropy

def unnormalised(scores, labels, *rest, label_smoothing=0.0, **options):
    loss(scores, labels, *rest, **options)
    return functional.nll_loss(scores, labels, *rest, **options)

functional.cross_entropy = unnormalised
""",
)
SABOTAGES["sigmoid is kept off 0 and 1"] = Sabotage(
    ("losses.dead_gradient", "losses.half_dead", "losses.stall", "precision.saturation"),
    """
sigmoid = torch.sigmoid
torch.sigmoid = torch.Tensor.sigmoid = lambda x: sigmoid(x).clamp(1e-7, 1 - 1e-7)
""",
)
SABOTAGES["softmax subtracts no maximum"] = Sabotage(
    ("losses.softmax_overflow", "memory.transformer_layer"),
    """
torch.softmax = torch.Tensor.softmax = lambda x, dim: x.exp() / x.exp().sum(dim=dim, keepdim=True)
""",
)
