"""max(z, 0) − z·y + log(1 + e^−|z|) is the binary cross entropy of a logit z of any size, up or down."""

import torch

from studyapp.proof import among, check, integers, plot, predict, proof


def bce(logits, labels):
    """The binary cross entropy of each logit, with a gradient of sigmoid − label however large it is."""
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
def stable_bce(size=integers(90, 900), sign=among(1, -1), label=among(0, 1), bce=bce):
    # Ordinary logits, none of them 0, where |z| has no slope.
    ordinary = (torch.randn(40).abs() + 0.01) * torch.tensor([1.0, -1.0]).repeat(20)
    labels = torch.randint(0, 2, (40,)).float()
    exact = torch.where(labels == 1, ordinary, -ordinary).double()
    large = torch.tensor([size, size, -size, -size], dtype=torch.float32, requires_grad=True)
    losses = bce(large, torch.tensor([0.0, 1.0, 0.0, 1.0]))
    (gradient,) = torch.autograd.grad(losses.sum(), large)

    yield predict(bce(torch.tensor([float(sign * size)]), torch.tensor([float(label)])), within=0.01)
    expected = (1 + (-exact).exp()).log()
    yield check(
        "an ordinary logit: −log of what happened", bce(ordinary, labels), equals=expected, within=1e-6
    )
    # e⁻⁹⁰ is 1e-39, which may be flushed to 0.
    yield check(
        "a large one: its size where wrong, 0 where right", losses, equals=[size, 0, 0, size], within=1e-6
    )
    yield check("with a gradient of ±1 where wrong", gradient, equals=[1, 0, 0, -1], within=1e-6)
    logits = torch.linspace(-120, 120, 121)
    zeros = torch.zeros_like(logits)
    curves = {"stable": bce(logits, zeros), "log(1 + eᶻ)": exp_of_the_logit(logits, zeros)}
    yield plot(
        curves | {"kept off the ends": kept_off_the_ends(logits, zeros)}, x=logits, title="loss, label 0"
    )


stable_bce.must_fail("log of the sigmoid", bce=from_probabilities, at="with a gradient of ±1 where wrong")
stable_bce.must_fail("kept off 0 and 1", bce=kept_off_the_ends, at="with a gradient of ±1 where wrong")
stable_bce.must_fail(
    "log(1 + eᶻ)", bce=exp_of_the_logit, at="a large one: its size where wrong, 0 where right"
)
stable_bce.must_fail(
    "the last term forgotten", bce=without_the_tail, at="an ordinary logit: −log of what happened"
)

if __name__ == "__main__":
    stable_bce.main()
