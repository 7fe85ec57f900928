"""A 16-bit transformer layer saves sbh(34 + 5as/h) bytes for its backward; fused attention spares 5as/h."""

import torch
from torch import nn
from torch.autograd.graph import saved_tensors_hooks
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.nn.functional import gelu, scaled_dot_product_attention

from studyapp.proof import among, bars, check, predict, proof


def dropout(x):
    """Saves one byte for each number: its mask."""
    return torch.native_dropout(x, 0.1, True)[0]


def no_dropout(x):
    return x


def plain(q, k, v, drop):
    """Each step leaves a tokens × tokens matrix for every head."""
    weights = (q @ k.transpose(-2, -1) / q.shape[-1] ** 0.5).softmax(dim=-1)
    return drop(weights) @ v


def fused(q, k, v, drop):
    with sdpa_kernel(SDPBackend.FLASH_ATTENTION):
        return scaled_dot_product_attention(q, k, v)


class Layer(nn.Module):
    def __init__(self, width, heads, dtype, attend, drop):
        super().__init__()
        self.heads, self.attend, self.drop = heads, attend, drop
        self.norms = nn.ModuleList(nn.LayerNorm(width, dtype=dtype) for _ in range(2))
        self.qkv = nn.ModuleList(nn.Linear(width, width, dtype=dtype) for _ in range(3))
        self.out = nn.Linear(width, width, dtype=dtype)
        self.up = nn.Linear(width, 4 * width, dtype=dtype)
        self.down = nn.Linear(4 * width, width, dtype=dtype)

    def forward(self, x):
        y = self.norms[0](x)
        q, k, v = (project(y).unflatten(-1, (self.heads, -1)).transpose(1, 2) for project in self.qkv)
        y = self.attend(q, k, v, self.drop).transpose(1, 2).flatten(2)
        x = x + self.drop(self.out(y))
        return x + self.drop(self.down(gelu(self.up(self.norms[1](x)))))


@proof
def transformer_layer(
    tokens=among(10, 20),
    batch=among(2, 5),
    width=among(32, 64),
    heads=among(2, 4),
    dtype="bfloat16",
    attend=plain,
    spare=fused,
    drop=dropout,
):
    def saved(attend):
        """The bytes that a forward saves. The weights, and what has a number or so a row, are left out."""
        layer, kept = Layer(width, heads, getattr(torch, dtype), attend, drop), {}

        def note(tensor):
            if tensor.numel() > batch * tokens * heads:
                storage = tensor.untyped_storage()
                kept[storage.data_ptr()] = storage  # held, so that no other gets its address
            return tensor

        x = torch.randn(batch, tokens, width, dtype=getattr(torch, dtype), requires_grad=True)
        with saved_tensors_hooks(note, lambda tensor: tensor):
            layer(x)
        weights = {weight.untyped_storage().data_ptr() for weight in layer.parameters()}
        return sum(storage.nbytes() for place, storage in kept.items() if place not in weights)

    numbers, scores = tokens * batch * width, heads * tokens**2 * batch
    unfused, lean = saved(attend), saved(spare)

    yield predict(unfused, within=0.01 * unfused)
    yield check("34 bytes a number of its input, 5 a score", unfused, equals=34 * numbers + 5 * scores)
    yield check("fused, the scores' bytes are gone", lean, equals=34 * numbers)
    parts = {"34 · s·b·h": 34 * numbers, "5 · a·s²·b": 5 * scores, "plain": unfused, "fused": lean}
    yield bars(f"bytes saved: s {tokens}, b {batch}, h {width}, a {heads}", parts, unit="B")


transformer_layer.must_fail("in float32", dtype="float32", at="34 bytes a number of its input, 5 a score")
transformer_layer.must_fail("no dropout", drop=no_dropout, at="34 bytes a number of its input, 5 a score")
transformer_layer.must_fail("not fused", spare=plain, at="fused, the scores' bytes are gone")
transformer_layer.must_fail("fused already", attend=fused, at="34 bytes a number of its input, 5 a score")

if __name__ == "__main__":
    transformer_layer.main()
