"""RoPE turns queries and keys by their positions: what a score depends on is how far apart they are."""

import torch

from studyapp.proof import check, integers, plot, predict, proof


def angles(positions, width):
    """(positions, width / 2): the first pair of features turns 1 radian a token, later ones ever less."""
    return torch.outer(positions.double(), 10_000 ** (-torch.arange(0, width, 2).double() / width))


def rotate(x, positions):
    """Turn each pair of features, i and i + width / 2, of a row of x, (tokens, width), by its position."""
    turn, (left, right) = angles(positions, x.shape[-1]), x.chunk(2, dim=-1)
    cos, sin = turn.cos(), turn.sin()
    return torch.cat([left * cos - right * sin, left * sin + right * cos], dim=-1)


def add_waves(x, positions):
    """Absolute positions, as in the first transformer."""
    turn = angles(positions, x.shape[-1])
    return x + torch.cat([turn.sin(), turn.cos()], dim=-1)


def scale(x, positions):
    """One for each of the features, and no turn."""
    return x * (1 + positions[:, None] / 10)


def leave(x, positions):
    return x


@proof
def rope(
    query=integers(20, 40), key=integers(2, 15), later=integers(50, 70), width=8, queries=rotate, keys=rotate
):
    q, k = torch.randn(2, 1, width, dtype=torch.float64)
    places = torch.arange(100)

    def scores(at):
        """Of the query at this position, with the key at each of a hundred."""
        return (queries(q, torch.tensor([at])) @ keys(k.expand(100, -1), places).T)[0]

    first, second = scores(query), scores(later)
    shift = later - query

    yield predict((second - first[key]).abs().argmin())
    # float64 sums of eight products.
    yield check("moved together, they score the same", second[shift:], equals=first[:-shift], within=1e-9)
    yield check("moved apart, they do not", second[key], differs=first[key], within=1e-6)
    lengths = queries(q.expand(100, -1), places).norm(dim=-1)
    yield check("no length changes", lengths, equals=q.norm().expand(100), within=1e-9)
    curves = {f"query at {query}": first, f"query at {later}": second}
    yield plot(curves, x=places, title="score of one query and one key, over the key's position")


rope.must_fail("waves are added", queries=add_waves, keys=add_waves, at="moved together, they score the same")
rope.must_fail("keys are left", keys=leave, at="moved together, they score the same")
rope.must_fail("no positions", queries=leave, keys=leave, at="moved apart, they do not")
rope.must_fail("longer and longer", queries=scale, at="no length changes")

if __name__ == "__main__":
    rope.main()
