"""nn.Sequential hands each layer the one thing that the layer before returned, and takes one input itself."""

import torch
from torch import nn

from studyapp.proof import among, check, integers, predict, proof, raises, table


def backwards(*layers):
    return nn.Sequential(*reversed(layers))


class FirstInput(nn.Sequential):
    """Uses the first of several inputs."""

    def forward(self, x, *others):
        return super().forward(x)


class Output(nn.LSTM):
    """Of an LSTM's (output, (hidden, cell)), the output alone."""

    def forward(self, x):
        return super().forward(x)[0]


def in_a_row(layers):
    return nn.Sequential(*layers)


def outcome(call):
    try:
        call()
    except (TypeError, NotImplementedError) as error:
        return type(error).__name__
    return "nothing"


@proof
def sequential_chain(
    call=among(
        "nn.Sequential(linear, relu)(x)",
        "nn.Sequential(linear, relu)(x, x)",
        "nn.Sequential(nn.LSTM(3, 3), linear)(x)",
        "nn.ModuleList([linear, relu])(x)",
    ),
    rows=integers(2, 6),
    chain=nn.Sequential,
    several=nn.Sequential,
    recurrent=nn.LSTM,
    holder=nn.ModuleList,
):
    # Below zero, where it shows whether the linear layer or ReLU comes first.
    linear, relu, x = nn.Linear(3, 4), nn.ReLU(), -torch.rand(rows, 3)
    calls = {
        "nn.Sequential(linear, relu)(x)": lambda: chain(linear, relu)(x),
        "nn.Sequential(linear, relu)(x, x)": lambda: several(linear, relu)(x, x),
        "nn.Sequential(nn.LSTM(3, 3), linear)(x)": lambda: nn.Sequential(recurrent(3, 3), linear)(x),
        "nn.ModuleList([linear, relu])(x)": lambda: holder([linear, relu])(x),
    }
    met = {text: outcome(run) for text, run in calls.items()}
    plain, two_inputs, tuple_between, a_list = calls.values()

    yield predict(met[call])
    yield check("one layer after the other", plain(), equals=relu(linear(x)))
    yield raises("a Sequential refuses two inputs", two_inputs, TypeError, "positional arguments")
    yield raises(
        "a tuple is handed on whole, and refused", tuple_between, TypeError, "must be Tensor, not tuple"
    )
    words = 'missing the required "forward" function'
    yield raises("a ModuleList cannot be called", a_list, NotImplementedError, words)
    yield table(met, columns=["raises"], title="linear maps 3 columns to 4, and x has 3")


sequential_chain.must_fail("backwards", chain=backwards, at="one layer after the other")
sequential_chain.must_fail("the first input used", several=FirstInput, at="a Sequential refuses two inputs")
sequential_chain.must_fail("the output alone", recurrent=Output, at="a tuple is handed on whole, and refused")
sequential_chain.must_fail("a Sequential", holder=in_a_row, at="a ModuleList cannot be called")

if __name__ == "__main__":
    sequential_chain.main()
