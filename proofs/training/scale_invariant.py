"""Before a norm a weight's size changes no output: decay only makes the same step turn it further."""

import torch
from torch.nn.functional import layer_norm, linear

from studyapp.proof import check, integers, plot, predict, proof


def normed(x, weight):
    return layer_norm(linear(x, weight), (len(weight),), eps=0.0)


def bare(x, weight):
    return linear(x, weight)


def normed_before(x, weight):
    return linear(layer_norm(x, x.shape[1:], eps=0.0), weight)


@proof
def scale_invariant(times=integers(2, 5), layer=normed, rate=0.2):
    x, target = torch.randn(30, 8).double(), torch.randn(30, 6).double()
    weight = torch.randn(6, 8, dtype=torch.float64)

    def gradient(weight):
        weight = weight.clone().requires_grad_()
        loss = (layer(x, weight) - target).square().mean()
        return torch.autograd.grad(loss, weight)[0]

    def turned(weight, lr=1e-4):
        """The angle by which one step of SGD turns it, in radians."""
        new = weight - lr * gradient(weight)
        return torch.atan2((new / new.norm() - weight / weight.norm()).norm(), torch.ones(())).item()

    smaller = weight / times
    yield predict(turned(smaller) / turned(weight), within=0.2)
    yield check("k times smaller: the same outputs", layer(x, smaller), equals=layer(x, weight), within=1e-9)
    slope = gradient(weight)
    yield check("its gradient: k times as large", gradient(smaller), equals=times * slope, within=1e-9)
    far = turned(smaller) / turned(weight)
    yield check("one step turns it k² times as far", far, equals=times**2, within=0.01 * times**2)
    yield check("the gradient is at right angles to it", (slope * weight).sum(), equals=0, within=1e-9)

    def course(rate, lr=0.3, steps=60):
        """The weight's length, step by step, under SGD with this decay."""
        w, lengths = weight.clone(), []
        for _ in range(steps):
            w = (1 - lr * rate) * w - lr * gradient(w)
            lengths.append(w.norm())
        return lengths

    curves = {"no decay": course(0.0), f"decay {rate}": course(rate)}
    yield plot(curves, title="length of the weight, over steps")


scale_invariant.must_fail("no norm", layer=bare, at="k times smaller: the same outputs")
scale_invariant.must_fail("the norm before it", layer=normed_before, at="its gradient: k times as large")
scale_invariant.must_fail("unnormed", layer=bare, at="one step turns it k² times as far")
scale_invariant.must_fail("normed inputs", layer=normed_before, at="the gradient is at right angles to it")

if __name__ == "__main__":
    scale_invariant.main()
