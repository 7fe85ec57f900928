"""Positions divided by k keep a text k times as long within the angles of training; distances shrink."""

import torch

from studyapp.proof import among, check, integers, plot, predict, proof


def interpolate(positions, factor, trained):
    return positions / factor


def as_they_are(positions, factor, trained):
    return positions


def from_the_start(positions, factor, trained):
    return positions % trained


def stop_at_the_end(positions, factor, trained):
    return positions.clamp(max=trained - 1)


def halve(positions, factor, trained):
    return positions / (2 * factor)


def angles(positions, width):
    """RoPE's, (positions, width / 2): pair 0 of features turns 1 radian a position, later ones less."""
    return torch.outer(positions, 10_000 ** (-torch.arange(0, width, 2).double() / width))


def rotate(x, turn):
    left, right = x.chunk(2, dim=-1)
    cos, sin = turn.cos(), turn.sin()
    return torch.cat([left * cos - right * sin, left * sin + right * cos], dim=-1)


@proof
def position_interpolation(
    factor=among(2, 4, 8),
    position=among(1024, 3072, 4096),
    query=integers(16, 24),
    key=integers(2, 12),
    place=interpolate,
    width=32,
    trained=64,
):
    long = torch.arange(factor * trained).double()
    places = place(long, factor, trained)
    reached, beyond = angles(places, width).amax(dim=0), angles(torch.tensor([trained]).double(), width)[0]
    q, k = torch.randn(2, 1, width, dtype=torch.float64)

    def scores(at):
        """Of one query, at each of these positions, with one key, at each of them."""
        turn = angles(at, width)
        return rotate(q, turn) @ rotate(k, turn).T

    before, after = scores(long[:trained]), scores(places)

    yield predict(place(torch.tensor(float(position)), factor, 2048))
    yield check("no pair turns as far as at the trained length", (reached / beyond).max(), at_most=1 - 1e-6)
    yield check("moved together, they score the same", after[1:, 1:], equals=after[:-1, :-1], within=1e-9)
    stretched = after[factor * query, factor * key]
    yield check(
        "k times as far apart: the score of before", stretched, equals=before[query, key], within=1e-9
    )
    curves = {"interpolated": after[:, 0], "as they are": scores(long)[:, 0]}
    yield plot(curves, x=long, title=f"score over the distance, trained up to {trained}")


position_interpolation.must_fail(
    "as they are", place=as_they_are, at="no pair turns as far as at the trained length"
)
position_interpolation.must_fail(
    "from the start again", place=from_the_start, at="moved together, they score the same"
)
position_interpolation.must_fail(
    "stop at the end", place=stop_at_the_end, at="moved together, they score the same"
)
position_interpolation.must_fail(
    "twice as narrow", place=halve, at="k times as far apart: the score of before"
)

if __name__ == "__main__":
    position_interpolation.main()
