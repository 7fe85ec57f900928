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


def bytes_alive(outputs):
    return sum(size for storage, size in outputs.items() if not storage.expired())


def watch(model):
    """What the layers put out, never kept alive by us, and the bytes of it alive after each layer."""
    outputs, alive = {}, []

    def look(layer, inputs, output):
        outputs[StorageWeakRef(output.untyped_storage())] = output.nbytes
        alive.append(bytes_alive(outputs))

    for layer in model:
        layer.register_forward_hook(look)
    return outputs, alive


@proof
def saved_activations(
    layers=integers(4, 8),
    batch=integers(3, 6),
    width=integers(10, 20),
    activation=among("ReLU", "Tanh", "GELU", "SiLU"),
    evaluate=unrecorded,
    choose=train_all,
    retain=False,
):
    def build():
        parts = (part for _ in range(layers) for part in (nn.Linear(width, width), getattr(nn, activation)()))
        model = nn.Sequential(*parts)
        choose(model)
        return model, *watch(model)

    one, x = 4 * batch * width, torch.randn(batch, width)
    trained, outputs, rising = build()
    output = trained(x)
    after_forward = bytes_alive(outputs)
    output.sum().backward(retain_graph=retain)
    after_backward = bytes_alive(outputs)
    evaluated, _, flat = build()
    evaluate(evaluated, x)

    yield predict(after_forward)
    # The next product saves what the activation returned; GELU and SiLU save their own input besides.
    per_layer = 1 if activation in ("ReLU", "Tanh") else 2
    yield check("recorded: every layer's are alive", after_forward, equals=layers * per_layer * one)
    yield check("after the backward only the output is", after_backward, equals=one)
    yield check("under no_grad() never more than two", max(flat), equals=2 * one)
    yield plot({"recorded": rising, "no_grad()": flat}, title="bytes of activations alive, layer by layer")


saved_activations.must_fail(
    "only the last is trained", choose=train_the_last, at="recorded: every layer's are alive"
)
saved_activations.must_fail("the graph is retained", retain=True, at="after the backward only the output is")
saved_activations.must_fail(
    "eval() for no_grad()", evaluate=in_eval_mode, at="under no_grad() never more than two"
)

if __name__ == "__main__":
    saved_activations.main()
