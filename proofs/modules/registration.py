"""A module knows the layers and parameters that are its attributes; what a plain list holds never trains."""

import torch
from torch import nn

from studyapp.proof import among, check, integers, predict, proof, raises, table

CONTAINERS = {"list": list, "tuple": tuple, "nn.ModuleList": nn.ModuleList}


class Net(nn.Module):
    def __init__(self, layers, hold, scalar):
        super().__init__()
        self.hidden = hold(nn.Linear(3, 3) for _ in range(layers))
        self.head = nn.Linear(3, 1)
        self.scale = scalar(torch.ones(1))

    def forward(self, x):
        for layer in self.hidden:
            x = layer(x)
        return self.head(x) * self.scale


class Forgetful(nn.Module):
    def __init__(self):
        self.head = nn.Linear(3, 1)


class Mindful(nn.Module):
    def __init__(self):
        super().__init__()
        self.head = nn.Linear(3, 1)


def trained(model):
    """How many of the hidden layers a step of training moves."""
    before = [layer.weight.clone() for layer in model.hidden]
    optimizer = torch.optim.Adam(model.parameters())
    model(torch.randn(5, 3)).sum().backward()
    optimizer.step()
    return sum(not torch.equal(old, layer.weight) for old, layer in zip(before, model.hidden, strict=True))


@proof
def registration(
    container=among("list", "tuple", "nn.ModuleList"),
    layers=integers(2, 6),
    plain=list,
    known=nn.ModuleList,
    bare=torch.Tensor.requires_grad_,
    forgetful=Forgetful,
):
    asked, listed, registered = (Net(layers, hold, bare) for hold in (CONTAINERS[container], plain, known))
    nets = {"list": listed, "ModuleList": registered}
    names = {way: [name for name, _ in net.named_parameters()] for way, net in nets.items()}
    head = ["head.weight", "head.bias"]
    hidden = [f"hidden.{n}.{kind}" for n in range(layers) for kind in ("weight", "bias")]

    yield predict(len(list(asked.parameters())))
    yield check("layers in a list: only the head is known", names["list"], equals=head)
    yield check("layers in a ModuleList: all are known", names["ModuleList"], equals=hidden + head)
    steps = {way: trained(net) for way, net in nets.items()}
    yield check("a step moves no layer of the list", steps["list"], equals=0)
    yield check("a step moves every layer of the ModuleList", steps["ModuleList"], equals=layers)
    words = "cannot assign module before Module.__init__() call"
    known_as = ["scale" in dict(Net(layers, plain, kind).named_parameters()) for kind in (bare, nn.Parameter)]
    yield check("a bare tensor is not known, an nn.Parameter is", known_as, equals=[False, True])
    yield raises("a layer set before super().__init__() is refused", forgetful, AttributeError, words)
    rows = {way: [len(names[way]), steps[way]] for way in steps}
    yield table(rows, columns=["parameters", "layers that moved"], title=f"{layers} layers and a head")


registration.must_fail("a ModuleList", plain=nn.ModuleList, at="a step moves no layer of the list")
registration.must_fail("a list", known=list, at="layers in a ModuleList: all are known")
registration.must_fail("a tuple", known=tuple, at="a step moves every layer of the ModuleList")
registration.must_fail("a Parameter", bare=nn.Parameter, at="a bare tensor is not known, an nn.Parameter is")
registration.must_fail(
    "super() called", forgetful=Mindful, at="a layer set before super().__init__() is refused"
)

if __name__ == "__main__":
    registration.main()
