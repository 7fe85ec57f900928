"""On a GPU the peak of a recorded forward grows with depth; under no_grad() it stays at two outputs."""

import torch
from torch import nn

from studyapp.proof import among, check, integers, plot, predict, proof


def recorded(model, x):
    return model(x)


def unrecorded(model, x):
    with torch.no_grad():
        return model(x)


def in_eval_mode(model, x):
    return model.eval()(x)


@proof(needs="cuda")
def peak_on_cuda(layers=integers(4, 12), mib=among(12, 16, 20, 24), train=recorded, evaluate=unrecorded):
    # From 10 MiB on the allocator counts a tensor as it is; Tanh saves what it returns, and nothing else.
    x = torch.zeros(mib, 2**18, device="cuda", requires_grad=True)

    def peak(forward, depth):
        """The most MiB that the outputs of so many layers took at once."""
        before = torch.cuda.memory_allocated()
        torch.cuda.reset_peak_memory_stats()
        forward(nn.Sequential(*(nn.Tanh() for _ in range(depth))), x)
        return (torch.cuda.max_memory_allocated() - before) / 2**20

    depths = range(2, layers + 1)
    training, testing = [[peak(way, depth) for depth in depths] for way in (train, evaluate)]

    yield predict(training[-1])
    yield check("recorded: every layer's output", training, equals=[depth * mib for depth in depths])
    yield check("under no_grad(): one layer's input and output", testing, equals=[2 * mib for _ in depths])
    curves = {"recorded": training, "no_grad()": testing}
    yield plot(curves, x=[*depths], title=f"peak in MiB over layers; an output takes {mib}")


peak_on_cuda.must_fail("not recorded", train=unrecorded, at="recorded: every layer's output")
peak_on_cuda.must_fail(
    "eval() for no_grad()", evaluate=in_eval_mode, at="under no_grad(): one layer's input and output"
)

if __name__ == "__main__":
    peak_on_cuda.main()
