"""Chinchilla's table: 6ND FLOPs, about 20 tokens a parameter, so parameters and tokens grow as √FLOPs."""

import math

from studyapp.proof import among, check, predict, proof, published, table


def flops_of(parameters, tokens):
    """Of a whole training, forward and backward."""
    return 6 * parameters * tokens


def forward_only(parameters, tokens):
    return 2 * parameters * tokens


def optimal(flops):
    """The parameters and the tokens that make the most of a training's FLOPs, at 20 tokens a parameter."""
    parameters = math.sqrt(flops / 120)
    return parameters, 20 * parameters


def mostly_parameters(flops):
    """Kaplan et al., arXiv 2001.08361, of two years before, have most of a larger budget go to parameters."""
    parameters = 1e9 * (flops / 1.2e20) ** 0.73
    return parameters, flops / (6 * parameters)


def one_each(flops):
    """A token for each parameter."""
    return math.sqrt(flops / 6), math.sqrt(flops / 6)


def half_the_tokens(flops):
    parameters, tokens = optimal(flops)
    return parameters, tokens / 2


def between_rows(flops, paper):
    """The parameters for any FLOPs: between two of the paper's rows, a straight line in logarithms."""
    rows = list(zip(paper["flops"], paper["parameters"], strict=True))
    (low, fewer), (high, more) = next(
        (row, after) for row, after in zip(rows, rows[1:], strict=False) if flops <= after[0]
    )
    return fewer * (more / fewer) ** (math.log(flops / low) / math.log(high / low))


def furthest(values, printed):
    """The largest relative difference."""
    return max(abs(value / cell - 1) for value, cell in zip(values, printed, strict=True))


@proof
def compute_optimal(
    flops=among(1.2e20, 4.8e20, 1.08e21, 3e21, 1.2e22, 4.8e22), flops_of=flops_of, optimal=optimal
):
    paper = published("chinchilla")["table_3"]
    sizes, budgets, tokens = paper["parameters"], paper["flops"], paper["tokens"]

    billions = between_rows(flops, paper) / 1e9
    yield predict(billions, within=0.1 * billions)
    # Most rows agree to the digits that are printed; that of 67 billion is 5 % off.
    costs = [flops_of(size, count) for size, count in zip(sizes, tokens, strict=True)]
    yield check("FLOPs: 6 × parameters × tokens, within 5 %", furthest(costs, budgets), at_most=0.05)
    # Tokens by FLOPs / 6N: they are printed with fewer digits.
    each = [budget / flops_of(size, 1) / size for size, budget in zip(sizes, budgets, strict=True)]
    yield check("20 to 22 tokens a parameter, at every size", each, equals=21, within=1.1)
    rule = [optimal(budget)[0] for budget in budgets]
    yield check("parameters: √(FLOPs / 120), within 5 %", furthest(rule, sizes), at_most=0.05)
    spent = [6 * count * tokens / budget for budget in budgets for count, tokens in [optimal(budget)]]
    yield check("6 × its parameters × its tokens: the whole budget", spent, equals=1, within=1e-6)
    grown = [more / less for less, more in zip(optimal(budgets[1]), optimal(budgets[2]), strict=True)]
    wanted = [sizes[2] / sizes[1], tokens[2] / tokens[1]]
    yield check("100 times the FLOPs: 10 times each", grown, equals=wanted, within=0.2)
    rows = {
        f"{size / 1e9:g} billion": [count / 1e9, ratio]
        for size, count, ratio in zip(sizes, tokens, each, strict=True)
    }
    yield table(rows, columns=["billion tokens", "FLOPs / 6N²"], title="compute-optimal, as printed")


compute_optimal.must_fail(
    "forward only", flops_of=forward_only, at="FLOPs: 6 × parameters × tokens, within 5 %"
)
compute_optimal.must_fail(
    "forward alone, a parameter", flops_of=forward_only, at="20 to 22 tokens a parameter, at every size"
)
compute_optimal.must_fail("a token each", optimal=one_each, at="parameters: √(FLOPs / 120), within 5 %")
compute_optimal.must_fail(
    "half the tokens", optimal=half_the_tokens, at="6 × its parameters × its tokens: the whole budget"
)
compute_optimal.must_fail(
    "mostly parameters", optimal=mostly_parameters, at="100 times the FLOPs: 10 times each"
)

if __name__ == "__main__":
    compute_optimal.main()
