"""Tied weights are one parameter: counted once, saved under two names, its gradient the sum of both uses."""

import torch
from torch import nn

from studyapp.proof import check, integers, predict, proof, table


def tie(head, embedding):
    """Make the head use the embedding's weight as its own, through all training."""
    head.weight = embedding.weight


def copy_values(head, embedding):
    head.weight.data.copy_(embedding.weight.data)


def share_storage(head, embedding):
    """Two parameters over one memory."""
    head.weight.data = embedding.weight.data


def hide(head, embedding):
    """Past the module's registration."""
    del head.weight
    head.__dict__["weight"] = embedding.weight


class Model(nn.Module):
    def __init__(self, words, width, tie):
        super().__init__()
        self.embedding = nn.Embedding(words, width, dtype=torch.float64)
        self.head = nn.Linear(width, words, bias=False, dtype=torch.float64)
        tie(self.head, self.embedding)

    def forward(self, tokens):
        return self.head(self.embedding(tokens).tanh())


@proof
def tied_weights(words=integers(12, 20), width=integers(3, 5), tie=tie):
    model, apart = Model(words, width, tie), Model(words, width, copy_values)
    for parameter in apart.parameters():
        parameter.data.copy_(model.embedding.weight.data)
    tokens = torch.arange(6) * 2
    for net in (model, apart):
        net(tokens).square().sum().backward()
    tied, one, other = model.embedding.weight.grad, apart.embedding.weight.grad, apart.head.weight.grad
    torch.optim.SGD(model.parameters(), lr=0.1).step()

    shapes = [list(parameter.shape) for parameter in model.parameters()]
    yield predict(sum(parameter.numel() for parameter in model.parameters()))
    yield check("head.weight = embedding.weight: one parameter", shapes, equals=[[words, width]])
    yield check(
        "state_dict() saves it under both names",
        list(model.state_dict()),
        equals=["embedding.weight", "head.weight"],
    )
    # The same terms, added in another order: float64 rounds them by less than 1e-12 each.
    yield check("a tied weight's gradient is the sum of both uses", tied, equals=one + other, within=1e-9)
    yield check("a word that was not read has a gradient too", tied[1].abs().max(), at_least=1e-6)
    yield check("still the same weight after a step", model.head.weight, equals=model.embedding.weight)
    uses = {"embedding": one, "head": other, "tied": tied}
    rows = {f"{use}, word {word}": grad[word] for word in (2, 1) for use, grad in uses.items()}
    yield table(rows, title="gradients of word 2, which was read, and of word 1, which was not")


tied_weights.must_fail(
    "only the values are copied", tie=copy_values, at="head.weight = embedding.weight: one parameter"
)
tied_weights.must_fail("copied once", tie=copy_values, at="still the same weight after a step")
tied_weights.must_fail("copied", tie=copy_values, at="a word that was not read has a gradient too")
tied_weights.must_fail("one memory", tie=share_storage, at="a tied weight's gradient is the sum of both uses")
tied_weights.must_fail("hidden from the head", tie=hide, at="state_dict() saves it under both names")

if __name__ == "__main__":
    tied_weights.main()
