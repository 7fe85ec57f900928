"""One large feature takes int8's numbers from all others; multiplied apart, as in LLM.int8(), it does not."""

import torch

from studyapp.proof import among, bars, check, integers, predict, proof


def int8(x, dim):
    """What absmax leaves of x: multiples of a step, which each vector along dim has of its own."""
    step = x.abs().amax(dim=dim, keepdim=True) / 127
    return (x / step).round() * step


def quantized(x, weight):
    """A step for each token, a row of x, and one for each output, a column of weight."""
    return int8(x, dim=1) @ int8(weight, dim=0)


def apart(x, weight):
    """Features that reach 6 for any token are multiplied as they are, all others in int8."""
    large = (x.abs() >= 6).any(dim=0)
    return x[:, large] @ weight[large] + quantized(x[:, ~large], weight[~large])


def left_out(x, weight):
    large = (x.abs() >= 6).any(dim=0)
    return quantized(x[:, ~large], weight[~large])


def clipped(x, weight):
    return quantized(x.clamp(-6, 6), weight)


def nothing_in_int8(x, weight):
    return x @ weight


@proof
def int8_outliers(
    outlier=among(25.4, 63.5, 127.0), where=integers(0, 63), apart=apart, times=1.0, tokens=32, d=64
):
    weight = torch.randn(d, 48) / 8
    ordinary = torch.randn(tokens, d)
    x = ordinary.clone()
    x[:, where] = times * outlier * torch.empty(tokens).uniform_(0.8, 1).copysign(torch.randn(tokens))

    def error(rule, x):
        return (rule(x, weight) - x @ weight).square().mean().sqrt()

    none, alone, split = error(quantized, ordinary), error(quantized, x), error(apart, x)

    fine = torch.cat([torch.linspace(-1, 1, 2001), torch.tensor([outlier])])[None]
    yield predict(len(int8(fine, dim=1)[0, :-1].unique()))
    yield check("int8 alone: over four times the error", alone / none, at_least=4)
    # A feature less, of 64, and steps of weights that it no longer sets: a few percent.
    yield check("apart: the error as if there was none", split / none, equals=1, within=0.2)
    shown = {"no large feature": none, "int8 alone": alone, "apart": split}
    yield bars(f"error of the product, with a feature of {outlier:g}", shown)


int8_outliers.must_fail("no larger than others", times=0.02, at="int8 alone: over four times the error")
int8_outliers.must_fail("all in int8", apart=quantized, at="apart: the error as if there was none")
int8_outliers.must_fail("left out", apart=left_out, at="apart: the error as if there was none")
int8_outliers.must_fail("clipped", apart=clipped, at="apart: the error as if there was none")
int8_outliers.must_fail("none in int8", apart=nothing_in_int8, at="apart: the error as if there was none")

if __name__ == "__main__":
    int8_outliers.main()
