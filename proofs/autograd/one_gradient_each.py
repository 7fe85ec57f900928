"""A custom Function's backward returns a gradient for each input of forward, None for what is no tensor."""

import torch

from studyapp.proof import check, integers, predict, proof, raises, table


def to_forward(numbers):
    """The numbers that forward takes besides its tensors."""
    return range(numbers)


def kept_out(numbers):
    return []


def summed(backward):
    """A Function that adds up its tensors, and makes nothing of the numbers among its inputs."""

    class Summed(torch.autograd.Function):
        @staticmethod
        def forward(ctx, *inputs):
            return sum(given for given in inputs if isinstance(given, torch.Tensor))

        @staticmethod
        def backward(ctx, grad):
            return tuple(backward(grad))

    return Summed.apply


def outcome(call, *arguments):
    try:
        call(*arguments)
    except RuntimeError as error:
        return type(error).__name__
    return "nothing"


@proof
def one_gradient_each(
    tensors=integers(2, 4), numbers=integers(1, 3), give=to_forward, less=1, last=1.0, blank=None
):
    def run(answer):
        """The first tensor's gradient, after a backward that returns answer(grad)."""
        inputs = [torch.randn(3, requires_grad=True) for _ in range(tensors)]
        summed(answer)(*inputs, *give(numbers)).sum().backward()
        return inputs[0].grad

    def first(count):
        return lambda grad: ([grad] * tensors + [None] * 9)[:count]

    each = tensors + len(give(numbers))
    outcomes = {f"returns {count}": outcome(run, first(count)) for count in range(1, each + 2)}
    fewest = list(outcomes.values()).index("nothing") + 1
    ended = [last if last is None else torch.tensor(last)]
    silent = run(lambda grad: [blank if blank is None else blank * grad, *first(each)(grad)[1:]])

    yield predict(fewest)
    yield check("it takes one for each input, and no fewer", fewest, equals=tensors + numbers)
    few, wrong = "an incorrect number of gradients", "a gradient different than None"
    yield raises("one too few", lambda: run(first(each - less)), RuntimeError, few)
    yield raises("one for a number", lambda: run(lambda g: first(each - 1)(g) + ended), RuntimeError, wrong)
    yield check("None for a tensor leaves it without, unsaid", silent is None)
    yield table(outcomes, title=f"forward takes {tensors} tensors, {numbers} numbers: backward raises")


one_gradient_each.must_fail("numbers kept out", give=kept_out, at="it takes one for each input, and no fewer")
one_gradient_each.must_fail("one None too many", less=-1, at="one too few")
one_gradient_each.must_fail("None for a number", last=None, at="one for a number")
one_gradient_each.must_fail("zeros", blank=0.0, at="None for a tensor leaves it without, unsaid")

if __name__ == "__main__":
    one_gradient_each.main()
