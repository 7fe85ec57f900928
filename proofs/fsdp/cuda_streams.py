"""A CUDA stream runs its own work in order, and waits for another stream's only where it is told to."""

import torch

from studyapp.proof import among, check, integers, predict, proof, timeline

CYCLES = 2_000_000  # in a millisecond, at 2 GHz; a slower GPU sleeps longer


def go_on(main, side):
    """Read, whatever the side stream is at."""


def wait_for(main, side):
    main.wait_stream(side)


def finish_first(main, side):
    side.synchronize()


class Queues:
    """Streams by name, and when each piece of their work began and ended."""

    def __init__(self, **streams):
        self.streams, self.pieces = streams, []
        torch.cuda.synchronize()
        self.begin = self.add("main", "begin", torch.cuda._sleep, 1)

    def add(self, lane, name, call, *arguments):
        """Queue it and return at once, with the event that ends it."""
        start, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
        with torch.cuda.stream(self.streams[lane]):
            start.record()
            call(*arguments)
            end.record()
        self.pieces.append((lane, name, start, end))
        return end

    def spans(self):
        torch.cuda.synchronize()
        return [
            (lane, name, self.begin.elapsed_time(start), self.begin.elapsed_time(end))
            for lane, name, start, end in self.pieces[1:]
        ]


@proof(needs="cuda")
def cuda_streams(
    size=among(1_000, 1_000_000),
    old=integers(-9, -1),
    new=integers(1, 9),
    other=torch.cuda.Stream,
    before=go_on,
    after=wait_for,
    own="side",
):
    main = torch.cuda.current_stream()
    side, third = other(), torch.cuda.Stream()
    # The first round loads what is used for the first time; the last is for a process that was held up.
    for milliseconds in (1, 100, 1_000):
        buffer, early, late, inside = torch.full((4, size), float(old), device="cuda")
        queues = Queues(main=main, side=side, third=third)
        queues.add("side", "sleep", torch.cuda._sleep, milliseconds * CYCLES)
        written = queues.add("side", "write", buffer.fill_, new)
        queues.add(own, "read", inside.copy_, buffer)
        before(main, side)
        queues.add("main", "read", early.copy_, buffer).synchronize()
        in_time = not written.query()
        after(main, side)
        queues.add("main", "read again", late.copy_, buffer)
        spans = queues.spans()
        if in_time and milliseconds > 1:
            break

    yield predict(early.mean())
    yield check("another stream, no wait: the old values", early, equals=old)
    yield check("another stream, after a wait: the new ones", late, equals=new)
    yield check("the same stream, no wait: the new ones", inside, equals=new)
    yield timeline("two queues", spans)


cuda_streams.must_fail(
    "one stream", other=torch.cuda.current_stream, at="another stream, no wait: the old values"
)
cuda_streams.must_fail("synchronised", before=finish_first, at="another stream, no wait: the old values")
cuda_streams.must_fail("never waits", after=go_on, at="another stream, after a wait: the new ones")
cuda_streams.must_fail("read in a third", own="third", at="the same stream, no wait: the new ones")

if __name__ == "__main__":
    cuda_streams.main()
