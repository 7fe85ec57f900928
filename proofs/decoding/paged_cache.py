"""A paged KV cache takes blocks as a sequence grows: under one block a sequence is unused, in any order."""

import random

import torch

from studyapp.proof import among, bars, check, integers, predict, proof, table

SLOTS, MOST = 8192, 512  # tokens that the cache has room for, and that a sequence may have


def read(pool, table, length):
    """A sequence's `length` rows, in order, from a pool, (blocks, size, width), and its table of blocks."""
    return pool[table].flatten(0, 1)[:length]


def in_the_pools_order(pool, table, length):
    return pool[table.sort().values].flatten(0, 1)[:length]


def whole_blocks(pool, table, length):
    """With what the last block holds beyond the sequence."""
    return pool[table].flatten(0, 1)


def when_full(length, size):
    """How many blocks a sequence has: another one for the first token that finds none free."""
    return -(-length // size)


def one_ahead(length, size):
    return length // size + 1


def reserved(length, size):
    """Room for the longest answer, from the start."""
    return -(-MOST // size)


@proof
def paged_cache(
    size=among(8, 16, 32),
    length=integers(50, 250),
    way=among("in blocks as they grow", "with room for 512 tokens each"),
    read=read,
    blocks=when_full,
    usual=reserved,
):
    lengths = [size * random.randint(2, 5), *(random.randint(20, 200) for _ in range(5))]
    keys = [torch.randn(n, 16) for n in lengths]
    pool = torch.full((SLOTS // size, size, 16), 9.0)  # what others left there
    free, tables = torch.randperm(len(pool)).tolist(), [[] for _ in keys]
    for step in range(max(lengths)):  # the sequences grow side by side
        for rows, own in zip(keys, tables, strict=True):
            if step < len(rows):
                while len(own) < blocks(step + 1, size):
                    own.append(free.pop())
                pool[own[step // size], step % size] = rows[step]

    fits = {"in blocks as they grow": when_full, "with room for 512 tokens each": reserved}[way]
    yield predict(SLOTS // size // fits(length, size))
    found = [read(pool, torch.tensor(own), len(rows)) for rows, own in zip(keys, tables, strict=True)]
    yield check("read by its table: the sequence, in order", torch.cat(found), equals=torch.cat(keys))
    unused = [len(own) * size - n for own, n in zip(tables, lengths, strict=True)]
    yield check("unused: under one block a sequence", max(unused), at_most=size - 1)
    reserve = sum(usual(n, size) * size - n for n in lengths)
    yield check("reserved: unused up to the longest answer", reserve, equals=sum(MOST - n for n in lengths))
    held = {"tokens": sum(lengths), "paged": sum(unused) + sum(lengths), "reserved": reserve + sum(lengths)}
    yield bars(f"places held by {len(lengths)} sequences", held)
    yield table({f"sequence {n}": [str(own)] for n, own in enumerate(tables, start=1)}, title="their blocks")


paged_cache.must_fail("sorted", read=in_the_pools_order, at="read by its table: the sequence, in order")
paged_cache.must_fail("whole blocks", read=whole_blocks, at="read by its table: the sequence, in order")
paged_cache.must_fail("one ahead", blocks=one_ahead, at="unused: under one block a sequence")
paged_cache.must_fail("all at once", blocks=reserved, at="unused: under one block a sequence")
paged_cache.must_fail("grown", usual=when_full, at="reserved: unused up to the longest answer")

if __name__ == "__main__":
    paged_cache.main()
