"""Collectives meet in the order of their calls: skip one, and the next call is taken for it."""

import torch
import torch.distributed as dist

from studyapp.proof import check, integers, predict, proof, table


def on_rank_0(rank):
    """All-reduce the loss where it is logged: below `if rank == 0:`."""
    return rank == 0


def on_every_rank(rank):
    return True


def step(rank, loss, gradient, logs):
    """Reduce the loss for the log, then the gradient. Whether rank 0 still waits when rank 1 is through."""
    if logs(rank):
        dist.all_reduce(loss)
    reducing = dist.all_reduce(gradient, async_op=True)
    word, waits = torch.zeros(1), torch.zeros(1, dtype=torch.bool)
    if rank == 1:
        reducing.wait()
        dist.send(word, dst=0)
        dist.recv(word, src=0)  # rank 0 has looked: only now may its call be joined
    else:
        dist.recv(word, src=1)
        if logs(1):
            reducing.wait()
        waits[0] = not reducing.is_completed()
        dist.send(word, dst=1)
    if not logs(rank):
        dist.all_reduce(torch.zeros_like(loss))  # only so that the run ends: joins what rank 0 waits in
    reducing.wait()
    dist.broadcast(waits, src=0)
    return loss.item(), gradient.item(), waits.item()


@proof(ranks=2)
def skipped_collective(
    rank,
    loss_0=integers(20, 90),
    gradient_1=integers(1, 9),
    logged=on_rank_0,
    proper=on_every_rank,
):
    losses, gradients = (loss_0, loss_0 // 2), (gradient_1 + 100, gradient_1)

    def ranks_step(logs):
        return step(rank, torch.tensor([losses[rank]]), torch.tensor([gradients[rank]]), logs)

    loss, gradient, waits = ranks_step(logged)
    mixed = torch.tensor([loss])
    dist.broadcast(mixed, src=0)
    right_loss, right_gradient, _ = ranks_step(proper)

    yield predict(mixed)
    yield check("rank 0's loss took rank 1's gradient in", mixed, equals=loss_0 + gradient_1)
    wrong = [gradients[0], loss_0 + gradient_1][rank]  # rank 0 meets zeros, sent so that the run ends
    yield check("rank 1's gradient took rank 0's loss in", gradient, equals=wrong)
    yield check("rank 0 waits in its last call", waits)
    yield check("called by all: the loss is the sum", right_loss, equals=sum(losses))
    yield check("called by all: so is the gradient", right_gradient, equals=sum(gradients))
    rows = {"own": [losses[rank], gradients[rank]], "rank 0 alone logs": [loss, gradient]}
    rows["all reduce the loss"] = [right_loss, right_gradient]
    yield table(rows, columns=["loss", "gradient"])


skipped_collective.must_fail(
    "all call it", logged=on_every_rank, at="rank 0's loss took rank 1's gradient in"
)
skipped_collective.must_fail("still skipped", proper=on_rank_0, at="called by all: the loss is the sum")

if __name__ == "__main__":
    skipped_collective.main()
