"""Perplexity is e to the mean loss over all tokens; over means of unequal batches it comes out wrong."""

import torch
from torch.nn.functional import cross_entropy

from studyapp.proof import among, bars, check, integers, predict, proof


def perplexity(batches):
    """Of a list of pairs: logits, (tokens, words), and labels, (tokens,), of which −100 are padding."""
    total = sum(cross_entropy(logits, labels, reduction="sum") for logits, labels in batches)
    return torch.exp(total / sum((labels != -100).sum() for _, labels in batches))


def over_batch_means(batches):
    return torch.stack([cross_entropy(logits, labels) for logits, labels in batches]).mean().exp()


def mean_of_perplexities(batches):
    return torch.stack([cross_entropy(logits, labels).exp() for logits, labels in batches]).mean()


def over_padding_too(batches):
    total = sum(cross_entropy(logits, labels, reduction="sum") for logits, labels in batches)
    return torch.exp(total / sum(len(labels) for _, labels in batches))


def from_nats_as_bits(batches):
    """2 to a power, though torch's logarithms are natural."""
    return 2 ** perplexity(batches).log()


def batch(tokens, padding, words, sure):
    """Logits that give each label a probability of 1/sure, and share the rest among the other words."""
    labels = torch.randint(words, (tokens + padding,))
    logits = torch.randn(1, words).expand(len(labels), -1).clone()
    others = logits.scatter(1, labels[:, None], -torch.inf).logsumexp(dim=1, keepdim=True)
    logits.scatter_(1, labels[:, None], others - torch.log(torch.tensor(sure - 1.0)))
    labels[tokens:] = -100
    return logits, labels


@proof
def perplexity_of_batches(
    easy=among(2, 4),
    hard=among(16, 32, 64),
    short=among(10, 20, 30),
    long=among(40, 50, 60),
    padding=integers(5, 15),
    perplexity=perplexity,
    careless=over_batch_means,
    words=100,
):
    batches = [batch(short, padding, words, easy), batch(long, 0, words, hard)]
    whole = perplexity(batches)
    probabilities = torch.tensor([1 / easy] * short + [1 / hard] * long)

    # float32 rounds: a millionth of numbers up to 100.
    yield predict(whole, within=0.01 * whole.item())
    per_token = 1 / probabilities.log().mean().exp()
    yield check("1 / the geometric mean of all tokens' probabilities", whole, equals=per_token, within=1e-3)
    yield check("over the batches' means: too good here", careless(batches), at_most=0.95 * per_token)
    alike = perplexity([(torch.zeros(short, words), torch.arange(short))])
    yield check("all words alike: the number of words", alike, equals=words, within=1e-3)
    yield bars(
        "perplexity", {"batch 1": perplexity(batches[:1]), "batch 2": perplexity(batches[1:]), "both": whole}
    )


perplexity_of_batches.must_fail(
    "over the batches' means",
    perplexity=over_batch_means,
    at="1 / the geometric mean of all tokens' probabilities",
)
perplexity_of_batches.must_fail(
    "mean of perplexities",
    perplexity=mean_of_perplexities,
    at="1 / the geometric mean of all tokens' probabilities",
)
perplexity_of_batches.must_fail(
    "padding counted", perplexity=over_padding_too, at="1 / the geometric mean of all tokens' probabilities"
)
perplexity_of_batches.must_fail(
    "all tokens", careless=perplexity, at="over the batches' means: too good here"
)
perplexity_of_batches.must_fail(
    "2 to the nats", perplexity=from_nats_as_bits, at="all words alike: the number of words"
)

if __name__ == "__main__":
    perplexity_of_batches.main()
