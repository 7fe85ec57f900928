"""no_grad() stops the recording, in its own thread: a graph that stands can still be differentiated."""

from threading import Thread

import torch

from studyapp.proof import check, integers, predict, proof, reals, table


def leave(loss):
    """.grad is empty, and the graph stands as the forward made it."""


def go_back_already(loss):
    loss.backward(retain_graph=True)


def in_another_thread(call):
    thread = Thread(target=call)
    thread.start()
    thread.join()


def in_this_thread(call):
    call()


@proof
def recording(
    value=reals(1, 5, 1),
    size=integers(3, 6),
    guard=torch.no_grad,
    inner=torch.enable_grad,
    before=leave,
    elsewhere=in_another_thread,
):
    w = torch.full((size,), value, requires_grad=True)
    loss, recorded = (w**2).sum(), {}
    before(loss)

    def look(where):
        recorded[where] = (w**2).requires_grad

    look("outside")
    with guard():
        loss.backward()
        look("inside")
        elsewhere(lambda: look("in another thread, meanwhile"))
        with inner():
            look("in enable_grad(), inside")

    yield predict(w.grad[0], within=1e-4)
    # The derivative of w² is 2w; one decimal in float32 is off by less than 1e-6.
    yield check("backward() of an earlier graph works inside", w.grad, equals=2 * value, within=1e-5)
    yield check("computed under no_grad(), a result requires a gradient", recorded["inside"], equals=False)
    yield check("another thread records all the while, as usual", recorded["in another thread, meanwhile"])
    yield check("enable_grad() inside records again", recorded["in enable_grad(), inside"])
    yield table(recorded, title="is w² recorded?")


recording.must_fail(
    "a backward before, not cleared",
    before=go_back_already,
    at="backward() of an earlier graph works inside",
)
recording.must_fail(
    "enable_grad() around it",
    guard=torch.enable_grad,
    at="computed under no_grad(), a result requires a gradient",
)
recording.must_fail(
    "the same thread", elsewhere=in_this_thread, at="another thread records all the while, as usual"
)
recording.must_fail(
    "no_grad() within no_grad()", inner=torch.no_grad, at="enable_grad() inside records again"
)

if __name__ == "__main__":
    recording.main()
