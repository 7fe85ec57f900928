"""A run goes on bit for bit only with its optimizer's state, its random state and its place in the data."""

import io

import torch
from torch import nn
from torch.nn.functional import dropout

from studyapp.proof import check, integers, plot, predict, proof

BATCHES, SIZE, LR = 10, 16, 0.01


def restore(saved, model, optimizer):
    """Give everything back, and return how many batches of the epoch are done."""
    model.load_state_dict(saved["model"])
    optimizer.load_state_dict(saved["optimizer"])
    torch.set_rng_state(saved["random"])
    return saved["batches"]


def new_optimizer(saved, model, optimizer):
    return restore(saved | {"optimizer": optimizer.state_dict()}, model, optimizer)


def new_random_numbers(saved, model, optimizer):
    return restore(saved | {"random": torch.get_rng_state()}, model, optimizer)


def epoch_from_the_start(saved, model, optimizer):
    return restore(saved | {"batches": 0}, model, optimizer)


def begin():
    model = nn.Linear(6, 1)
    return model, torch.optim.Adam(model.parameters(), lr=LR)


def train(model, optimizer, data, batches):
    """What each step saw and left: its examples, its mask of Dropout, and the weights."""
    x, y = data
    for batch in batches:
        mask = dropout(torch.ones(SIZE, 6), p=0.2)
        optimizer.zero_grad()
        ((model(mask * x[batch]) - y[batch]) ** 2).mean().backward()
        optimizer.step()
        yield batch, mask, model.weight.detach().clone()


@proof
def resumption(
    done=integers(2, 8), restore=restore, without_state=new_optimizer, astray=epoch_from_the_start
):
    x = torch.randn(BATCHES * SIZE, 6)
    data = x, x @ torch.randn(6, 1) + torch.randn(len(x), 1)
    order = torch.randperm(len(x)).split(SIZE)  # a sampler makes it again from its seed

    model, optimizer = begin()
    before = list(train(model, optimizer, data, order[:done]))
    file = io.BytesIO()
    state = {"model": model.state_dict(), "optimizer": optimizer.state_dict()}
    torch.save(state | {"random": torch.get_rng_state(), "batches": done}, file)
    never_stopped = list(train(model, optimizer, data, order[done:]))

    def resume(restore):
        """The steps that are left, by a process that knows nothing but the file."""
        file.seek(0)
        model, optimizer = begin()
        place = restore(torch.load(file), model, optimizer)
        return list(train(model, optimizer, data, order[place:][: BATCHES - done]))

    batches, masks, weights = zip(*resume(restore), strict=True)
    expected = list(zip(*never_stopped, strict=True))
    anew, again = resume(without_state), resume(astray)
    seen = torch.cat([batch for batch, *_ in before + again]).unique()

    yield predict(len(x) - len(seen))
    yield check("the same examples in the same order", torch.stack(batches), equals=torch.stack(expected[0]))
    yield check("the same masks of Dropout", torch.stack(masks), equals=torch.stack(expected[1]))
    yield check("restored whole: the same weights, bit for bit", weights[-1], equals=expected[2][-1])
    first = (anew[0][2] - before[-1][2]).abs().mean()
    yield check("without Adam's state: a first step of whole lr", first, equals=LR, within=0.01 * LR)
    twice = SIZE * min(done, BATCHES - done)
    yield check("the epoch begun again: as many unseen as seen twice", len(x) - len(seen), equals=twice)
    kept = [weight[0, 0] for *_, weight in before]
    runs = {"never stopped": never_stopped, "without Adam's state": anew, "the epoch begun again": again}
    yield plot({name: kept + [w[0, 0] for *_, w in run] for name, run in runs.items()}, title="a weight")


resumption.must_fail(
    "no optimizer", restore=new_optimizer, at="restored whole: the same weights, bit for bit"
)
resumption.must_fail("other random numbers", restore=new_random_numbers, at="the same masks of Dropout")
resumption.must_fail("no place", restore=epoch_from_the_start, at="the same examples in the same order")
resumption.must_fail(
    "with Adam's state", without_state=restore, at="without Adam's state: a first step of whole lr"
)
resumption.must_fail(
    "with its place", astray=restore, at="the epoch begun again: as many unseen as seen twice"
)

if __name__ == "__main__":
    resumption.main()
