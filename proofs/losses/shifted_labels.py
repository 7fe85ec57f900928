"""Logits are scored on the next token; scored on the same one, a model learns to copy, at a loss of 0."""

import torch
from torch import nn
from torch.nn.functional import cross_entropy

from studyapp.proof import check, integers, plot, predict, proof


def pairs(tokens):
    """Inputs, and for each of them its label, from a batch of texts, (texts, tokens)."""
    return tokens[:, :-1], tokens[:, 1:]


def unshifted(tokens):
    return tokens, tokens


def shifted_twice(tokens):
    """By whoever loads the data, and once more by the model."""
    return tokens[:, :-2], tokens[:, 2:]


def backwards(tokens):
    return tokens[:, 1:], tokens[:, :-1]


def train(tokens, words, pairs):
    """A model that sees one token at a time, and its loss at each step."""
    model = nn.Embedding(words, words)  # a row of logits for each token
    adam, course = torch.optim.Adam(model.parameters(), lr=0.5), []
    inputs, labels = pairs(tokens)
    for _ in range(60):
        loss = cross_entropy(model(inputs).flatten(0, 1), labels.flatten())
        adam.zero_grad()
        loss.backward()
        adam.step()
        course.append(loss.item())
    return model, course


def continue_from(token, model):
    """Four more tokens, each time the likeliest."""
    text = [token]
    for _ in range(4):
        text.append(model.weight[text[-1]].argmax().item())
    return text


@proof
def shifted_labels(
    words=integers(11, 15),
    step=integers(2, 4),
    token=integers(0, 9),
    pairs=pairs,
    copied=unshifted,
    twice=shifted_twice,
):
    # Each text goes up by `step`, round and round; they begin with each word.
    tokens = (torch.arange(words)[:, None] + step * torch.arange(8)) % words
    right, learns = train(tokens, words, pairs)
    copying, falls = train(tokens, words, copied)
    skipping, _ = train(tokens, words, twice)

    def goes_up_by(step):
        return [(token + step * n) % words for n in range(5)]

    yield predict(continue_from(token, copying)[1])
    yield check(
        "on the next token: it continues the text", continue_from(token, right), equals=goes_up_by(step)
    )
    yield check("on the same token: its loss goes to 0 too", falls[-1], at_most=0.01)
    yield check("on the same token: it repeats itself", continue_from(token, copying), equals=[token] * 5)
    found = continue_from(token, skipping)
    yield check("shifted twice: it skips a token each time", found, equals=goes_up_by(2 * step))
    curves = {"on the next token": learns, "on the same token": falls}
    yield plot(curves, title="loss over steps")


def noise(tokens):
    """Labels that have nothing to do with the text."""
    return tokens, torch.randint_like(tokens, tokens.max())


shifted_labels.must_fail("backwards", pairs=backwards, at="on the next token: it continues the text")
shifted_labels.must_fail("random labels", copied=noise, at="on the same token: its loss goes to 0 too")
shifted_labels.must_fail("shifted once", copied=pairs, at="on the same token: it repeats itself")
shifted_labels.must_fail("once for both", twice=pairs, at="shifted twice: it skips a token each time")

if __name__ == "__main__":
    shifted_labels.main()
