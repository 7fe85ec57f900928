"""wait() on an NCCL collective holds up the current CUDA stream, and neither Python nor any other stream."""

import torch
import torch.distributed as dist

from studyapp.proof import among, check, integers, predict, proof, table

CYCLES = 1_000_000_000  # half a second at 2 GHz


def wait(work):
    work.wait()


def wait_and_synchronise(work):
    work.wait()
    torch.cuda.synchronize()


def never(work):
    """Read, whatever the broadcast is at."""


def apart(other, main):
    """The other stream is told of nothing."""


def joined(other, main):
    other.wait_stream(main)


def broadcast(size, old, new, hold, tell):
    """What rank 1 finds: whether Python went on early, a number in another stream, and one in its own."""
    main, other, sender = torch.cuda.current_stream(), torch.cuda.Stream(), dist.get_rank() == 0
    buffer = torch.full((size,), float(new if sender else old), device="cuda")
    own, elsewhere = torch.zeros(2, size, device="cuda")
    torch.cuda.synchronize()
    dist.all_reduce(torch.zeros(1, device="cpu"))  # over gloo: both ranks are here
    if sender:
        torch.cuda._sleep(CYCLES)  # the broadcast comes after what its stream was given before
    work = dist.broadcast(buffer, src=0, async_op=True)
    hold(work)
    early = not main.query()
    tell(other, main)
    with torch.cuda.stream(other):
        elsewhere.copy_(buffer)
    own.copy_(buffer)
    torch.cuda.synchronize()
    # In float32 the mean of equal numbers is rounded.
    found = [elsewhere.double().mean(), own.double().mean()]
    return torch.stack([torch.tensor(early, dtype=torch.float64, device="cuda"), *found])


@proof(ranks=2, needs="cuda")
def wait_on_cuda(
    rank, size=among(1_000, 100_000), old=integers(-9, -1), new=integers(1, 9), hold=wait, tell=apart
):
    broadcast(size, old, new, wait, apart)  # the first connects the ranks, and loads kernels
    seen = broadcast(size, old, new, hold, tell)
    dist.broadcast(seen, src=1)  # what rank 1 saw, told to both
    early, elsewhere, own = seen.tolist()

    yield predict(elsewhere)
    yield check("Python goes on before the data is there", early, equals=1)
    yield check("another stream reads the old values", elsewhere, equals=old)
    yield check("the current stream waits: it reads the new values", own, equals=new)
    yield table({"another stream": elsewhere, "this stream": own, "sent": new}, title="read after wait()")


wait_on_cuda.must_fail(
    "synchronised", hold=wait_and_synchronise, at="Python goes on before the data is there"
)
wait_on_cuda.must_fail("told of it", tell=joined, at="another stream reads the old values")
wait_on_cuda.must_fail("never waits", hold=never, at="the current stream waits: it reads the new values")

if __name__ == "__main__":
    wait_on_cuda.main()
