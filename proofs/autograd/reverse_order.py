"""backward() runs each node of the graph once, in reverse: after every node that used its output."""

import torch

from studyapp.proof import check, integers, predict, proof, timeline


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
    x = torch.rand((), dtype=torch.float64, requires_grad=True)
    h = x.exp()
    slope = h.item()
    nodes, users = {"exp": h.grad_fn}, {}
    for number in range(1, diamonds + 1):
        made_h = [*nodes][-1]
        left, right = h.sin(), h.cos()  # both use h: the node that made h has to wait for both
        slope *= (right - left).item()  # the chain rule: the slopes of both arms, added
        h = join(left, right)
        sin, cos, add = f"sin{number}", f"cos{number}", f"add{number}"
        nodes |= {sin: left.grad_fn, cos: right.grad_fn, add: h.grad_fn}
        users |= {made_h: [sin, cos], sin: [add], cos: [add]}
    order = walk(nodes, h)
    turn = {name: number for number, name in enumerate(order)}
    early = [name for name in users if turn.get(name, 99) < max(turn.get(user, 0) for user in users[name])]

    yield predict(len(order))
    yield check("every node runs once", sorted(order), equals=sorted(nodes))
    yield check("nodes that run before one that used their output", len(early), equals=0)
    # Up to six factors, rounded in float64 in another order.
    yield check("x.grad is the chain rule's slope, both arms added", x.grad, equals=slope, within=1e-12)
    turns = {"forward": list(nodes), "backward": order}
    spans = [(lane, name, i, i + 1) for lane, ran in turns.items() for i, name in enumerate(ran)]
    yield timeline("what ran when", spans, unit="turn")


reverse_order.must_fail("path by path", walk=path_by_path, at="every node runs once")
reverse_order.must_fail(
    "in forward order", walk=forwards, at="nodes that run before one that used their output"
)
reverse_order.must_fail(
    "depth first", walk=depth_first, at="nodes that run before one that used their output"
)
reverse_order.must_fail(
    "one arm forgotten", join=forget_one, at="x.grad is the chain rule's slope, both arms added"
)

if __name__ == "__main__":
    reverse_order.main()
