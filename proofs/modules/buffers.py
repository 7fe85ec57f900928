"""A buffer is saved and moved with its module, but is no parameter; a plain tensor attribute is neither."""

import torch
from torch import nn

from studyapp.proof import check, integers, predict, proof, table


def buffer(module, name, value):
    module.register_buffer(name, value)


def temporary(module, name, value):
    module.register_buffer(name, value, persistent=False)


def parameter(module, name, value):
    module.register_parameter(name, nn.Parameter(value))


def plain(module, name, value):
    setattr(module, name, value)


@proof
def buffers(
    parameters=integers(2, 4),
    lasting=integers(2, 4),
    passing=integers(2, 4),
    bare=integers(2, 4),
    as_buffer=buffer,
    as_temporary=temporary,
    as_plain=plain,
):
    module = nn.Module()
    kinds = {
        "parameter": (parameter, parameters),
        "buffer": (as_buffer, lasting),
        "passing": (as_temporary, passing),
        "plain": (as_plain, bare),
    }
    for kind, (register, count) in kinds.items():
        for number in range(count):
            register(module, f"{kind}{number}", torch.randn(3))

    def of_each_kind(names):
        names = list(names)
        return [sum(name.startswith(kind) for name in names) for kind in kinds]

    held = [f"{kind}{number}" for kind, (_, count) in kinds.items() for number in range(count)]
    saved = of_each_kind(module.state_dict())
    trained = of_each_kind(name for name, _ in module.named_parameters())
    module.to(torch.float64)
    moved = of_each_kind(name for name in held if getattr(module, name).dtype == torch.float64)

    yield predict(len(module.state_dict()))
    yield check("saved: parameters and persistent buffers", saved, equals=[parameters, lasting, 0, 0])
    yield check("given to an optimizer: parameters alone", trained, equals=[parameters, 0, 0, 0])
    yield check("moved by .to(): all but plain tensors", moved, equals=[parameters, lasting, passing, 0])
    found = [saved[1], moved[1], trained[1]]
    yield check("register_buffer(): saved, moved, not trained", found, equals=[lasting, lasting, 0])
    rows = {"in state_dict()": saved, "in parameters()": trained, "moved by .to(float64)": moved}
    columns = ["nn.Parameter", "buffer", "persistent=False", "plain tensor"]
    yield table(rows, columns=columns, title="how many tensors")


buffers.must_fail("plain tensors for buffers", as_buffer=plain, at="saved: parameters and persistent buffers")
buffers.must_fail("parameters for buffers", as_buffer=parameter, at="given to an optimizer: parameters alone")
buffers.must_fail("not saved", as_buffer=temporary, at="register_buffer(): saved, moved, not trained")
buffers.must_fail("buffers for plain tensors", as_plain=buffer, at="moved by .to(): all but plain tensors")
buffers.must_fail("persistent", as_temporary=buffer, at="saved: parameters and persistent buffers")

if __name__ == "__main__":
    buffers.main()
