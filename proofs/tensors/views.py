"""An index or a slice of a tensor is a view: its numbers are the tensor's own. A list or a mask copies."""

import torch

from studyapp.proof import check, integers, predict, proof, table


def by_index(matrix, row):
    return matrix[row]


def by_slice(matrix, row):
    return matrix[row : row + 1]


def by_list(matrix, row):
    return matrix[[row]]


def by_mask(matrix, row):
    return matrix[torch.arange(len(matrix)) == row]


def fill(pick, row, columns, value):
    """A matrix of zeros, after what was picked of it was filled; and where that lay in its memory."""
    matrix = torch.zeros(3, columns)
    picked = pick(matrix, row)
    picked.fill_(value)
    return matrix, (picked.data_ptr() - matrix.data_ptr()) // matrix.itemsize


@proof
def views(row=integers(0, 2), columns=integers(4, 7), value=integers(2, 9), index=by_index, gather=by_list):
    ways = {"matrix[row]": index, "matrix[row:row+1]": by_slice, "matrix[[row]]": gather}
    ways["matrix[mask]"] = by_mask
    filled = {name: fill(pick, row, columns, value) for name, pick in ways.items()}
    matrix, place = filled["matrix[row]"]
    changed = [other.count_nonzero().item() for other, _ in filled.values()]

    yield predict(matrix.sum())
    yield check("filling an index or a slice fills the matrix", changed[:2], equals=[columns, columns])
    yield check("row begins row × columns numbers into it", place, equals=row * columns)
    yield check("a list or a mask picks a copy", changed[2:], equals=[0, 0])
    yield table(
        {f"row {n}": matrix[n] for n in range(3)}, title=f"matrix, after matrix[{row}].fill_({value})"
    )
    rows = {name: [count, "view" if count else "copy"] for name, count in zip(ways, changed, strict=True)}
    yield table(rows, columns=["numbers changed", "so it is a"], title="in the matrix, after fill_()")


views.must_fail("a list for an index", index=by_list, at="filling an index or a slice fills the matrix")
views.must_fail("a copy elsewhere", index=by_mask, at="row begins row × columns numbers into it")
views.must_fail("a slice for a list", gather=by_slice, at="a list or a mask picks a copy")

if __name__ == "__main__":
    views.main()
