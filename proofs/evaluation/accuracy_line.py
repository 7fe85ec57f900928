"""(N, 1) predictions == (N,) labels compares all N × N pairs; its mean is no accuracy."""

import torch

from studyapp.proof import check, integers, predict, proof, raises, table


def one_for_one(probabilities, labels):
    """The share of right predictions, for probabilities of shape (N, 1) and labels of shape (N,)."""
    return ((probabilities.flatten() >= 0.5) == labels).float().mean()


def as_it_is_written(probabilities, labels):
    return ((probabilities >= 0.5) == labels).float().mean()


def above_a_half(probabilities, labels):
    return ((probabilities.flatten() > 0.5) == labels).float().mean()


def both_as_columns(probabilities, labels):
    return (probabilities >= 0.5) == labels.unsqueeze(1)


def as_broadcast(probabilities, labels):
    return (probabilities >= 0.5) == labels


@proof
def accuracy_line(
    examples=integers(7, 9),
    positives=integers(2, 3),
    wrong=integers(1, 3),
    accuracy=one_for_one,
    compare=as_broadcast,
    line="accuracy = (y_pred >= 0.5) == y_test).float().mean()",
):
    labels = (torch.arange(examples) < positives).float()
    answers = labels.clone()
    answers[1 : wrong + 1] = 1 - answers[1 : wrong + 1]
    # 0.5 and 0.9 stand for 1, 0.2 for 0: the threshold itself counts as positive.
    probabilities = torch.where(answers == 1, 0.9, 0.2).unsqueeze(1)
    probabilities[0] = 0.5

    pairs = compare(probabilities, labels)
    flawless = compare(labels.unsqueeze(1), labels).float().mean()
    share = positives / examples
    right = accuracy(probabilities, labels)

    yield predict(flawless, within=0.01)
    yield check("(N, 1) == (N,) is (N, N)", list(pairs.shape), equals=[examples, examples])
    # float32 rounds shares in the eighth digit.
    chance = share**2 + (1 - share) ** 2
    yield check("labels against themselves: as by chance", flawless, equals=chance, within=1e-6)
    yield check("one for one: right / N", right, equals=1 - wrong / examples, within=1e-6)
    yield raises(
        "one parenthesis short, it is no code", lambda: compile(line, "", "exec"), SyntaxError, "unmatched"
    )
    rows = {f"prediction {i} is {int(a)}": pairs[i].int() for i, a in enumerate(answers)}
    columns = [f"{label:.0f}" for label in labels.tolist()]
    yield table(rows, columns=columns, title="equal to label …? Only the diagonal should count")
    yield table({"all pairs": pairs.float().mean(), "one for one": right}, title="accuracy")


accuracy_line.must_fail("both are columns", compare=both_as_columns, at="(N, 1) == (N,) is (N, N)")
accuracy_line.must_fail("not flattened", accuracy=as_it_is_written, at="one for one: right / N")
accuracy_line.must_fail("above, not from, a half", accuracy=above_a_half, at="one for one: right / N")
accuracy_line.must_fail(
    "it is there",
    line="accuracy = ((y_pred >= 0.5) == y_test).float().mean()",
    at="one parenthesis short, it is no code",
)

if __name__ == "__main__":
    accuracy_line.main()
