"""Top-2 routing: a softmax over two logits alone; a token runs two experts, a batch needs them all."""

import torch
from torch.utils.flop_counter import FlopCounterMode

from studyapp.proof import among, bars, check, predict, proof


def weights(logits):
    """Of each token's experts, (tokens, experts): as in Mixtral, 0 but for the two of the largest logits."""
    top = logits.topk(2, dim=1)
    return torch.zeros_like(logits).scatter(1, top.indices, top.values.softmax(dim=1))


def of_all(logits):
    """The two's weights in a softmax over all experts."""
    return logits.softmax(dim=1) * (weights(logits) > 0)


def half_each(logits):
    return (weights(logits) > 0) / 2


def every(logits):
    return logits.softmax(dim=1)


def chosen_alone(x, experts, shares):
    """Each expert, a matrix, computes the tokens that give it a weight."""
    y = torch.zeros_like(x)
    for number, expert in enumerate(experts):
        tokens = shares[:, number].nonzero()[:, 0]
        y[tokens] += shares[tokens, number, None] * (x[tokens] @ expert)
    return y


def everyone(x, experts, shares):
    return torch.einsum("te,tei->ti", shares, torch.einsum("ti,eij->tej", x, experts))


def independent(tokens, experts):
    return torch.randn(tokens, experts)


def all_alike(tokens, experts):
    return torch.randn(1, experts).expand(tokens, -1)


@proof
def top_two_experts(
    ahead=among(0.5, 1.0, 2.0),
    experts=among(4, 8, 16),
    weights=weights,
    run=chosen_alone,
    route=independent,
    tokens=256,
    d=16,
):
    logits, x, matrices = route(tokens, experts), torch.randn(tokens, d), torch.randn(experts, d, d)
    shares, top = weights(logits), logits.topk(2, dim=1)
    first, second = shares.gather(1, top.indices).unbind(dim=1)
    ratio = (top.values[:, 0] - top.values[:, 1]).exp()
    with FlopCounterMode(display=False) as flops:
        run(x, matrices, shares)
    one_expert = 2 * d * d  # FLOPs for a token
    load = (shares > 0).sum(dim=0)

    example = torch.tensor([[0.3, -1.0, 0.3 + ahead, -2.0]])
    yield predict(weights(example)[0, 2], within=0.01)
    yield check("a token's weights add up to 1", shares.sum(dim=1), equals=torch.ones(tokens), within=1e-5)
    # The ratio may be some hundreds.
    even = first / second / ratio
    yield check(
        "the two's ratio: e to the difference of logits", even, equals=torch.ones(tokens), within=1e-3
    )
    share = flops.get_total_flops() / tokens / one_expert
    yield check("FLOPs: two experts', of however many", share, equals=2)
    yield check("256 tokens: every expert has some of them", load.min(), at_least=1)
    yield bars("tokens of each expert", {f"expert {n}": count for n, count in enumerate(load)})


top_two_experts.must_fail("a softmax over all", weights=of_all, at="a token's weights add up to 1")
top_two_experts.must_fail("half each", weights=half_each, at="the two's ratio: e to the difference of logits")
top_two_experts.must_fail("every expert", weights=every, at="FLOPs: two experts', of however many")
top_two_experts.must_fail("computed by all", run=everyone, at="FLOPs: two experts', of however many")
top_two_experts.must_fail("tokens all alike", route=all_alike, at="256 tokens: every expert has some of them")

if __name__ == "__main__":
    top_two_experts.main()
