"""model(x) runs the hooks registered on it; model.forward(x) computes the same, and runs none of them."""

import torch
from torch import nn

from studyapp.proof import check, integers, predict, proof, table


def call(model, x):
    return model(x)


def directly(model, x):
    return model.forward(x)


def all_the_way(model, x):
    return model[1].forward(model[0].forward(x))


def remove(handle):
    handle.remove()


def forget(handle):
    """Keep the handle, or let it go: neither removes the hook."""


@proof
def call_not_forward(calls=integers(2, 6), direct=integers(2, 6), run=call, bypass=directly, undo=remove):
    model = nn.Sequential(nn.Linear(3, 4), nn.Tanh())
    fired = {"model": 0, "model[0]": 0}

    def count(name):
        def hook(module, inputs, output):
            fired[name] += 1

        return hook

    handle = model.register_forward_hook(count("model"))
    model[0].register_forward_hook(count("model[0]"))
    x = torch.randn(5, 3)

    moments = {}
    for _ in range(calls):
        called = run(model, x)
    moments[f"{calls} × model(x)"] = list(fired.values())
    for _ in range(direct):
        passed = bypass(model, x)
    moments[f"then {direct} × model.forward(x)"] = list(fired.values())
    undo(handle)
    run(model, x)
    moments["then removed, and one model(x)"] = list(fired.values())
    after_calls, after_direct, at_last = moments.values()

    yield predict(after_direct[0])
    yield check("every call runs the hook", after_calls[0], equals=calls)
    yield check("forward() never does", after_direct[0], equals=after_calls[0])
    yield check("layers within are called, and run theirs", after_direct[1], equals=calls + direct)
    yield check("a removed hook never runs", at_last[0], equals=after_direct[0])
    yield check("both compute the same", passed, equals=called)
    yield table(moments, columns=list(fired), title="how often the hook has run")


call_not_forward.must_fail("forward() for the call", run=directly, at="every call runs the hook")
call_not_forward.must_fail("a call for forward()", bypass=call, at="forward() never does")
call_not_forward.must_fail("the handle is dropped", undo=forget, at="a removed hook never runs")
call_not_forward.must_fail(
    "all by forward()", bypass=all_the_way, at="layers within are called, and run theirs"
)
call_not_forward.must_fail("one layer only", bypass=lambda model, x: model[0](x), at="both compute the same")

if __name__ == "__main__":
    call_not_forward.main()
