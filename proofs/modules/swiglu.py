"""SwiGLU has three matrices: at two thirds of the hidden width it costs as much as an MLP of two."""

import torch
from torch import nn
from torch.nn.functional import silu
from torch.utils.flop_counter import FlopCounterMode

from studyapp.proof import among, bars, check, integers, predict, proof


def gate(x, w_gate, w_up, w_down):
    """SwiGLU without biases, of x, (tokens, d); w_gate and w_up are (hidden, d), w_down is (d, hidden)."""
    return (silu(x @ w_gate.T) * (x @ w_up.T)) @ w_down.T


def up_gated(x, w_gate, w_up, w_down):
    return gate(x, w_up, w_gate, w_down)


def sigmoid_gate(x, w_gate, w_up, w_down):
    """GLU's own gate."""
    return (torch.sigmoid(x @ w_gate.T) * (x @ w_up.T)) @ w_down.T


def no_gate(x, w_gate, w_up, w_down):
    return silu(x @ w_gate.T + x @ w_up.T) @ w_down.T


class SwiGLU(nn.Module):
    """As many implementations do it: both input matrices in one, cut in two behind it."""

    def __init__(self, d, hidden):
        super().__init__()
        self.both, self.down = nn.Linear(d, 2 * hidden, bias=False), nn.Linear(hidden, d, bias=False)

    def forward(self, x):
        gated, up = self.both(x).chunk(2, dim=-1)
        return self.down(silu(gated) * up)


def two_thirds(d):
    return 8 * d // 3


def four(d):
    return 4 * d


@proof
def swiglu(d=among(24, 48, 96), times=integers(2, 4), gate=gate, hidden=two_thirds, tokens=10):
    mlp = nn.Sequential(nn.Linear(d, 4 * d, bias=False), nn.GELU(), nn.Linear(4 * d, d, bias=False))
    gated, x = SwiGLU(d, hidden(d)), torch.randn(tokens, d)

    def count(model):
        return sum(p.numel() for p in model.parameters())

    def flops(model):
        with FlopCounterMode(display=False) as counter:
            model(x)
        return counter.get_total_flops()

    matrices = [*gated.both.weight.chunk(2), gated.down.weight]
    yield predict(count(SwiGLU(d, times * d)))
    yield check("8d/3 wide: parameters as of two matrices, 4d wide", count(gated), equals=count(mlp))
    yield check("and as many FLOPs", flops(gated), equals=flops(mlp))
    # Sums of up to 256 float32 products.
    yield check("by hand, from three matrices", gate(x, *matrices), equals=gated(x), within=1e-5)
    ones, large = torch.ones(1, d), [torch.ones_like(m) for m in matrices]
    growth = gate(200 * ones, *large) / gate(100 * ones, *large)
    yield check("large inputs twice as large: outputs four times", growth.mean(), equals=4, within=1e-3)
    widths = {"MLP, 4d": count(mlp), "SwiGLU, 4d": count(SwiGLU(d, 4 * d)), "SwiGLU, 8d/3": count(gated)}
    yield bars(f"parameters, d = {d}", widths)


swiglu.must_fail("4d here too", hidden=four, at="8d/3 wide: parameters as of two matrices, 4d wide")
swiglu.must_fail("4d", hidden=four, at="and as many FLOPs")
swiglu.must_fail("the other half gates", gate=up_gated, at="by hand, from three matrices")
swiglu.must_fail("a sigmoid", gate=sigmoid_gate, at="by hand, from three matrices")
swiglu.must_fail("added", gate=no_gate, at="large inputs twice as large: outputs four times")

if __name__ == "__main__":
    swiglu.main()
