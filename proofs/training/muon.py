"""Muon's Newton–Schulz steps bring a gradient's singular values near 1 and keep its singular vectors."""

import torch
from torch.optim import SGD, Muon

from studyapp.proof import check, integers, plot, predict, proof


def orthogonalize(gradient, steps=5):
    """Muon's update for a matrix of no more rows than columns: five times an odd polynomial of it."""
    a, b, c = 3.4445, -4.7750, 2.0315
    x = gradient / gradient.norm()  # no singular value is above 1 then
    for _ in range(steps):
        square = x @ x.T
        x = a * x + (b * square + c * square @ square) @ x
    return x


def one_step(gradient):
    return orthogonalize(gradient, steps=1)


def signs(gradient):
    """Adam's first step, in units of lr."""
    return gradient.sign()


def divided(gradient):
    """By its largest singular value: none is above 1, and small ones stay small."""
    return gradient / torch.linalg.matrix_norm(gradient, ord=2)


def scaled_each(gradient):
    return orthogonalize(gradient) * gradient.norm()


def step(gradient, optimizer):
    """What one step at lr 1 subtracts from a weight."""
    weight = torch.zeros_like(gradient).requires_grad_()
    weight.grad = gradient.clone()
    optimizer([weight], lr=1.0, weight_decay=0.0).step()
    return -weight.detach()


@proof
def muon(rows=integers(9, 25), columns=integers(60, 90), update=orthogonalize, optimizer=Muon):
    left, _ = torch.linalg.qr(torch.randn(rows, rows, dtype=torch.float64))
    right, _ = torch.linalg.qr(torch.randn(columns, rows, dtype=torch.float64))
    sizes = torch.logspace(0, -2, rows, dtype=torch.float64)  # a hundred times between first and last
    gradient = left * sizes @ right.T
    after = left.T @ update(gradient) @ right  # diagonal, if the vectors are the same
    new = after.diagonal()

    yield predict(update(gradient).norm(), within=0.25 * rows**0.5)
    yield check("singular values: 0.65 or more", new.min(), at_least=0.65)
    yield check("and 1.25 or less", new.max(), at_most=1.25)
    yield check("the same singular vectors", after - new.diag(), equals=0 * after, within=1e-9)
    larger = left.T @ update(1000 * gradient) @ right
    # Beside the norm may stand an eps, such as 1e-7.
    yield check("a gradient 1000 times as large: the same update", larger, equals=after, within=1e-5)
    # It takes its five steps in bfloat16, of less than three digits.
    off = (step(gradient, optimizer) - update(gradient)).norm() / rows**0.5
    yield check("torch.optim.Muon subtracts it, but for rounding", off, at_most=0.05)
    first = (left.T @ one_step(gradient) @ right).diagonal()
    curves = {"gradient": sizes / sizes.norm(), "one step": first, "five steps": new}
    yield plot(curves, title="singular values, from the largest on")


muon.must_fail("one step", update=one_step, at="singular values: 0.65 or more")
muon.must_fail("divided by the largest", update=divided, at="singular values: 0.65 or more")
muon.must_fail("signs", update=signs, at="the same singular vectors")
muon.must_fail("entries of size 1", update=signs, at="and 1.25 or less")
muon.must_fail("as long as it was", update=scaled_each, at="a gradient 1000 times as large: the same update")
muon.must_fail("SGD", optimizer=SGD, at="torch.optim.Muon subtracts it, but for rounding")

if __name__ == "__main__":
    muon.main()
