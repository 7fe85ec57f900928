"""A weight in bfloat16 gives 1 FLOP a byte for each token that shares it; a KV cache is shared by nobody."""

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import FlopCounterMode

from studyapp.proof import among, check, plot, predict, proof


class Traffic(TorchDispatchMode):
    """The bytes that matrix products read and write, each number once: what slow memory has to move."""

    moved = 0

    def __torch_dispatch__(self, op, types, arguments=(), options=None):
        output = op(*arguments, **options or {})
        if op in (torch.ops.aten.mm.default, torch.ops.aten.bmm.default):
            self.moved += sum(tensor.nbytes for tensor in (*arguments, output))
        return output


def intensity(run, *tensors):
    """FLOPs for each byte moved."""
    with Traffic() as traffic, FlopCounterMode(display=False) as flops:
        run(*tensors)
    return flops.get_total_flops() / traffic.moved


def together(x, weight):
    return x @ weight


def one_by_one(x, weight):
    """The weight is read for each row anew."""
    return torch.cat([row @ weight for row in x.split(1)])


def own_caches(queries, keys):
    """Scores of each sequence's new query, (sequences, 1, d), with its own keys, (sequences, d, tokens)."""
    return torch.bmm(queries, keys)


def one_cache(queries, keys):
    """As if all sequences had the same past."""
    return queries[:, 0] @ keys[0]


@proof
def decode_intensity(
    sequences=among(4, 8, 16),
    dtype=among("bfloat16", "float32"),
    tokens=among(128, 256),
    product=together,
    score=own_caches,
    kept="bfloat16",
):
    def tensor(*shape, dtype=getattr(torch, kept)):
        return torch.empty(shape, dtype=dtype, device="meta")  # operations and bytes, but no numbers

    def through(rows, **dtype):
        """Rows, of a token each, through a layer's weight."""
        return intensity(product, tensor(rows, 1024, **dtype), tensor(1024, 1024, **dtype))

    batches = [1, 2, 4, 8, 16, 32, 64, 128, 256]
    by_weight = [through(rows) for rows in batches]
    by_cache = [intensity(score, tensor(rows, 1, 128), tensor(rows, 128, tokens)) for rows in batches]

    yield predict(through(sequences, dtype=getattr(torch, dtype)), within=0.05 * sequences)
    # A row of 1024 in and one out are 1/512 of the weight: with 16 rows that is 3 %.
    yield check("one sequence: 1 FLOP a byte of bfloat16", by_weight[0], equals=1, within=0.01)
    yield check("16 sequences: 16 FLOPs a byte", by_weight[4], equals=16, within=0.6)
    yield check("a prompt of 256 tokens: over 150", by_weight[-1], at_least=150)
    # Two FLOPs for a key's two bytes; queries and scores are a little more to move.
    yield check("the caches' keys: under 1 FLOP a byte, always", max(by_cache), at_most=1)
    yield plot({"a weight": by_weight, "KV caches": by_cache}, x=batches, title="FLOPs a byte, over rows")


decode_intensity.must_fail("in float32", kept="float32", at="one sequence: 1 FLOP a byte of bfloat16")
decode_intensity.must_fail("one by one", product=one_by_one, at="16 sequences: 16 FLOPs a byte")
decode_intensity.must_fail("token by token", product=one_by_one, at="a prompt of 256 tokens: over 150")
decode_intensity.must_fail("one cache", score=one_cache, at="the caches' keys: under 1 FLOP a byte, always")

if __name__ == "__main__":
    decode_intensity.main()
