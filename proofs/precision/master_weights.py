"""bfloat16 weights stop growing once updates are under half their gap; an fp32 master copy goes on."""

import math

import torch

from studyapp.proof import check, integers, plot, predict, proof, reals


def update(weight, master, change):
    """Apply the change, in place: the master (float32) gathers it, the weight (bfloat16) is its rounding."""
    master += change
    weight.copy_(master)


def weight_alone(weight, master, change):
    weight += change


def master_rounded_too(weight, master, change):
    weight.copy_(master + change)
    master.copy_(weight)


def master_only(weight, master, change):
    """The weight that the model computes with is forgotten."""
    master += change


def train(dtype, step, updates, update):
    """The weight after each update by `step`, from 0 on."""
    weight, master = torch.zeros((), dtype=dtype), torch.zeros(())
    path = [0.0]
    for _ in range(updates):
        update(weight, master, step)
        path.append(weight.item())
    return path, master.item()


@proof
def master_weights(
    step=reals(0.0002, 0.002, digits=4), updates=integers(1500, 2500), update=update, plain="bfloat16"
):
    alone, _ = train(getattr(torch, plain), step, updates, weight_alone)
    guided, master = train(torch.bfloat16, step, updates, update)
    total = updates * step

    # From 2ᵏ to 2ᵏ⁺¹ bfloat16's gap is 2ᵏ⁻⁷: there, half of it first exceeds the step.
    wall = 2.0 ** math.ceil(math.log2(step * 2**8))
    yield predict(alone[-1], within=0.01)
    yield check("alone, it stops at the first 2ᵏ over 256 steps", alone[-1], equals=wall)
    # float32 rounds some 2,000 times, each time by 6e-8 of at most 5.
    yield check("the master gathers every step", master, equals=total, within=1e-3)
    # Half a gap of bfloat16 at the total, and what the master is off.
    yield check("the weight is its rounding", guided[-1], equals=total, within=total * 2**-8 + 1e-3)
    yield plot({"with a master copy": guided, "bfloat16 alone": alone}, title="the weight over the updates")


master_weights.must_fail("no master", update=weight_alone, at="the master gathers every step")
master_weights.must_fail("a rounded master", update=master_rounded_too, at="the weight is its rounding")
master_weights.must_fail("not copied back", update=master_only, at="the weight is its rounding")
master_weights.must_fail(
    "float32 alone", plain="float32", at="alone, it stops at the first 2ᵏ over 256 steps"
)

if __name__ == "__main__":
    master_weights.main()
