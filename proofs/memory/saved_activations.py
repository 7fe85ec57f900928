"""A recorded forward keeps every layer's activations until the backward; no_grad() lets each one go."""

import torch
from torch import nn
from torch.multiprocessing.reductions import StorageWeakRef

from studyapp.proof import among, check, integers, plot, predict, proof


def unrecorded(model, x):
    with torch.no_grad():
        return model(x)


def in_eval_mode(model, x):
    return model.eval()(x)


def train_all(model):
    """Every weight requires a gradient."""


def train_the_last(model):
    model[:-2].requires_grad_(False)


class Watch:
    """The bytes of the layers' outputs that are alive after each layer's forward, and before its backward."""

    def __init__(self, model):
        self.outputs, self.course = {}, []
        for layer in model:
            layer.register_forward_hook(self.look)

    def look(self, layer, inputs, output):
        self.outputs[StorageWeakRef(output.untyped_storage())] = output.nbytes  # keeps nothing alive
        self.course.append(self.alive())
        if output.requires_grad:
            output.register_hook(lambda grad: self.course.append(self.alive()))

    def alive(self):
        return sum(size for storage, size in self.outputs.items() if not storage.expired())


@proof
def saved_activations(
    layers=integers(4, 8),
    batch=among(5, 10),
    width=among(10, 20, 40),
    activation=among("ReLU", "Tanh", "GELU", "SiLU"),
    evaluate=unrecorded,
    choose=train_all,
    retain=False,
):
    def build():
        pairs = ((nn.Linear(width, width), getattr(nn, activation)()) for _ in range(layers))
        model = nn.Sequential(*(part for pair in pairs for part in pair))
        choose(model)
        return model, Watch(model)

    one, x = 4 * batch * width, torch.randn(batch, width)
    trained, watch = build()
    output = trained(x)
    after_forward = watch.alive()
    output.sum().backward(retain_graph=retain)
    after_backward = watch.alive()
    evaluated, idle = build()
    evaluate(evaluated, x)

    yield predict(after_forward)
    # The next product saves what the activation returned; GELU and SiLU save their own input besides.
    each = 1 if activation in ("ReLU", "Tanh") else 2
    yield check("recorded: what every pair saves is alive", after_forward, equals=layers * each * one)
    falling = [bytes_alive // one for bytes_alive in dict.fromkeys(watch.course[2 * layers :])]
    yield check(
        "the backward lets outputs go, layer by layer", falling, equals=[*range(each * layers, 0, -1)]
    )
    yield check("after the backward only the output is alive", after_backward, equals=one)
    yield check("under no_grad() never more than two are alive", max(idle.course, default=0), equals=2 * one)
    curves = {"recorded": [*watch.course, after_backward], "no_grad()": idle.course}
    yield plot(curves, title="bytes of activations alive, layer by layer: forward, then backward")


saved_activations.must_fail(
    "only the last is trained", choose=train_the_last, at="recorded: what every pair saves is alive"
)
saved_activations.must_fail(
    "the graph is retained", retain=True, at="the backward lets outputs go, layer by layer"
)
saved_activations.must_fail(
    "eval() for no_grad()", evaluate=in_eval_mode, at="under no_grad() never more than two are alive"
)

if __name__ == "__main__":
    saved_activations.main()
