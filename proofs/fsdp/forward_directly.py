"""FSDP gathers in the module's hooks: a method called past them meets sharded weights and fails."""

import torch
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard, register_fsdp_forward_method

from studyapp.proof import among, check, integers, per_rank, predict, proof, raises, table


class Model(nn.Linear):
    def encode(self, x):
        return super().forward(x)


def past_the_hooks(model, x):
    return model.forward(x)


def called(model, x):
    return model(x)


def gathered_by_hand(model, x):
    model.unshard()
    return model.forward(x)


def encode(model, x):
    return model.encode(x)


def register(model):
    register_fsdp_forward_method(model, "encode")


def leave_alone(model):
    """encode() is called without hooks, as any method."""


def attempt(call, model, x):
    """What it returns, or its exception's name."""
    try:
        return call(model, x).detach()
    except RuntimeError as error:
        return type(error).__name__


@proof(ranks=2)
def forward_directly(
    rank,
    rows=integers(4, 9),
    columns=integers(2, 6),
    call=among("model(x)", "model.forward(x)", "model.unshard(); model.forward(x)"),
    direct=past_the_hooks,
    hooked=called,
    prepare=register,
):
    model, x = Model(columns, rows), torch.randn(3, columns, generator=per_rank(rank))
    whole = model(x).detach()
    mesh = init_device_mesh(torch.get_default_device().type, (2,))
    fully_shard(model, mesh=mesh, reshard_after_forward=True)
    prepare(model)
    ways = {
        "model.forward(x)": direct,
        "model(x)": hooked,
        "model.encode(x)": encode,
        "model.unshard(); model.forward(x)": gathered_by_hand,  # last: it stays gathered
    }
    got = {name: attempt(way, model, x) for name, way in ways.items()}
    raised = {name: value if isinstance(value, str) else "nothing" for name, value in got.items()}
    model.reshard()

    yield predict(raised[call])
    yield raises("forward() itself", lambda: direct(model, x), RuntimeError, "mixed torch.Tensor and DTensor")
    # The same product of the same numbers, perhaps summed in another order.
    yield check("model(x) runs the hooks, which gather", got["model(x)"], equals=whole, within=1e-6)
    yield check("a registered method runs the hooks too", got["model.encode(x)"], equals=whole, within=1e-6)
    yield table(raised, columns=["raises"])


forward_directly.must_fail("hooks run anyway", direct=called, at="forward() itself")
forward_directly.must_fail("gathered by hand", direct=gathered_by_hand, at="forward() itself")
forward_directly.must_fail(
    "past the hooks", hooked=past_the_hooks, at="model(x) runs the hooks, which gather"
)
forward_directly.must_fail("not registered", prepare=leave_alone, at="a registered method runs the hooks too")

if __name__ == "__main__":
    forward_directly.main()
