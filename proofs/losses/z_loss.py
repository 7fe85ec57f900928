"""Cross entropy ignores a shift of all logits; z-loss, λ · log² Z, takes the softmax's log Z to 0."""

import torch
from torch.nn.functional import cross_entropy

from studyapp.proof import check, integers, plot, predict, proof


def squared_log_z(logits):
    return logits.logsumexp(dim=-1).square().mean()


def mean_logit(logits):
    return logits.mean(dim=-1).square().mean()


def all_logits(logits):
    return logits.square().mean()


def without(logits):
    return 0 * logits.sum()


def unnormalised(logits, labels):
    """The label's own logit, and no softmax."""
    return -logits.gather(1, labels[:, None]).mean() + logits.exp().mean()


def descend(labels, start, penalty, loss, steps=300):
    """The logits that all examples share, and log Z at each step. λ is 0.1 here, for speed; 10⁻⁴ is usual."""
    logits, course = start.clone().requires_grad_(), []
    for _ in range(steps):
        rows = logits.expand(len(labels), -1)
        course.append(logits.logsumexp(dim=-1).item())
        (slope,) = torch.autograd.grad(loss(rows, labels) + 0.1 * penalty(rows), logits)
        logits.data -= 2 * slope
    return logits.detach(), course


@proof
def z_loss(words=integers(5, 9), logit=integers(-4, 6), penalty=squared_log_z, loss=cross_entropy):
    labels = torch.cat([torch.arange(words), torch.randint(words // 2, (30,))])
    start = torch.randn(words, dtype=torch.float64) + 5
    rows = start.expand(len(labels), -1)

    yield predict(penalty(torch.full((1, words), float(logit))), within=0.02 * (1 + logit**2))
    shifted = loss(rows + 7, labels)
    yield check("all logits + 7: the same cross entropy", shifted, equals=loss(rows, labels), within=1e-9)
    plain, stays = descend(labels, start, without, loss)
    pulled, falls = descend(labels, start, penalty, loss)
    yield check("without z-loss the mean logit stays", plain.mean(), equals=start.mean(), within=1e-9)
    yield check("with z-loss log Z goes to 0", falls[-1], equals=0, within=1e-3)
    p = labels.bincount().double() / len(labels)
    # Words of few labels converge last.
    yield check(
        "with z-loss the probabilities are still the labels' shares",
        pulled.softmax(dim=0),
        equals=p,
        within=1e-3,
    )
    yield plot({"with z-loss": falls, "without": stays}, title="log Z, step by step")


z_loss.must_fail("no softmax", loss=unnormalised, at="all logits + 7: the same cross entropy")
z_loss.must_fail("unnormalised", loss=unnormalised, at="without z-loss the mean logit stays")
z_loss.must_fail("mean logit to 0", penalty=mean_logit, at="with z-loss log Z goes to 0")
z_loss.must_fail(
    "each logit to 0", penalty=all_logits, at="with z-loss the probabilities are still the labels' shares"
)

if __name__ == "__main__":
    z_loss.main()
