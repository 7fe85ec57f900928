"""Cross entropy chunk by chunk: the same loss and gradients, and never more logits alive than a chunk's."""

import torch
from torch.multiprocessing.reductions import StorageWeakRef
from torch.nn.functional import cross_entropy, linear
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.checkpoint import checkpoint

from studyapp.proof import among, bars, check, predict, proof


def at_once(hidden, weight, labels, size):
    return cross_entropy(linear(hidden, weight), labels)


def chunked(hidden, weight, labels, size):
    """The mean loss over all tokens; logits of `size` tokens at a time, made again in the backward."""

    def loss(rows, targets):
        return cross_entropy(linear(rows, weight), targets, reduction="sum")

    chunks = zip(hidden.split(size), labels.split(size), strict=True)
    return sum(checkpoint(loss, *chunk, use_reentrant=False) for chunk in chunks) / len(labels)


def kept(hidden, weight, labels, size):
    """Chunks that keep their logits for the backward."""
    chunks = zip(hidden.split(size), labels.split(size), strict=True)
    losses = [cross_entropy(linear(rows, weight), of, reduction="sum") for rows, of in chunks]
    return sum(losses) / len(labels)


def mean_of_means(hidden, weight, labels, size):
    chunks = zip(hidden.split(size), labels.split(size), strict=True)
    return torch.stack([cross_entropy(linear(rows, weight), of) for rows, of in chunks]).mean()


class Watch(TorchDispatchMode):
    """The most bytes that logits, and what is as wide, took at any time of both passes."""

    def __init__(self, weight):
        super().__init__()
        self.words, self.peak = len(weight), 0
        self.alive = {StorageWeakRef(weight.untyped_storage()): 0}  # its transpose is no logits

    def __torch_dispatch__(self, op, types, arguments=(), options=None):
        output = op(*arguments, **options or {})
        if isinstance(output, torch.Tensor) and output.dim() == 2 and output.shape[1] == self.words:
            self.alive.setdefault(StorageWeakRef(output.untyped_storage()), output.nbytes)
            self.peak = max(self.peak, sum(n for ref, n in self.alive.items() if not ref.expired()))
        return output


@proof
def chunked_loss(
    tokens=among(140, 180, 220), words=among(300, 500), size=among(8, 16), chunked=chunked, whole=at_once
):
    hidden, weight = torch.randn(tokens, 12, requires_grad=True), torch.randn(words, 12, requires_grad=True)
    labels = torch.randint(words, (tokens,))

    def run(loss):
        with Watch(weight) as watch:
            value = loss(hidden, weight, labels, size)
            gradients = torch.autograd.grad(value, (hidden, weight))
        return value, torch.cat([g.flatten() for g in gradients]), watch.peak

    value, gradients, peak = run(whole)
    ours, same, small = run(chunked)
    logits = 4 * tokens * words

    yield predict(logits)
    # Float32 sums of up to 220 terms, in another order.
    yield check("the same loss, also where the last chunk is short", ours, equals=value, within=1e-4)
    yield check("the same gradients", same, equals=gradients, within=1e-5)
    # Logits, their log-softmax, and the gradient, which is as wide.
    yield check("at once: three times all logits' bytes", peak, equals=3 * logits)
    yield check("by chunks: at most six chunks of logits", small, at_most=6 * 4 * size * words)
    yield bars(
        "most bytes of logits and the like", {"all logits": logits, "at once": peak, "by chunks": small}
    )


chunked_loss.must_fail(
    "mean of the chunks' means", chunked=mean_of_means, at="the same loss, also where the last chunk is short"
)
chunked_loss.must_fail("chunks that are kept", chunked=kept, at="by chunks: at most six chunks of logits")
chunked_loss.must_fail("by chunks already", whole=chunked, at="at once: three times all logits' bytes")

if __name__ == "__main__":
    chunked_loss.main()
