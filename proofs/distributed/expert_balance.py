"""Switch's balance loss is 1 for equal shares, N for all tokens on one expert; full experts drop tokens."""

import torch
from torch.nn.functional import one_hot

from studyapp.proof import among, bars, check, predict, proof


def shares(probabilities):
    """The share of tokens that each expert is the most probable one of."""
    return one_hot(probabilities.argmax(dim=1), probabilities.shape[1]).float().mean(dim=0)


def balance(probabilities):
    """Switch's loss, N · Σ fᵢ · Pᵢ, of the router's probabilities, (tokens, experts), before its factor α."""
    return probabilities.shape[1] * (shares(probabilities) * probabilities.mean(dim=0)).sum()


def not_times_experts(probabilities):
    return balance(probabilities) / probabilities.shape[1]


def shares_alone(probabilities):
    """A count of tokens has no gradient."""
    return probabilities.shape[1] * shares(probabilities).square().sum() + 0 * probabilities.sum()


def first_come(chosen, experts, capacity):
    """Whether there is still a place for each token: its expert takes `capacity` of them, in order."""
    place = one_hot(chosen, experts).cumsum(dim=0).gather(1, chosen[:, None])[:, 0]
    return place <= capacity


def any_place(chosen, experts, capacity):
    """As if whoever finds no place went to an expert that has one."""
    return torch.arange(len(chosen)) < experts * capacity


@proof
def expert_balance(
    experts=among(4, 8),
    each=among(8, 16, 24),
    times=among(2, 3),
    factor=among(1.0, 1.25, 1.5),
    loss=balance,
    take=first_come,
):
    tokens = experts * each
    crowd = torch.zeros(times * each, dtype=torch.long)  # expert 0's, the others share the rest
    rest = 1 + torch.arange(tokens - times * each) % (experts - 1)
    crowded = torch.cat([crowd, rest])[torch.randperm(tokens)]
    routes = {"equal shares": torch.arange(tokens) % experts, "crowded": crowded, "all to one": 0 * crowded}

    # A router that is sure of every token; only then are shares and mean probabilities the same.
    sure = {name: (30.0 * one_hot(to, experts)).softmax(dim=1) for name, to in routes.items()}
    losses = {name: loss(probabilities) for name, probabilities in sure.items()}
    # Three of five tokens just about prefer the first of two experts, the others are sure of the second.
    apart = loss(torch.tensor(3 * [[0.51, 0.49]] + 2 * [[0.01, 0.99]]))

    given = sure["crowded"].clone().requires_grad_()
    loss(given).backward()
    pushed = given.grad.sum(dim=0)
    dropped = [int((~take(to, experts, int(factor * each))).sum()) for to in routes.values()]

    yield predict(dropped[1])
    # float32's roundings of sums up to 8.
    yield check("equal shares: 1", losses["equal shares"], equals=1, within=1e-5)
    yield check("all to one of N, for sure: N", losses["all to one"], equals=experts, within=1e-5)
    yield check("a close first choice, a sure second: under 1", apart, at_most=0.95)
    yield check("Pᵢ is pushed down by N · fᵢ", pushed, equals=experts * shares(given), within=1e-5)
    over = int((times - factor) * each)
    yield check("dropped: what exceeds the capacity", dropped, equals=[0, over, int(tokens - factor * each)])
    yield bars("tokens that choose each expert", {f"{n}": int((crowded == n).sum()) for n in range(experts)})


expert_balance.must_fail("no factor N", loss=not_times_experts, at="equal shares: 1")
expert_balance.must_fail("no factor N, all to one", loss=not_times_experts, at="all to one of N, for sure: N")
expert_balance.must_fail(
    "shares squared", loss=shares_alone, at="a close first choice, a sure second: under 1"
)
expert_balance.must_fail("shares without gradient", loss=shares_alone, at="Pᵢ is pushed down by N · fᵢ")
expert_balance.must_fail("another expert helps out", take=any_place, at="dropped: what exceeds the capacity")

if __name__ == "__main__":
    expert_balance.main()
