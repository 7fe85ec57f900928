"""On two CUDA streams copying runs beside multiplying; on one stream the two take turns."""

import torch

from studyapp.proof import among, check, integers, predict, proof, timeline


def one_stream():
    return torch.cuda.current_stream()


def two_streams():
    return torch.cuda.Stream()


def timed(stream, call, *arguments, **options):
    """Queue the call on this stream between two events, and return them at once."""
    start, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
    with torch.cuda.stream(stream):
        start.record()
        call(*arguments, **options)
        end.record()
    return start, end


def load_and_multiply(layers, rows, copier):
    """Each layer's weight comes from the host, as if from other ranks: when was what done, in ms."""
    computer = torch.cuda.current_stream()
    host = torch.randn(2048, 2048, device="cpu", pin_memory=True)
    x = torch.randn(rows, 2048, device="cuda")
    weights, y = torch.empty(layers, 2048, 2048, device="cuda"), torch.empty(rows, 2048, device="cuda")
    torch.cuda.synchronize()
    _, begin = timed(computer, y.fill_, 0)
    copier.wait_event(begin)
    pieces = []
    for weight in weights:
        copied = timed(copier, weight.copy_, host, non_blocking=True)
        computer.wait_event(copied[1])  # for this weight, not for those after it
        pieces += [("copy", *copied), ("multiply", *timed(computer, torch.mm, x, weight, out=y))]
    torch.cuda.synchronize()
    return [(lane, lane, begin.elapsed_time(start), begin.elapsed_time(end)) for lane, start, end in pieces]


def spent(spans, lane):
    return sum(end - start for name, _, start, end in spans if name == lane)


def both(spans):
    """The part of the shorter one's time in which both were running."""
    copies, products = ([span[2:] for span in spans if span[0] == lane] for lane in ("copy", "multiply"))
    shared = sum(max(0.0, min(a[1], b[1]) - max(a[0], b[0])) for a in copies for b in products)
    return shared / min(spent(spans, "copy"), spent(spans, "multiply"))


@proof(needs="cuda")
def cuda_overlap(layers=integers(6, 10), rows=among(1024, 4096, 16384), single=one_stream, extra=two_streams):
    load_and_multiply(layers, rows, extra())  # the first use of a kernel loads it
    in_turn = load_and_multiply(layers, rows, single())
    # Concurrency is allowed, not promised: the best of a few tries, should others use this GPU.
    side_by_side = max((load_and_multiply(layers, rows, extra()) for _ in range(5)), key=both)

    yield predict(both(in_turn), within=0.01)
    # Events tell times to about half a microsecond.
    yield check("one stream: never both at once", both(in_turn), at_most=0.01)
    yield check("two streams: both at once", both(side_by_side), at_least=0.1)
    yield timeline("two streams", side_by_side)


cuda_overlap.must_fail("a stream more", single=two_streams, at="one stream: never both at once")
cuda_overlap.must_fail("the same stream", extra=one_stream, at="two streams: both at once")

if __name__ == "__main__":
    cuda_overlap.main()
