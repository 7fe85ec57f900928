"""numpy() gives an array on the tensor's own memory, or refuses: gradients, bfloat16, other devices."""

import torch

from studyapp.proof import among, check, predict, proof, raises, reals, table


def as_it_is(tensor):
    return tensor.numpy()


def detached(tensor):
    return tensor.detach().numpy()


def in_float32(tensor):
    return tensor.float().numpy()


def detached_in_float32(tensor):
    return tensor.detach().float().numpy()


def cloned(tensor):
    return tensor.detach().clone().numpy()


def filled_anew(tensor):
    return torch.ones(tensor.shape).numpy()


def outcome(export, tensor):
    try:
        export(tensor)
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
    both=detached_in_float32,
):
    drawn = torch.ones(3, dtype=getattr(torch, dtype), requires_grad=grad)
    weight = torch.ones(3, requires_grad=True)
    brief, remote = torch.ones(3, dtype=torch.bfloat16), torch.ones(3, device="meta")
    brief_weight = brief.clone().requires_grad_()
    share(weight)[0] = value

    yield predict(outcome(as_it_is, drawn))
    yield raises("refused: requires a gradient", lambda: export(weight), RuntimeError, "detach().numpy()")
    yield raises("refused: bfloat16", lambda: export(brief), TypeError, "BFloat16")
    yield raises("refused: on another device", lambda: export(remote), TypeError, "Tensor.cpu()")
    yield raises("detach() and float() together will do", lambda: both(brief_weight), None)
    yield check("a write into the array is in the weight", weight[0], equals=value, within=1e-6)
    tensors = {"float32": weight, "bfloat16": brief_weight}
    ways = {"numpy()": as_it_is, "detach()": detached, "float()": in_float32, "both": detached_in_float32}
    rows = {name: [outcome(way, tensor) for way in ways.values()] for name, tensor in tensors.items()}
    yield table(rows, columns=list(ways), title="raised where a gradient is required, by what comes first")


to_numpy.must_fail("detached first", export=detached, at="refused: requires a gradient")
to_numpy.must_fail("converted to float32", export=in_float32, at="refused: bfloat16")
to_numpy.must_fail("another tensor's array", export=filled_anew, at="refused: on another device")
to_numpy.must_fail("float() alone", both=in_float32, at="detach() and float() together will do")
to_numpy.must_fail("a clone in between", share=cloned, at="a write into the array is in the weight")

if __name__ == "__main__":
    to_numpy.main()
