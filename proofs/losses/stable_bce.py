"""max(z, 0) − z·y + log(1 + e^−|z|) is the binary cross entropy of a logit z of any size, up or down."""

import torch

from studyapp.proof import among, check, integers, plot, predict, proof


def bce(logits, labels):
    """The binary cross entropy of each logit, with a gradient of sigmoid − label whatever its size."""
    size = logits.abs()
    above = (logits + size) / 2  # max(z, 0), with half a slope at 0
    return above - logits * labels + (-size).exp().log1p()


def one_sided(logits, labels):
    """The same numbers, but at 0 clamp() has all of its slope, and abs() none."""
    return logits.clamp(min=0) - logits * labels + (-logits.abs()).exp().log1p()


def from_probabilities(logits, labels):
    p = torch.sigmoid(logits)
    return -(labels * p.log() + (1 - labels) * (1 - p).log())


def kept_off_the_ends(logits, labels):
    """With the usual 1e-7."""
    p = torch.sigmoid(logits).clamp(1e-7, 1 - 1e-7)
    return -(labels * p.log() + (1 - labels) * (1 - p).log())


def exp_of_the_logit(logits, labels):
    return (1 + logits.exp()).log() - logits * labels


def without_the_tail(logits, labels):
    return logits.clamp(min=0) - logits * labels


@proof
def stable_bce(size=integers(90, 900), sign=among("+", "-"), label=among(0, 1), bce=bce):
    ordinary = torch.randn(40)
    ordinary[0] = 0  # where every logit lies if all weights start at 0
    labels = torch.randint(0, 2, (40,)).float()
    # In float64, where nothing is lost at this size: −log of the probability of what happened.
    exact = (1 + torch.where(labels == 1, -ordinary, ordinary).double().exp()).log()

    large = torch.tensor([size, size, -size, -size], dtype=torch.float32)
    their = torch.tensor([0.0, 1.0, 0.0, 1.0])
    logits, truth = torch.cat([ordinary, large]).requires_grad_(), torch.cat([labels, their])
    losses = bce(logits, truth)
    (gradient,) = torch.autograd.grad(losses.sum(), logits)

    asked = torch.tensor([float(f"{sign}{size}")])
    yield predict(bce(asked, torch.tensor([float(label)])), within=0.01)
    yield check("an ordinary logit: −log of what happened", losses[:40], equals=exact, within=1e-6)
    # e⁻⁹⁰ is 1e-39, which may be flushed to 0.
    yield check(
        "a large one: its size if wrong, 0 if right", losses[40:], equals=[size, 0, 0, size], within=1e-6
    )
    slopes = logits.sigmoid() - truth
    yield check("the gradient of each: sigmoid − label", gradient, equals=slopes, within=1e-6)
    sweep = torch.linspace(-120, 120, 121)
    ways = {"stable": bce, "log(1 + eᶻ)": exp_of_the_logit, "p kept off the ends": kept_off_the_ends}
    curves = {name: way(sweep, torch.zeros(121)) for name, way in ways.items()}
    yield plot(curves, x=sweep, title="loss over the logit, the label being 0")


stable_bce.must_fail("log of the sigmoid", bce=from_probabilities, at="the gradient of each: sigmoid − label")
stable_bce.must_fail("kept off 0 and 1", bce=kept_off_the_ends, at="the gradient of each: sigmoid − label")
stable_bce.must_fail("log(1 + eᶻ)", bce=exp_of_the_logit, at="a large one: its size if wrong, 0 if right")
stable_bce.must_fail("max(z, 0) by clamp()", bce=one_sided, at="the gradient of each: sigmoid − label")
stable_bce.must_fail("no last term", bce=without_the_tail, at="an ordinary logit: −log of what happened")

if __name__ == "__main__":
    stable_bce.main()
