"""Static batching waits for each batch's longest answer; continuous batching fills a slot once it is free."""

import random

from studyapp.proof import among, check, integers, predict, proof, timeline


def static(lengths, slots):
    """Each answer's first step, and the one after its last: a batch begins once the one before is done."""
    spans, start = [], 0
    for first in range(0, len(lengths), slots):
        batch = lengths[first : first + slots]
        spans += [(start, start + length) for length in batch]
        start += max(batch)
    return spans


def continuous(lengths, slots):
    """As `static`, but the next answer in the queue begins in the slot that is free first."""
    spans, free = [], [0] * slots
    for length in lengths:
        start = min(free)
        free[free.index(start)] = start + length
        spans.append((start, start + length))
    return spans


def with_one_to_spare(lengths, slots):
    """A slot is kept free for what may come."""
    return continuous(lengths, slots - 1)


def without_limit(lengths, slots):
    return [(0, length) for length in lengths]


def cut_off(lengths, slots):
    """No answer keeps its slot for more than 50 steps."""
    return continuous([min(length, 50) for length in lengths], slots)


WAYS = {"static": static, "continuous": continuous}


def steps(spans):
    return max(end for _, end in spans)


def at_work(spans, step):
    return sum(start <= step < end for start, end in spans)


def in_slots(spans):
    """Where two slots have what: a slot, the answer, its start and its end."""
    free = [0, 0]
    for start, end in spans:
        slot = 0 if free[0] <= start else 1
        free[slot] = end
        yield f"slot {slot + 1}", f"{end - start} tokens", start, end


@proof
def continuous_batching(
    way=among("static", "continuous"),
    long=among(60, 80, 100),
    short=among(8, 10, 12),
    more=integers(2, 5),
    slots=among(3, 4),
    static=static,
    continuous=continuous,
):
    queue = [long] + [short] * more
    lengths = [random.choice([random.randint(2, 20), random.randint(60, 90)]) for _ in range(10 * slots)]
    waiting, filled = static(lengths, slots), continuous(lengths, slots)
    busy = [at_work(filled, step) for step in range(steps(filled))]
    last = max(start for start, _ in filled)  # from then on none waits

    yield predict(steps(WAYS[way](queue, 2)))
    batches = [lengths[first : first + slots] for first in range(0, len(lengths), slots)]
    yield check("static: the longest of each batch, added up", steps(waiting), equals=sum(map(max, batches)))
    yield check("continuous: every answer in full", [end - start for start, end in filled], equals=lengths)
    yield check("never more answers than slots", max(busy), equals=slots)
    yield check("no slot is empty while an answer waits", min(busy[:last], default=0), equals=slots)
    yield check("fewer steps than static", steps(filled), at_most=steps(waiting) - 1)
    for name, spread in WAYS.items():
        yield timeline(
            f"{name}: two slots, {steps(spread(queue, 2))} steps", in_slots(spread(queue, 2)), unit="steps"
        )


continuous_batching.must_fail(
    "without limit", static=without_limit, at="static: the longest of each batch, added up"
)
continuous_batching.must_fail("cut off", continuous=cut_off, at="continuous: every answer in full")
continuous_batching.must_fail("all at once", continuous=without_limit, at="never more answers than slots")
continuous_batching.must_fail(
    "one to spare", continuous=with_one_to_spare, at="no slot is empty while an answer waits"
)
continuous_batching.must_fail("static again", continuous=static, at="fewer steps than static")

if __name__ == "__main__":
    continuous_batching.main()
