"""Top-p keeps the fewest likeliest tokens that reach p together: few where sure, many where not."""

import torch

from studyapp.proof import among, bars, check, predict, proof


def nucleus(probabilities, p):
    """The fewest of the largest that reach p together, rescaled to the sum 1; zero for all others."""
    ordered, order = probabilities.sort(descending=True)
    likelier = ordered.cumsum(dim=0) - ordered  # what the tokens before have together
    kept = ordered * (likelier < p)
    return torch.zeros_like(kept).scatter(0, order, kept / kept.sum())


def short_of_p(probabilities, p):
    """The token with which the sum passes p is left out."""
    ordered, order = probabilities.sort(descending=True)
    kept = ordered * (ordered.cumsum(dim=0) <= p)
    return torch.zeros_like(kept).scatter(0, order, kept / kept.sum())


def cut_only(probabilities, p):
    return probabilities * (nucleus(probabilities, p) > 0)


def always_four(probabilities, p):
    return top_k(probabilities, 4)


def top_k(probabilities, k):
    largest, tokens = probabilities.topk(k)
    return torch.zeros_like(probabilities).scatter(0, tokens, largest / largest.sum())


def above_a_tenth(probabilities, k):
    kept = probabilities * (probabilities > 0.1)
    return kept / kept.sum()


def heat_first(cut, logits, p, temperature):
    return cut((logits / temperature).softmax(dim=0), p)


def cut_first(cut, logits, p, temperature):
    return (cut(logits.softmax(dim=0), p).log() / temperature).softmax(dim=0)


def count(probabilities):
    return (probabilities > 0).sum().item()


@proof
def top_p(
    p=among(0.6, 0.8, 0.9, 0.95, 0.98),
    gap=among(0.2, 0.3, 0.4),
    k=among(3, 5, 8),
    nucleus=nucleus,
    top_k=top_k,
    first=heat_first,
    last=cut_first,
):
    halves = 0.5 ** torch.arange(1, 30, dtype=torch.float64)
    logits = -gap * torch.randperm(60).double()  # each token e^gap times as likely as the next
    sure, given, unsure = (4 * logits).softmax(dim=0), logits.softmax(dim=0), (logits / 4).softmax(dim=0)
    kept = nucleus(given, p)
    fewest = next(n for n in range(1, 61) if given.topk(n).values.sum() >= p)

    yield predict(count(nucleus(halves[torch.randperm(29)], p)))
    yield check("kept: the fewest tokens that reach p together", count(kept), equals=fewest)
    share = given * (kept > 0)
    yield check(
        "each over their sum, so that they add up to 1", kept, equals=share / share.sum(), within=1e-12
    )
    hot = count(first(nucleus, logits, p, 2.0))
    yield check("T = 2 before the cut: more tokens", hot, at_least=count(kept) + 1)
    yield check(
        "T = 2 after the cut: the same tokens", count(last(nucleus, logits, p, 2.0)), equals=count(kept)
    )
    spread = count(nucleus(unsure, p)) - count(nucleus(sure, p))
    yield check("top-p: fewer tokens where the model is sure", spread, at_least=4)
    yield check("top-k: k tokens, sure or not", [count(top_k(x, k)) for x in (sure, unsure)], equals=[k, k])
    models = {"sure": sure, "as given": given, "unsure": unsure}
    yield bars(f"tokens kept, p = {p}", {name: count(nucleus(x, p)) for name, x in models.items()})


top_p.must_fail("short of p", nucleus=short_of_p, at="kept: the fewest tokens that reach p together")
top_p.must_fail("not rescaled", nucleus=cut_only, at="each over their sum, so that they add up to 1")
top_p.must_fail("cut before T", first=cut_first, at="T = 2 before the cut: more tokens")
top_p.must_fail("cut after T", last=heat_first, at="T = 2 after the cut: the same tokens")
top_p.must_fail("always four", nucleus=always_four, at="top-p: fewer tokens where the model is sure")
top_p.must_fail("a threshold", top_k=above_a_tenth, at="top-k: k tokens, sure or not")

if __name__ == "__main__":
    top_p.main()
