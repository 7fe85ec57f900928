"""numpy() gives an array on the tensor's own memory, or refuses: gradients, bfloat16, other devices."""

import torch

from studyapp.proof import among, check, predict, proof, raises, reals, table


def as_it_is(tensor):
    return tensor.numpy()


def detached(tensor):
    return tensor.detach().numpy()


def as_float32(tensor):
    return tensor.float().numpy()


def cloned(tensor):
    return tensor.detach().clone().numpy()


def filled_anew(tensor):
    return torch.ones(tensor.shape).numpy()


def outcome(call):
    try:
        call()
    except (RuntimeError, TypeError) as error:
        return type(error).__name__
    return "nothing"


@proof
def to_numpy(
    dtype=among("float64", "float32", "float16", "bfloat16"),
    grad=among(False, True),
    value=reals(2, 9),
    export=as_it_is,
    share=detached,
    guard=torch.no_grad,
):
    def make(name, **options):
        return torch.ones(3, dtype=getattr(torch, name), **options)

    def guarded(tensor):
        with guard():
            return as_it_is(tensor)

    weight = make("float32", requires_grad=True)
    loss = (weight**2).sum()
    share(weight)[0] = value  # between the forward and the backward
    loss.backward()
    needy, brief, remote = (
        make("float32", requires_grad=True),
        make("bfloat16"),
        make("float32", device="meta"),
    )

    yield predict(outcome(lambda: as_it_is(make(dtype, requires_grad=grad))))
    yield raises("refused: requires a gradient", lambda: export(needy), RuntimeError, "detach().numpy()")
    yield raises("refused: bfloat16", lambda: export(brief), TypeError, "BFloat16")
    yield raises("refused: on another device", lambda: export(remote), TypeError, "Tensor.cpu()")
    yield raises("under no_grad() it asks for no detach()", lambda: guarded(needy), None)
    yield check("the array's write is in the weight", weight[0], equals=value, within=1e-6)
    # In-place operations of torch are counted, and would make backward() raise; NumPy's are not.
    yield check("and, unnoticed, in the gradient", weight.grad[0], equals=2 * value, within=1e-6)
    ways = {"as it is": as_it_is, "no_grad()": guarded, "detach()": detached, "float()": as_float32}
    names = {"float32": needy, "bfloat16": make("bfloat16", requires_grad=True)}
    rows = {name: [outcome(lambda w=way, t=t: w(t)) for way in ways.values()] for name, t in names.items()}
    yield table(rows, columns=list(ways), title="what numpy() raises where a gradient is required")


to_numpy.must_fail("detached first", export=detached, at="refused: requires a gradient")
to_numpy.must_fail("converted to float32", export=as_float32, at="refused: bfloat16")
to_numpy.must_fail("another tensor's array", export=filled_anew, at="refused: on another device")
to_numpy.must_fail(
    "recorded all the same", guard=torch.enable_grad, at="under no_grad() it asks for no detach()"
)
to_numpy.must_fail("a clone in between", share=cloned, at="the array's write is in the weight")

if __name__ == "__main__":
    to_numpy.main()
