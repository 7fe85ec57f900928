"""Packed into one row, documents need a mask and positions of their own; a causal mask alone leaks."""

import torch
from torch import nn
from torch.nn.functional import cross_entropy, scaled_dot_product_attention

from studyapp.proof import check, integers, predict, proof, table


def mask(documents):
    """(tokens, tokens): True where a row's token may see a column's.

    documents are each token's document, as in 0, 0, 0, 1, 1. A token sees its own, up to itself.
    """
    return (documents[:, None] == documents[None, :]).tril()


def causal(documents):
    return torch.ones(len(documents), len(documents), dtype=torch.bool).tril()


def own(documents):
    return documents[:, None] == documents[None, :]


def restart(documents):
    """Each token's position, counted from 0 in its own document."""
    return torch.arange(len(documents)) - torch.searchsorted(documents, documents)


def run_on(documents):
    return torch.arange(len(documents))


def next_of_own(tokens, documents):
    """What each token is scored on: the next; −100, nothing, where the next is another document's."""
    labels = tokens.roll(-1)
    return labels.masked_fill(documents != documents.roll(-1), -100)


def next_of_row(tokens, documents):
    return tokens.roll(-1)


class Model(nn.Module):
    """Embeddings, one head of attention, logits over 20 words."""

    def __init__(self, width=16):
        super().__init__()
        self.words, self.places = nn.Embedding(20, width), nn.Embedding(40, width)
        self.project, self.head = nn.Linear(width, 3 * width), nn.Linear(width, 20)

    def forward(self, tokens, seen, positions):
        x = self.words(tokens) + self.places(positions)
        q, k, v = self.project(x)[None].chunk(3, dim=-1)
        return self.head(x + scaled_dot_product_attention(q, k, v, attn_mask=seen)[0])


@proof
def packing(
    first=integers(3, 6),
    second=integers(7, 9),
    mask=mask,
    careless=causal,
    places=restart,
    labels=next_of_own,
):
    model = Model().requires_grad_(False)
    sizes = [first, second, 5]
    documents = torch.arange(3).repeat_interleave(torch.tensor(sizes))
    tokens = torch.randint(20, (sum(sizes),))

    alone = []
    for part in tokens.split(sizes):
        zeros = torch.zeros_like(part)
        alone.append(model(part, causal(zeros), run_on(zeros)))
    packed = model(tokens, mask(documents), places(documents))
    leaking = model(tokens, careless(documents), places(documents))

    def unlike(rows):
        """How far each document's logits are from those that it gets alone."""
        return [(a - b).abs().max().item() for a, b in zip(rows.split(sizes), alone, strict=True)]

    two = documents[documents < 2]
    yield predict(mask(two).sum())
    # Sums of up to 20 float32 products, of which the masked ones are 0.
    yield check("its own mask and positions: as if alone", packed, equals=torch.cat(alone), within=1e-5)
    clean = [far < 1e-5 for far in unlike(leaking)]
    yield check("a causal mask alone: only the first is as alone", clean, equals=[True, False, False])
    losses = [
        cross_entropy(logits[:-1], part[1:], reduction="sum")
        for logits, part in zip(alone, tokens.split(sizes), strict=True)
    ]
    whole = cross_entropy(packed, labels(tokens, documents), reduction="sum", ignore_index=-100)
    yield check("no loss across an end: the losses alone, added", whole, equals=sum(losses), within=1e-4)
    rows = {"own mask": unlike(packed), "causal mask": unlike(leaking)}
    yield table(rows, columns=["first", "second", "third"], title="largest difference from a document alone")


packing.must_fail("later tokens seen", mask=own, at="its own mask and positions: as if alone")
packing.must_fail("positions run on", places=run_on, at="its own mask and positions: as if alone")
packing.must_fail("masked after all", careless=mask, at="a causal mask alone: only the first is as alone")
packing.must_fail(
    "scored across ends", labels=next_of_row, at="no loss across an end: the losses alone, added"
)

if __name__ == "__main__":
    packing.main()
