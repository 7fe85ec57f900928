"""The CUDA allocator keeps what you free: allocated bytes fall, reserved ones stay until empty_cache()."""

import gc

import torch

from studyapp.proof import among, check, predict, proof, table


def drop(tensors):
    tensors.clear()


def keep_a_view(tensors):
    """One number of it is still in use."""
    tensors[:] = [tensors[0][:1]]


def drop_and_empty(tensors):
    tensors.clear()
    torch.cuda.empty_cache()


@proof(needs="cuda")
def caching(
    mib=among(20, 28, 36, 44, 60), dtype=torch.float32, free=drop, again=1, give_back=torch.cuda.empty_cache
):
    # From 10 MiB on the allocator asks the driver for multiples of 2 MiB: these are met to the byte.
    def counters():
        return [count() // 2**20 for count in (torch.cuda.memory_allocated, torch.cuda.memory_reserved)]

    torch.cuda.empty_cache()
    start = counters()
    tensors = [torch.empty(mib, 2**18, dtype=dtype, device="cuda")]
    course = {"made": counters()}
    free(tensors)
    course["freed"] = counters()
    tensors[:] = [torch.empty(again * mib, 2**18, dtype=dtype, device="cuda")]
    course["made again"] = counters()
    tensors.clear()
    give_back()
    course["emptied"] = counters()
    more = {
        moment: [now - then for now, then in zip(seen, start, strict=True)] for moment, seen in course.items()
    }

    yield predict(more["freed"][1])
    yield check("a tensor takes its bytes", more["made"], equals=[mib, mib])
    yield check("freed: it is allocated no more", more["freed"][0], equals=0)
    yield check("freed: it is reserved still", more["freed"][1], equals=mib)
    yield check("the next of its size is given the same bytes", more["made again"], equals=[mib, mib])
    yield check("empty_cache() gives the bytes back to the driver", more["emptied"], equals=[0, 0])
    yield table(more, columns=["MiB allocated", "MiB reserved"])


caching.must_fail("in bfloat16", dtype=torch.bfloat16, at="a tensor takes its bytes")
caching.must_fail("a view is left", free=keep_a_view, at="freed: it is allocated no more")
caching.must_fail("emptied at once", free=drop_and_empty, at="freed: it is reserved still")
caching.must_fail("the next is larger", again=2, at="the next of its size is given the same bytes")
caching.must_fail(
    "collected, not emptied", give_back=gc.collect, at="empty_cache() gives the bytes back to the driver"
)

if __name__ == "__main__":
    caching.main()
