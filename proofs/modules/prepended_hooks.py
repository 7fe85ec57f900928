"""Hooks run as registered, those with prepend=True ahead; each gets what the one before returned."""

import torch
from torch import nn

from studyapp.proof import among, check, integers, predict, proof, table


def append_digit(number, output):
    return 10 * output + number


def only_look(number, output):
    """Return nothing: the output stays."""


@proof
def prepended_hooks(
    early=integers(1, 2), late=integers(3, 5), start=among(0, 7), ahead=True, act=append_digit
):
    module, ran = nn.Identity(), []

    def hook(number):
        def run(module, inputs, output):
            ran.append([number, output.item()])
            return act(number, output)

        return run

    for number in range(1, 6):
        module.register_forward_hook(hook(number), prepend=ahead and number in (early, late))
    output = module(torch.tensor(start)).item()
    order = [number for number, _ in ran]

    yield predict(order)
    rest = [number for number in range(1, 6) if number not in (early, late)]
    yield check("the last one prepended runs first", order, equals=[late, early, *rest])
    digits = int("".join(map(str, [start, late, early, *rest])))
    yield check("what a hook returns goes to the next", output, equals=digits)
    rows = {f"hook {number}": [got] for number, got in ran} | {"the caller": [output]}
    yield table(rows, columns=["gets"], title="each hook returns 10 × output + its number")


prepended_hooks.must_fail("not prepended", ahead=False, at="the last one prepended runs first")
prepended_hooks.must_fail("it returns nothing", act=only_look, at="what a hook returns goes to the next")

if __name__ == "__main__":
    prepended_hooks.main()
