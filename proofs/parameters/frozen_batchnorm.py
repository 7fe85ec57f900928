"""requires_grad_(False) does not freeze a BatchNorm's running statistics, which are buffers; eval() does."""

import torch
from torch import nn

from studyapp.proof import among, check, integers, predict, proof, table

LEARNED, STATISTICS = ("weight", "bias"), ("running_mean", "running_var", "num_batches_tracked")


def by_its_flags(body):
    body.requires_grad_(False).train()


def in_eval_mode(body):
    body.eval()


def by_both(body):
    body.requires_grad_(False).eval()


def layer_norm(features):
    """It keeps no statistics."""
    return nn.LayerNorm(features)


def changes(freeze, norms, normalise, steps=3):
    """How many entries of each kind in the body's state_dict() change while it's trained with a new head."""
    body = nn.Sequential(*(nn.Sequential(nn.Linear(6, 6), normalise(6)) for _ in range(norms)))
    head = nn.Linear(6, 1)
    freeze(body)
    before = {name: value.clone() for name, value in body.state_dict().items()}
    optimizer = torch.optim.SGD([*body.parameters(), *head.parameters()], lr=0.1)
    for _ in range(steps):
        optimizer.zero_grad()
        head(body(torch.randn(16, 6) + 2)).square().mean().backward()
        optimizer.step()
    moved = [name for name, value in body.state_dict().items() if not torch.equal(value, before[name])]
    return {kind: sum(name.endswith(kind) for name in moved) for kind in LEARNED + STATISTICS}


@proof
def frozen_batchnorm(
    norms=integers(2, 5),
    mode=among("train()", "eval()"),
    flags=by_its_flags,
    evaluating=in_eval_mode,
    both=by_both,
    normalise=nn.BatchNorm1d,
):
    asked = {"train()": by_its_flags, "eval()": by_both}[mode]
    ways = {"its flags": flags, "eval()": evaluating, "both": both}
    counts = {way: changes(freeze, norms, normalise) for way, freeze in ways.items()}

    yield predict(sum(changes(asked, norms, nn.BatchNorm1d).values()))
    # As many linear layers as BatchNorms, and each of either has a weight and a bias.
    parameters, nothing = dict.fromkeys(LEARNED, 2 * norms), dict.fromkeys(LEARNED + STATISTICS, 0)
    buffers = dict.fromkeys(STATISTICS, norms)
    yield check("by its flags: the statistics still change", counts["its flags"], equals=nothing | buffers)
    yield check("by eval() alone: the parameters do", counts["eval()"], equals=nothing | parameters)
    yield check("by both: nothing does", counts["both"], equals=nothing)
    rows = {kind: [count[kind] for count in counts.values()] for kind in nothing}
    yield table(rows, columns=list(ways), title="how many change in a body frozen by …")


frozen_batchnorm.must_fail("eval() as well", flags=by_both, at="by its flags: the statistics still change")
frozen_batchnorm.must_fail("LayerNorm", normalise=layer_norm, at="by its flags: the statistics still change")
frozen_batchnorm.must_fail("flags as well", evaluating=by_both, at="by eval() alone: the parameters do")
frozen_batchnorm.must_fail("no eval()", both=by_its_flags, at="by both: nothing does")
frozen_batchnorm.must_fail("no flags", both=in_eval_mode, at="by both: nothing does")

if __name__ == "__main__":
    frozen_batchnorm.main()
