"""reshape(-1) makes (N,) of an (N, 1) output, for N = 1 too, where squeeze() drops the batch as well."""

import torch

from studyapp.proof import among, check, integers, predict, proof, table

WAYS = {
    "reshape(-1)": lambda output: output.reshape(-1),
    "squeeze()": lambda output: output.squeeze(),
    "squeeze(-1)": lambda output: output.squeeze(-1),
}


def column_by_column(output):
    return output.T.flatten()


def shape(tensor):
    return list(tensor.shape)


@proof
def reshape_or_squeeze(
    way=among("reshape(-1)", "squeeze()", "squeeze(-1)"),
    rows=among(1, 1, 6),
    columns=among(1, 1, 2),
    batch=integers(3, 9),
    flat=WAYS["reshape(-1)"],
    squeezed=WAYS["squeeze()"],
    spared=WAYS["squeeze(-1)"],
):
    batched, single, pair = torch.zeros(batch, 1), torch.zeros(1, 1), torch.arange(2 * batch).view(batch, 2)
    ways = {"reshape(-1)": flat, "squeeze()": squeezed, "squeeze(-1)": spared}

    yield predict(str(tuple(WAYS[way](torch.zeros(rows, columns)).shape)))
    same = [shape(change(batched)) for change in ways.values()]
    yield check("a batch of N: all give (N,)", same, equals=[[batch]] * 3)
    yield check("a batch of one: reshape(-1) gives (1,)", shape(flat(single)), equals=[1])
    yield check("a batch of one: squeeze(-1) gives (1,)", shape(spared(single)), equals=[1])
    yield check("a batch of one: squeeze() leaves no dimension", shape(squeezed(single)), equals=[])
    yield check("two columns: reshape(-1) lays row after row", flat(pair), equals=list(range(2 * batch)))
    yield check("two columns: squeeze(-1) leaves them alone", shape(spared(pair)), equals=[batch, 2])
    outputs = (batched, single, pair)
    rows_of = {name: [str(shape(change(output))) for output in outputs] for name, change in ways.items()}
    yield table(
        rows_of, columns=[str(shape(output)) for output in outputs], title="the shape, from each shape"
    )


reshape_or_squeeze.must_fail("nothing changed", flat=lambda o: o, at="a batch of N: all give (N,)")
reshape_or_squeeze.must_fail(
    "squeeze() for reshape(-1)", flat=WAYS["squeeze()"], at="a batch of one: reshape(-1) gives (1,)"
)
reshape_or_squeeze.must_fail(
    "squeeze() for squeeze(-1)", spared=WAYS["squeeze()"], at="a batch of one: squeeze(-1) gives (1,)"
)
reshape_or_squeeze.must_fail(
    "reshape(-1) for squeeze()",
    squeezed=WAYS["reshape(-1)"],
    at="a batch of one: squeeze() leaves no dimension",
)
reshape_or_squeeze.must_fail(
    "column after column", flat=column_by_column, at="two columns: reshape(-1) lays row after row"
)
reshape_or_squeeze.must_fail(
    "reshape(-1) for squeeze(-1)", spared=WAYS["reshape(-1)"], at="two columns: squeeze(-1) leaves them alone"
)

if __name__ == "__main__":
    reshape_or_squeeze.main()
