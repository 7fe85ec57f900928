"""A window of w tokens lets L layers look back over L · (w − 1); decoding needs the last w keys alone."""

import torch
from torch.nn.functional import scaled_dot_product_attention

from studyapp.proof import check, integers, predict, proof, table


def window(tokens, size):
    """True where a query, a row, sees a key: itself and the size − 1 tokens before it."""
    place = torch.arange(tokens)
    back = place[:, None] - place
    return (back >= 0) & (back < size)


def both_sides(tokens, size):
    place = torch.arange(tokens)
    return (place[:, None] - place).abs() < size


def one_more(tokens, size):
    return window(tokens, size + 1)


def all_before(tokens, size):
    return torch.ones(tokens, tokens, dtype=torch.bool).tril()


def newest(kept, size):
    return kept[-size:]


def one_short(kept, size):
    return kept[1 - size :]


def everything(kept, size):
    return kept


def attend(x, weight, mask):
    q, k, v = (x @ weight).chunk(3, dim=-1)
    return x + scaled_dot_product_attention(q, k, v, attn_mask=mask)


def decode(x, weights, size, keep):
    """Token by token, each layer with the keys and values that it keeps."""
    rows, caches = [], [torch.empty(0, 2 * x.shape[1]).double() for _ in weights]
    for row in x.split(1):
        for number, weight in enumerate(weights):
            q, key_value = (row @ weight).tensor_split([x.shape[1]], dim=-1)
            caches[number] = keep(torch.cat([caches[number], key_value]), size)
            row = row + scaled_dot_product_attention(q, *caches[number].chunk(2, dim=-1))
        rows.append(row)
    return torch.cat(rows)


@proof
def sliding_window(layers=integers(2, 4), size=integers(3, 5), window=window, keep=newest, tokens=24, d=6):
    mask = window(tokens, size)
    weights = torch.randn(layers, d, 3 * d, dtype=torch.float64) / d  # small: no softmax saturates
    x = torch.randn(tokens, d, dtype=torch.float64, requires_grad=True)
    states = [x]
    for weight in weights:
        states.append(attend(states[-1], weight, mask))

    def reach(state):
        """Of how many tokens the last one's row depends on."""
        (slope,) = torch.autograd.grad(state[-1].sum(), x, retain_graph=True)
        return int(slope.ne(0).any(dim=1).sum())

    reached = [reach(state) for state in states]
    expected = [n * (size - 1) + 1 for n in range(layers + 1)]

    yield predict(reached[-1])
    yield check("after n layers: n · (w − 1) + 1 tokens", reached, equals=expected)
    pairs = tokens * size - size * (size - 1) // 2
    yield check("pairs: w for each token but the first few", mask.sum(), equals=pairs)
    decoded = decode(x.detach(), weights, size, keep)
    yield check("decoded with the last w keys: the same rows", decoded, equals=states[-1], within=1e-9)
    rows = {f"after layer {n}": [count] for n, count in enumerate(reached) if n}
    yield table(rows, columns=["tokens that the last one depends on"], title=f"a window of {size}")


sliding_window.must_fail("one more", window=one_more, at="after n layers: n · (w − 1) + 1 tokens")
sliding_window.must_fail("all before", window=all_before, at="pairs: w for each token but the first few")
sliding_window.must_fail("both sides", window=both_sides, at="pairs: w for each token but the first few")
sliding_window.must_fail("one key short", keep=one_short, at="decoded with the last w keys: the same rows")
sliding_window.must_fail("all keys", keep=everything, at="decoded with the last w keys: the same rows")

if __name__ == "__main__":
    sliding_window.main()
