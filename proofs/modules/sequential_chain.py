"""nn.Sequential hands each layer the one thing that the layer before returned, and takes one input itself."""

import torch
from torch import nn

from studyapp.proof import among, check, integers, predict, proof, raises, table


def in_a_row(layers):
    return nn.Sequential(*layers)


def backwards(*layers):
    return nn.Sequential(*reversed(layers))


class Output(nn.LSTM):
    """Of an LSTM's (output, (hidden, cell)), the output alone."""

    def forward(self, x):
        return super().forward(x)[0]


class Spread(nn.Sequential):
    """Hands several inputs to its first layer."""

    def forward(self, *inputs):
        return self[1](self[0](*inputs))


CASES = {
    "nn.Sequential(linear, relu)(x)": lambda linear, x: nn.Sequential(linear, nn.ReLU())(x),
    "nn.ModuleList([linear, relu])(x)": lambda linear, x: nn.ModuleList([linear, nn.ReLU()])(x),
    "nn.Sequential(linear, relu)(x, x)": lambda linear, x: nn.Sequential(linear, nn.ReLU())(x, x),
    "nn.Sequential(nn.LSTM(3, 3), linear)(x)": lambda linear, x: nn.Sequential(nn.LSTM(3, 3), linear)(x),
}


def outcome(run, linear, x):
    try:
        run(linear, x)
    except (TypeError, NotImplementedError) as error:
        return type(error).__name__
    return "nothing"


@proof
def sequential_chain(
    call=among(
        "nn.Sequential(linear, relu)(x)",
        "nn.ModuleList([linear, relu])(x)",
        "nn.Sequential(linear, relu)(x, x)",
        "nn.Sequential(nn.LSTM(3, 3), linear)(x)",
    ),
    rows=integers(2, 6),
    chain=nn.Sequential,
    several=nn.Sequential,
    recurrent=nn.LSTM,
    holder=nn.ModuleList,
):
    linear, tanh, x = nn.Linear(3, 4), nn.Tanh(), torch.randn(rows, 3)
    met = {text: outcome(run, linear, x) for text, run in CASES.items()}

    yield predict(met[call])
    by_hand = torch.tanh(linear(x))
    yield check("one layer after the other", chain(linear, tanh)(x), equals=by_hand)
    pair = several(nn.Bilinear(3, 3, 4), tanh)
    yield raises("two inputs are refused", lambda: pair(x, x), TypeError, "positional arguments")
    behind = nn.Sequential(recurrent(3, 3), linear)
    yield raises("a tuple is handed on whole", lambda: behind(x), TypeError, "must be Tensor, not tuple")
    held = holder([linear, tanh])
    words = 'missing the required "forward" function'
    yield raises("a ModuleList cannot be called", lambda: held(x), NotImplementedError, words)
    yield table(met, columns=["raises"])


sequential_chain.must_fail("backwards", chain=backwards, at="one layer after the other")
sequential_chain.must_fail("inputs spread", several=Spread, at="two inputs are refused")
sequential_chain.must_fail("the output alone", recurrent=Output, at="a tuple is handed on whole")
sequential_chain.must_fail("a Sequential", holder=in_a_row, at="a ModuleList cannot be called")

if __name__ == "__main__":
    sequential_chain.main()
