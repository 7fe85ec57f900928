"""Expert parallel: an all-to-all takes each token to the rank of its expert, and a second brings it back."""

import torch
import torch.distributed as dist
from torch import nn
from torch.distributed.tensor.debug import CommDebugMode

from studyapp.proof import check, integers, per_rank, proof, table


def in_order(returned, order):
    """Back to where each token came from."""
    return torch.empty_like(returned).index_copy(0, order, returned)


def as_they_come(returned, order):
    return returned


def by_score(scores):
    """The expert of each token: the one that the router gives the highest score."""
    return scores.argmax(dim=1)


def all_to_the_first(scores):
    return torch.zeros(len(scores), dtype=torch.long)


def exchange(tokens, sent, received):
    """All-to-all: `sent` tokens to each rank, in order; `received` from each."""
    incoming = tokens.new_empty(sum(received), *tokens.shape[1:])
    dist.all_to_all_single(incoming, tokens, received, sent)
    return incoming


def gather_all(tokens, sent, received):
    """Every token goes to every rank, which takes out what is its own."""
    everyone, counts = [torch.empty_like(tokens) for _ in sent], [torch.tensor(sent) for _ in sent]
    dist.all_gather(everyone, tokens)
    dist.all_gather(counts, torch.tensor(sent))
    runs = [part.split(count.tolist()) for part, count in zip(everyone, counts, strict=True)]
    return torch.cat([run[dist.get_rank()] for run in runs])


@proof(ranks=(2, 4))
def expert_parallel(
    rank, tokens=integers(6, 12), width=integers(4, 7), route=by_score, there=exchange, back=in_order
):
    world = dist.get_world_size()
    router = torch.eye(width)[:, :world]  # a token goes by which of its first features is the largest
    experts = [nn.Sequential(nn.Linear(width, width), nn.GELU()) for _ in range(world)]  # this rank has one
    data = [torch.randn(tokens, width, generator=per_rank(r)) for r in range(world)]
    for each in data:  # some go to the last expert before some go to the first
        each[0, world - 1], each[1, 0] = 9, 9
    own = data[rank]

    chosen = route(own @ router)
    order = chosen.argsort(stable=True)  # a run of tokens for each rank
    sent = chosen.bincount(minlength=world)
    received = torch.empty_like(sent)
    dist.all_to_all_single(received, sent)  # how many tokens will come
    counts = sent.tolist(), received.tolist()
    with CommDebugMode() as mode, torch.no_grad():
        given = there(own[order], *counts)
        output = back(exchange(experts[rank](given), *counts[::-1]), order)
    calls = {str(name): times for name, times in mode.get_comm_counts().items()}

    with torch.no_grad():
        wanted = torch.stack([experts[(x @ router).argmax()](x) for x in own])
        visitors = sum(int(((each @ router).argmax(1) == rank).sum()) for each in data)
    # The same products, perhaps summed in another order: off by 1e-6 of values up to 9.
    yield check("the output is one process's", output, equals=wanted, within=1e-4)
    yield check("an expert gets its tokens of all ranks", len(given), equals=visitors)
    yield check("two all-to-alls, no other collective", calls, equals={"c10d.alltoall_base_": 2})
    rows = {f"from rank {r}": [n] for r, n in enumerate(counts[1])} | {"in all": [len(given)]}
    yield table(rows, columns=["tokens"], title=f"what the expert of this rank gets, of {tokens} a rank")


expert_parallel.must_fail("not put back in order", back=as_they_come, at="the output is one process's")
expert_parallel.must_fail(
    "all to expert 0", route=all_to_the_first, at="an expert gets its tokens of all ranks"
)
expert_parallel.must_fail("all-gathered", there=gather_all, at="two all-to-alls, no other collective")

if __name__ == "__main__":
    expert_parallel.main()
