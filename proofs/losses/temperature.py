"""Odds at temperature T are e^(gap/T), in the same order; at high T soft targets' gradients fall as 1/T²."""

import math

import torch
from torch.nn.functional import kl_div

from studyapp.proof import among, check, integers, plot, predict, proof


def divided(logits, temperature):
    return logits / temperature


def multiplied(logits, temperature):
    return logits * temperature


def not_at_all(logits, temperature):
    return logits


def as_energies(logits, temperature):
    """In physics the lowest energy is the likeliest."""
    return -logits / temperature


def distil(student, teacher, temperature, divide):
    """The student's loss against the teacher's probabilities, both at one temperature."""
    log_p = divide(student, temperature).log_softmax(dim=-1)
    return kl_div(log_p, divide(teacher, temperature).softmax(dim=-1), reduction="sum")


@proof
def temperature(gap=integers(1, 3), t=among(0.5, 1.0, 2.0, 4.0), classes=integers(5, 9), divide=divided):
    pair = torch.tensor([float(gap), 0.0], dtype=torch.float64)
    odds = divide(pair, t).softmax(dim=0)
    yield predict(odds[0] / odds[1], within=0.02 * math.exp(gap / t))
    yield check("odds of two classes: e^(gap / T)", odds[0] / odds[1], equals=math.exp(gap / t), within=1e-6)

    logits = torch.randn(classes, dtype=torch.float64)
    orders = torch.stack([divide(logits, T).softmax(dim=0).argsort() for T in (0.25, 1, 4, 100)])
    yield check("at any T, the same order", orders, equals=logits.argsort().expand(4, -1))
    flat = divide(logits, 1000).softmax(dim=0)
    yield check("T = 1000: nearly all alike", flat, equals=torch.full((classes,), 1 / classes), within=0.01)

    teacher = torch.randn(classes, dtype=torch.float64)

    def gradient(T):
        student = logits.clone().requires_grad_()
        return torch.autograd.grad(distil(student, teacher, T, divide), student)[0].norm()

    # That is the limit for large T: at 50 it is off by some percent.
    yield check(
        "T twice as high: a quarter of the gradient", gradient(100) / gradient(50), equals=0.25, within=0.02
    )
    temperatures = [1, 2, 4, 8, 16]
    curves = {
        "gradient": [gradient(T) for T in temperatures],
        "gradient · T²": [gradient(T) * T**2 for T in temperatures],
    }
    yield plot(curves, x=temperatures, title="of a student's logits, over T")


temperature.must_fail("multiplied", divide=multiplied, at="T = 1000: nearly all alike")
temperature.must_fail("left as they are", divide=not_at_all, at="T twice as high: a quarter of the gradient")
temperature.must_fail("as energies", divide=as_energies, at="at any T, the same order")
temperature.must_fail("T upside down", t=4.0, divide=multiplied, at="odds of two classes: e^(gap / T)")

if __name__ == "__main__":
    temperature.main()
