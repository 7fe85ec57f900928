"""Until wait() returns, the buffer of an asynchronous collective may still hold its old values."""

import torch
import torch.distributed as dist

from studyapp.proof import check, integers, predict, proof, table


def read_wait_read(work, buffer, release):
    before = buffer.clone()
    release()
    work.wait()
    return before, buffer.clone()


def wait_first(work, buffer, release):
    release()
    work.wait()
    return buffer.clone(), buffer.clone()


def never_wait(work, buffer, release):
    before, after = buffer.clone(), buffer.clone()
    release()
    work.wait()  # only so that the run ends well: all was read before
    return before, after


def receive(values, buffer, late, use):
    """A broadcast from a late rank: it enters only once the other has read its buffer."""
    word = torch.zeros(1)
    if dist.get_rank() == late:
        dist.recv(word, src=1 - late)
        dist.broadcast(values, src=late)
        return None
    work = dist.broadcast(buffer, src=late, async_op=True)
    return use(work, buffer, release=lambda: dist.send(word, dst=late))


@proof(ranks=2)
def wait_before_use(rank, size=integers(3, 6), fill=integers(-9, -1), use=read_wait_read):
    old = torch.full((size,), float(fill))
    sent = [torch.arange(size) + 10.0, torch.arange(size) + 20.0]
    # Each rank is late once, and so each receives once.
    received = [receive(sent[late], old.clone(), late, use) for late in (0, 1)]
    before, after = received[1 - rank]

    # One prediction for both: what rank 0 read.
    read_first = before[:1].clone()
    dist.broadcast(read_first, src=0)
    yield predict(read_first)
    yield check("before wait(): the old fill", before, equals=old)
    yield check("after wait(): what the other rank sent", after, equals=sent[1 - rank])
    yield table({"before wait()": before, "after wait()": after}, title="the receiver's buffer")


wait_before_use.must_fail("waits, then reads", use=wait_first, at="before wait(): the old fill")
wait_before_use.must_fail("never waits", use=never_wait, at="after wait(): what the other rank sent")

if __name__ == "__main__":
    wait_before_use.main()
