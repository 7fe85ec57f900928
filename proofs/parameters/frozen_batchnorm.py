"""A frozen BatchNorm still changes in training mode: its running statistics are buffers, without a flag."""

import torch
from torch import nn

from studyapp.proof import among, check, integers, plot, predict, proof


def by_its_flag(model):
    model.requires_grad_(False).train()


def flag_and_eval(model):
    model.requires_grad_(False).eval()


def only_eval(model):
    """As is often done instead: the weights go on learning."""
    model.eval()


def layer_norm(features):
    """It keeps no statistics."""
    return nn.LayerNorm(features)


def train(freezing, norms, normalise, batches):
    """The names in state_dict() that training changes, and the first running mean after each batch."""
    body = nn.Sequential(*(nn.Sequential(nn.Linear(6, 6), normalise(6)) for _ in range(norms)))
    head = nn.Linear(6, 1)
    freezing(body)
    before = {name: value.clone() for name, value in body.state_dict().items()}
    optimizer = torch.optim.SGD([*body.parameters(), *head.parameters()], lr=0.1)
    means = []
    for batch in batches:
        optimizer.zero_grad()
        head(body(batch)).square().mean().backward()
        optimizer.step()
        means += [buffer.mean().item() for name, buffer in body.named_buffers() if name == "0.1.running_mean"]
    return {name for name, value in body.state_dict().items() if not torch.equal(value, before[name])}, means


@proof
def frozen_batchnorm(
    norms=integers(2, 5),
    mode=among("train()", "eval()"),
    flag=by_its_flag,
    both=flag_and_eval,
    normalise=nn.BatchNorm1d,
):
    batches = torch.randn(8, 16, 6) + 2
    asked = {"train()": by_its_flag, "eval()": flag_and_eval}[mode]
    drifted, means = train(flag, norms, normalise, batches)
    rested, still = train(both, norms, normalise, batches)

    yield predict(len(train(asked, norms, nn.BatchNorm1d, batches)[0]))
    kinds = ("running_mean", "running_var", "num_batches_tracked")
    wanted = {f"{n}.1.{kind}" for n in range(norms) for kind in kinds}
    yield check("by its flag alone: three buffers a BatchNorm change", drifted, equals=wanted)
    yield check("with eval() as well nothing does", rested, equals=set())
    yield plot({"flag": means, "flag and eval()": still}, title="a frozen running mean, over eight batches")


frozen_batchnorm.must_fail(
    "eval() as well", flag=flag_and_eval, at="by its flag alone: three buffers a BatchNorm change"
)
frozen_batchnorm.must_fail(
    "LayerNorm", normalise=layer_norm, at="by its flag alone: three buffers a BatchNorm change"
)
frozen_batchnorm.must_fail("no eval()", both=by_its_flag, at="with eval() as well nothing does")
frozen_batchnorm.must_fail("no flag", both=only_eval, at="with eval() as well nothing does")

if __name__ == "__main__":
    frozen_batchnorm.main()
