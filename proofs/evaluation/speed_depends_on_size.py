"""no_grad() saves the recording, not the computing: a tiny forward gets faster, a large one hardly."""

from statistics import median
from time import thread_time

import torch
from torch.nn.functional import linear

from studyapp.proof import among, bars, check, integers, predict, proof


def forward(x, weights):
    for weight in weights:
        x = linear(x, weight).relu()
    return x


def unrecorded(x, weights):
    with torch.no_grad():
        return forward(x, weights)


def twice(x, weights):
    forward(x, weights)
    return forward(x, weights)


def count_nodes(output):
    """The operations that were recorded on the way to `output`, its leaves included."""
    found, todo = set(), [output.grad_fn]
    while todo:
        node = todo.pop()
        if node is not None and node not in found:
            found.add(node)
            todo += [before for before, _ in node.next_functions]
    return len(found)


def seconds(run, *arguments):
    # The thread's own time: what other programs take of a busy machine is not in it.
    started = thread_time()
    run(*arguments)
    return thread_time() - started


def times_as_long(usual, bare, pairs, *arguments):
    """Medians of runs that take turns, so that a slow moment meets both alike."""
    turns = [(seconds(usual, *arguments), seconds(bare, *arguments)) for _ in range(pairs)]
    slow, fast = zip(*turns, strict=True)
    return median(slow) / median(fast)


@proof
def speed_depends_on_size(
    wide=among(256, 288, 320), layers=integers(4, 6), narrow=4, usual=forward, bare=unrecorded
):
    torch.set_num_threads(1)  # so that one thread does all the work
    nodes, left, ratio = {}, {}, {}
    for width, pairs in ((narrow, 301), (wide, 31)):
        weights = [torch.randn(width, width, requires_grad=True) for _ in range(layers)]
        arguments = torch.randn(width, width), weights
        nodes[width], left[width] = count_nodes(usual(*arguments)), count_nodes(bare(*arguments))
        ratio[width] = times_as_long(usual, bare, pairs, *arguments)

    yield predict(ratio[wide], within=0.2)
    # A product with its transposed weight, a relu and the weight's leaf, whatever the width.
    yield check("as many nodes are recorded at each width", [*nodes.values()], equals=[4 * layers] * 2)
    yield check("none under no_grad()", [*left.values()], equals=[0, 0])
    # Measured: 1.2 to 1.4 and 0.95 to 1.07, on a machine with 50 times as much work as cores.
    yield check("narrow: the recording takes a good part of the time", ratio[narrow], at_least=1.08)
    yield check("wide: it is lost in the computing", ratio[wide], at_most=1.25)
    yield bars("times as long as under no_grad()", {f"width {w}": value for w, value in ratio.items()})


speed_depends_on_size.must_fail(
    "no_grad() in both", usual=unrecorded, at="as many nodes are recorded at each width"
)
speed_depends_on_size.must_fail("recorded in both", bare=forward, at="none under no_grad()")
speed_depends_on_size.must_fail("the forward runs twice", usual=twice, at="wide: it is lost in the computing")

if __name__ == "__main__":
    speed_depends_on_size.main()
