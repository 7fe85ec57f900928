"""Saving every √(2δM) loses the least time, for a saving time δ and a mean time M between failures."""

import math

import torch

from studyapp.proof import among, check, plot, predict, proof

HISTORIES = 100_000


def interval(saving, between, machines):
    """The time from one save to the next. Every machine fails once in `between` on average; one stops all."""
    return math.sqrt(2 * saving * between / machines)


def without_the_two(saving, between, machines):
    return math.sqrt(saving * between / machines)


def as_if_alone(saving, between, machines):
    return math.sqrt(2 * saving * between)


def first_to_fail(times):
    """When the run stops: (histories, machines) → (histories,)."""
    return times.min(dim=1).values


def average(times):
    return times.mean(dim=1)


def expected(tau, saving, between):
    """What is lost, over the work done: saved every `tau`, a failure costs all work since the last save."""
    return between * math.expm1((tau + saving) / between) / tau - 1


def no_failures(tau, saving, between):
    return saving / tau


@proof
def save_interval(
    saving=among(1, 2, 3),  # minutes
    days=among(1000, 2000),  # from a machine's failure to its next
    machines=among(400, 500, 1000),
    interval=interval,
    stop=first_to_fail,
    expected=expected,
):
    between = days * 24 * 60 / machines
    chosen = interval(saving, days * 24 * 60, machines)
    stops = stop(torch.empty(2000, machines).exponential_(1 / days)).mean()

    def lost(tau):
        """As `expected`, but of histories drawn at random."""
        gaps = torch.empty(HISTORIES, dtype=torch.float64).exponential_(1 / between)
        kept = (gaps / (tau + saving)).floor().sum() * tau  # between two failures: what was saved
        return (gaps.sum() / kept - 1).item()

    tried = [between * 1.02**-n for n in range(1, 250)]
    best = min(tried, key=lambda tau: expected(tau, saving, between))

    yield predict(best, within=0.05 * best)
    # Of 2,000 histories, the mean strays by 2 %; of 100,000, what is lost by 0.3 %.
    yield check("N machines: a stop N times as often", stops * machines / days, equals=1, within=0.15)
    yield check(
        "histories drawn: what is lost on average",
        lost(best) / expected(best, saving, between),
        equals=1,
        within=0.04,
    )
    # Where δ is not small against M the formula gives a little too much: here 3 % at most.
    yield check("least is lost at √(2δM)", chosen / best, equals=1, within=0.06)
    off = [lost(chosen / 2) / lost(chosen), lost(2 * chosen) / lost(chosen)]
    yield check("half or twice as long: only a quarter more lost", off, equals=[1.25, 1.25], within=0.08)
    curve = [best * 1.3**n for n in range(-8, 9)]
    yield plot({"% lost": [100 * lost(tau) for tau in curve]}, x=curve, title="minutes between saves")


save_interval.must_fail("without the 2", interval=without_the_two, at="least is lost at √(2δM)")
save_interval.must_fail(
    "as if alone", interval=as_if_alone, at="half or twice as long: only a quarter more lost"
)
save_interval.must_fail("machines averaged", stop=average, at="N machines: a stop N times as often")
save_interval.must_fail("no failures", expected=no_failures, at="histories drawn: what is lost on average")

if __name__ == "__main__":
    save_interval.main()
