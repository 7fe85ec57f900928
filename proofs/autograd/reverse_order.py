"""backward() runs each node of the graph once, in reverse: after every node that used its output."""

import torch

from studyapp.proof import check, integers, predict, proof, timeline

ARMS = (torch.sin, torch.cos, torch.tanh, torch.sigmoid, torch.atan)


def by_autograd(nodes, output):
    """The names of the nodes, in the order in which torch runs them."""
    order = []
    for name, node in nodes.items():
        node.register_prehook(lambda grads, name=name: order.append(name))
    output.backward()
    return order


def forwards(nodes, output):
    return list(nodes)


def path_by_path(nodes, output):
    """The chain rule taken literally: a visit for every path from the loss."""
    names, order = {node: name for name, node in nodes.items()}, []

    def visit(node):
        if node in names:
            order.append(names[node])
            for below, _ in node.next_functions:
                visit(below)

    visit(output.grad_fn)
    return order


def depth_first(nodes, output):
    """Each node once, but as soon as the first of its users has run."""
    return list(dict.fromkeys(path_by_path(nodes, output)))


def forget_one(a, b):
    return a + b.detach()


@proof
def reverse_order(diamonds=integers(2, 5), walk=by_autograd, join=torch.add):
    arms = [[ARMS[i] for i in torch.randperm(len(ARMS))[:2]] for _ in range(diamonds)]
    nodes = {}

    def forward(x):
        h = x.exp()
        nodes["exp"] = h.grad_fn
        for number, (left, right) in enumerate(arms, start=1):
            a, b = left(h), right(h)  # both arms use h: the node behind h waits for both
            h = join(a, b)
            names = [f"{left.__name__} {number}", f"{right.__name__} {number}", f"join {number}"]
            nodes.update(zip(names, (a.grad_fn, b.grad_fn, h.grad_fn), strict=True))
        return h

    x = torch.rand((), dtype=torch.float64)
    slope = (forward(x + 1e-6) - forward(x - 1e-6)) / 2e-6
    x.requires_grad_()
    output = forward(x)
    order = walk(nodes, output)
    names = {node: name for name, node in nodes.items()}
    edges = [(user, names.get(below)) for user, node in nodes.items() for below, _ in node.next_functions]
    early = [n for user, n in edges if {user, n} <= {*order} and order.index(n) < order.index(user)]

    yield predict(len(order))
    yield check("every node runs once", sorted(order), equals=sorted(nodes))
    yield check("none before a node that used its output", early, equals=[])
    # Central differences in float64: off by about 1e-9.
    yield check("x.grad sums what all paths bring", x.grad, equals=slope, within=1e-7)
    turns = {"forward": list(nodes), "backward": order}
    spans = [(lane, name, i, i + 1) for lane, ran in turns.items() for i, name in enumerate(ran)]
    yield timeline("what ran when", spans, unit="turn")


reverse_order.must_fail("path by path", walk=path_by_path, at="every node runs once")
reverse_order.must_fail("in forward order", walk=forwards, at="none before a node that used its output")
reverse_order.must_fail("depth first", walk=depth_first, at="none before a node that used its output")
reverse_order.must_fail("one arm forgotten", join=forget_one, at="x.grad sums what all paths bring")

if __name__ == "__main__":
    reverse_order.main()
