"""optimizer.zero_grad() clears the gradients of its own parameters; model.zero_grad() clears them all."""

import torch
from torch import nn
from torch.optim import SGD

from studyapp.proof import check, integers, plot, predict, proof


def by_optimizer(model, optimizer):
    optimizer.zero_grad()


def by_model(model, optimizer):
    model.zero_grad()


def not_at_all(model, optimizer):
    """Forgotten."""


def of_the_head(model):
    return model[-1].parameters()


def of_all(model):
    return model.parameters()


@proof
def zero_scope(rounds=integers(2, 5), given=of_the_head, clear=by_optimizer, clear_all=by_model):
    model, x = nn.Sequential(nn.Linear(4, 3), nn.Tanh(), nn.Linear(3, 2)), torch.randn(6, 4)
    weights = [model[0].weight, model[-1].weight]
    # No step is taken, so that every round has the same gradients.
    once = torch.autograd.grad(model(x).sum(), weights)

    def train(clear):
        """How many times one round's gradients the trunk and the head hold, after each round."""
        model.zero_grad()
        optimizer, course = SGD(given(model), lr=0.1), []
        for _ in range(rounds):
            clear(model, optimizer)
            model(x).sum().backward()
            times = [
                (weight.grad.norm() / one.norm()).item() for weight, one in zip(weights, once, strict=True)
            ]
            course.append(times)
        return course, [weight.grad.clone() for weight in weights]

    course, (trunk, head) = train(clear)
    _, (all_trunk, all_head) = train(clear_all)

    yield predict(course[-1][0], within=0.01)
    yield check("the head's: one round's", head, equals=once[1])
    # Adding a number up to five times is exact.
    yield check("the trunk's: every round's, added up", trunk, equals=rounds * once[0])
    everything, one_round = torch.cat([all_trunk.flatten(), all_head.flatten()]), [g.flatten() for g in once]
    yield check("model.zero_grad(): one round's in both", everything, equals=torch.cat(one_round))
    curves = dict(zip(["trunk", "head"], zip(*course, strict=True), strict=True))
    yield plot(curves, x=range(1, rounds + 1), title="times one round's gradient, after each round")


zero_scope.must_fail("it has the trunk too", given=of_all, at="the trunk's: every round's, added up")
zero_scope.must_fail("forgotten", clear=not_at_all, at="the head's: one round's")
zero_scope.must_fail("the optimizer's", clear_all=by_optimizer, at="model.zero_grad(): one round's in both")

if __name__ == "__main__":
    zero_scope.main()
