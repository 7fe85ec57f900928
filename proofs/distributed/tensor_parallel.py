"""Tensor parallel, attention and MLP each take one all-reduce in the forward and one in the backward."""

import copy

import torch
import torch.distributed as dist
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.tensor import DTensor, Partial, Replicate
from torch.distributed.tensor.debug import CommDebugMode
from torch.distributed.tensor.parallel import ColwiseParallel, RowwiseParallel, parallelize_module
from torch.nn.functional import gelu, scaled_dot_product_attention

from studyapp.proof import check, integers, predict, proof, table


class Layer(nn.Module):
    """A transformer layer without its norms: attention with 4 heads of 2 features, then an MLP."""

    def __init__(self, width):
        super().__init__()
        self.qkv, self.out = nn.Linear(width, 24), nn.Linear(8, width)
        self.up, self.down = nn.Linear(width, 8), nn.Linear(8, width)

    def forward(self, x):
        # A head's query, key and value lie side by side, so that a cut between heads leaves them together.
        q, k, v = self.qkv(x).unflatten(-1, (-1, 3, 2)).permute(2, 1, 0, 3)
        x = x + self.out(scaled_dot_product_attention(q, k, v).transpose(0, 1).flatten(1))
        return x + self.down(gelu(self.up(x)))


def column_then_row():
    attention = {"qkv": ColwiseParallel(), "out": RowwiseParallel()}
    return attention | {"up": ColwiseParallel(), "down": RowwiseParallel()}


def up_by_inputs():
    """The MLP's first matrix cut by rows: GeLU needs finished sums, so they are reduced before it."""
    up = RowwiseParallel(input_layouts=Replicate())
    return column_then_row() | {"up": up, "down": ColwiseParallel(output_layouts=Replicate())}


def never_reduced():
    return column_then_row() | {"down": RowwiseParallel(output_layouts=Partial())}


def count(call):
    """What the call returns, its all-reduces, and all its collectives."""
    with CommDebugMode() as mode:
        result = call()
    counts = {str(operation): times for operation, times in mode.get_comm_counts().items()}
    return result, [counts.get("c10d_functional.all_reduce", 0), sum(counts.values())]


def flat(tensors):
    """One vector of whole tensors. A DTensor is gathered for it."""
    return torch.cat([(t.full_tensor() if isinstance(t, DTensor) else t).flatten() for t in tensors])


@proof(ranks=(2, 4))
def tensor_parallel(rank, layers=integers(2, 3), width=integers(3, 7), plan=column_then_row):
    world = dist.get_world_size()
    one = nn.Sequential(*(Layer(width) for _ in range(layers)))
    parallel = copy.deepcopy(one)
    for layer in parallel:
        parallelize_module(layer, init_device_mesh(torch.get_default_device().type, (world,)), plan())
    weights = [p for p in parallel.parameters() if p.dim() == 2]
    held = [w.to_local() if isinstance(w, DTensor) else w for w in weights]

    x = torch.randn(5, width, requires_grad=True)  # the same batch on every rank
    output, forward = count(lambda: parallel(x))
    _, backward = count(output.square().mean().backward)
    expected = one(x)
    expected.square().mean().backward()
    gradients, wanted = (flat(p.grad for p in model.parameters()) for model in (parallel, one))

    yield predict(forward[0])
    # The same sums in another order: they differ in their last bits, 1e-7 of values about 1.
    yield check("the output is one process's", output, equals=expected, within=1e-5)
    yield check("so are the gradients, gathered", gradients, equals=wanted, within=1e-5)
    reduces, collectives = zip(forward, backward, strict=True)
    yield check("two all-reduces a layer forward, two backward", reduces, equals=[2 * layers] * 2)
    yield check("no other collective", collectives, equals=[2 * layers] * 2)
    nth = [w.numel() // world for w in weights]
    yield check("a rank holds 1/N of each matrix", [w.numel() for w in held], equals=nth)
    # nn.Linear keeps A and B of GeLU(XA)B transposed: the columns of A are the rows of up.weight.
    units = [held[2].shape[0], held[3].shape[1]]
    yield check("A by columns, B by rows: 8/N hidden units", units, equals=[8 // world] * 2)
    columns = ["all-reduces", "all collectives"]
    yield table({"forward": forward, "backward": backward}, columns=columns, title=f"{layers} layers")


tensor_parallel.must_fail("up by inputs", plan=up_by_inputs, at="A by columns, B by rows: 8/N hidden units")
tensor_parallel.must_fail("never reduced", plan=never_reduced, at="the output is one process's")
tensor_parallel.must_fail("not parallel", plan=lambda: {}, at="a rank holds 1/N of each matrix")

if __name__ == "__main__":
    tensor_parallel.main()
