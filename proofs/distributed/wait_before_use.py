"""Until wait() returns, an asynchronous collective may not have filled its buffer, nor sent it."""

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


def overwrite_early(work, buffer, release):
    buffer.zero_()
    release()
    work.wait()


def overwrite_late(work, buffer, release):
    release()
    work.wait()
    buffer.zero_()


def broadcast(buffer, source, meanwhile):
    """Rank 0 joins late: only once rank 1 has done what it does before its wait()."""
    word = torch.zeros(1)
    if dist.get_rank() == 0:
        dist.recv(word, src=1)
        dist.broadcast(buffer, src=source)
        return buffer, buffer
    work = dist.broadcast(buffer, src=source, async_op=True)
    return meanwhile(work, buffer, release=lambda: dist.send(word, dst=0))


@proof(ranks=2)
def wait_before_use(
    rank, size=integers(3, 6), fill=integers(-9, -1), use=read_wait_read, reuse=overwrite_early
):
    values, old = torch.arange(size) + 10.0, torch.full((size,), float(fill))
    seen = torch.stack(broadcast([values, old][rank].clone(), source=0, meanwhile=use))
    dist.broadcast(seen, src=1)  # what rank 1 saw, told to both
    before, after = seen

    received = [old, values][rank].clone()  # now rank 1 sends, and does not leave its buffer alone
    broadcast(received, source=1, meanwhile=reuse)
    dist.broadcast(received, src=0)

    yield predict(before[0])
    yield check("read before wait(): the old values", before, equals=old)
    yield check("read after wait(): what was sent", after, equals=values)
    yield check("zeroed before wait(): zeros arrive", received, equals=torch.zeros(size))
    rows = {"rank 1 before wait()": before, "rank 1 after wait()": after}
    yield table(rows | {"rank 1 starts to send": values, "zeroes it; rank 0 gets": received})


wait_before_use.must_fail("waits, then reads", use=wait_first, at="read before wait(): the old values")
wait_before_use.must_fail("never waits", use=never_wait, at="read after wait(): what was sent")
wait_before_use.must_fail(
    "waits, then overwrites", reuse=overwrite_late, at="zeroed before wait(): zeros arrive"
)

if __name__ == "__main__":
    wait_before_use.main()
