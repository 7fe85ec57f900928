"""Cut into other tokens, one distribution over texts has another perplexity, but the same bits per byte."""

import math

import torch
from torch.nn.functional import cross_entropy

from studyapp.proof import among, bars, check, integers, predict, proof

LETTERS = "rstä€"  # of 1, 1, 1, 2 and 3 bytes in UTF-8


def bits_per_byte(loss, tokens, text):
    """From the mean loss of the text's tokens, in nats."""
    return loss * tokens / math.log(2) / len(text.encode())


def per_character(loss, tokens, text):
    return loss * tokens / math.log(2) / len(text)


def per_token(loss, tokens, text):
    return loss / math.log(2)


def nats(loss, tokens, text):
    return loss * tokens / len(text.encode())


def one_more(joint, follows):
    """The probabilities of a token that is a letter longer, by the chain rule: after each of its ends."""
    ends = torch.arange(joint.shape[1]) % len(follows)
    return (joint[:, :, None] * follows[ends]).flatten(1)


def independent(joint, follows):
    """The letter depends on the one before the token: another distribution over texts."""
    return (joint[:, :, None] * follows[:, None]).flatten(1)


def draw(follows, steps):
    """A text, as the places of its letters: each depends on the one before."""
    path = [0]
    for _ in range(steps):
        path.append(torch.multinomial(follows[path[-1]], 1).item())
    return torch.tensor(path)


def mean_loss(path, follows, letters, lengthen):
    """Of the path's tokens, so many letters each, all but the first letter, which is given."""
    joint = follows
    for _ in range(letters - 1):
        joint = lengthen(joint, follows)
    places = len(follows) ** torch.arange(letters - 1, -1, -1)
    tokens = (path[1:].view(-1, letters) * places).sum(dim=1)
    return cross_entropy(joint[path[:-1:letters]].log(), tokens).item()


@proof
def two_tokenizers(
    choices=among(2, 3, 4), letters=integers(2, 3), tokens=120, bits_per_byte=bits_per_byte, lengthen=one_more
):
    any_chain = (1.5 * torch.randn(5, 5, dtype=torch.float64)).softmax(dim=1)
    path = draw(any_chain, tokens * letters)
    text = "".join(LETTERS[place] for place in path[1:])
    single, whole = (mean_loss(path, any_chain, n, lengthen) for n in (1, letters))

    # After each letter, so many of the others, all as likely.
    fair = sum(torch.eye(5, dtype=torch.float64).roll(n, dims=1) for n in range(1, choices + 1)) / choices
    fair_path = draw(fair, tokens * letters)
    yield predict(math.exp(mean_loss(fair_path, fair, letters, one_more)), within=0.01)

    found = bits_per_byte(whole, tokens, text), bits_per_byte(single, tokens * letters, text)
    yield check("one distribution over texts: the same bits per byte", found[0], equals=found[1], within=1e-9)
    powers = math.exp(whole - letters * single)
    yield check("tokens of k letters: the k-th power of the perplexity", powers, equals=1, within=1e-9)
    guess = bits_per_byte(math.log(256), 100, "x" * 100)
    yield check("256 bytes all as likely: 8 bits per byte", guess, equals=8, within=1e-9)
    umlauts = bits_per_byte(math.log(32), 100, "ä" * 100)
    yield check("5 bits for a letter of two bytes: 2.5 per byte", umlauts, equals=2.5, within=1e-9)
    losses = {"tokens of one letter": single, f"tokens of {letters} letters": whole}
    yield bars("perplexity", {name: math.exp(loss) for name, loss in losses.items()})
    yield bars("bits per byte", dict(zip(losses, reversed(found), strict=True)))


two_tokenizers.must_fail(
    "per token", bits_per_byte=per_token, at="one distribution over texts: the same bits per byte"
)
two_tokenizers.must_fail(
    "another distribution", lengthen=independent, at="tokens of k letters: the k-th power of the perplexity"
)
two_tokenizers.must_fail("in nats", bits_per_byte=nats, at="256 bytes all as likely: 8 bits per byte")
two_tokenizers.must_fail(
    "per character", bits_per_byte=per_character, at="5 bits for a letter of two bytes: 2.5 per byte"
)

if __name__ == "__main__":
    two_tokenizers.main()
