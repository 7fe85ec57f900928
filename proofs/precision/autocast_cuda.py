"""Under autocast on CUDA, matrix products come in float16; softmax, norms, sums and losses in float32."""

from contextlib import nullcontext
from unittest.mock import patch

import torch
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.nn import functional

from studyapp.proof import among, check, predict, proof, table

# Each takes an image x, (batch, channels, size, size) in square.
PRODUCTS = {
    "matmul": lambda x: torch.matmul(x, x),
    "linear": lambda x: functional.linear(x, x.flatten(0, 2)),
    "conv2d": lambda x: functional.conv2d(x, x),
}
NEED_RANGE = {
    "softmax": lambda x: functional.softmax(x, dim=-1),
    "exp": torch.exp,
    "layer_norm": lambda x: functional.layer_norm(x, x.shape[-1:]),
    "sum": lambda x: x.sum(dim=0),
    "mse_loss": lambda x: functional.mse_loss(x, x),
}
OTHERS = {"relu": functional.relu, "max_pool2d": lambda x: functional.max_pool2d(x, 2)}


def on_cuda():
    with patch.object(torch.cuda, "is_available", lambda: True):
        return torch.autocast("cuda", dtype=torch.float16)


@proof
def autocast_cuda(
    operation=among("matmul", "linear", "conv2d", "softmax", "exp", "layer_norm", "sum", "mse_loss", "relu"),
    given=among("float32", "float16"),
    size=among(4, 6, 8),
    device="cuda",
    region=on_cuda,
    others=OTHERS,
):
    def dtypes(operations):
        """What the operations return, given float32 and given float16."""
        # Fake tensors have shapes, dtypes and a device, but no numbers: to follow them takes no GPU.
        with FakeTensorMode(), region():
            inputs = [
                torch.empty(3, 3, size, size, dtype=d, device=device) for d in (torch.float32, torch.float16)
            ]
            return {
                name: [str(call(x).dtype).removeprefix("torch.") for x in inputs]
                for name, call in operations.items()
            }

    products, wide, rest = dtypes(PRODUCTS), dtypes(NEED_RANGE), dtypes(others)

    yield predict((products | wide | rest)[operation][given == "float16"])
    yield check("products of matrices: float16", products, equals=dict.fromkeys(PRODUCTS, ["float16"] * 2))
    yield check("what needs the range: float32", wide, equals=dict.fromkeys(NEED_RANGE, ["float32"] * 2))
    yield check("others: what they are given", rest, equals=dict.fromkeys(others, ["float32", "float16"]))
    yield table(products | wide | rest, columns=["given float32", "given float16"])


autocast_cuda.must_fail("outside the region", region=nullcontext, at="products of matrices: float16")
autocast_cuda.must_fail("a tensor on the CPU", device="cpu", at="what needs the range: float32")
autocast_cuda.must_fail(
    "softplus, not relu", others={"relu": functional.softplus}, at="others: what they are given"
)

if __name__ == "__main__":
    autocast_cuda.main()
