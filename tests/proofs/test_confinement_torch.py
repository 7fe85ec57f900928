"""Two ranks train a sharded model inside, whether torch comes after confinement or was there before."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.proofs.test_confinement_attacks import can_confine

SCRIPT = """
import json, os, signal, sys, tempfile
from datetime import timedelta
from studyapp.proof.confinement import ALL, confine, enter_room, prepare, whole
folder, order = sys.argv[1:]

def train(rank):
    import torch
    import torch.distributed as dist
    from torch.distributed.fsdp import fully_shard
    store = dist.FileStore(f"{folder}/meeting", 2)
    dist.init_process_group("gloo", store=store, rank=rank, world_size=2, timeout=timedelta(seconds=60))
    model = torch.nn.Linear(4, 4, bias=False)
    torch.nn.init.ones_(model.weight)
    fully_shard(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    model(torch.full((1, 4), float(rank + 1))).sum().backward()
    optimizer.step()
    weight = model.weight.full_tensor().detach()
    dist.barrier()
    return weight.unique().tolist()

if order == "before":
    import torch, torch.distributed.fsdp, torch._dynamo
    prepare()
room = enter_room(ALL)
read, write = os.pipe()
ranks = []
for rank in range(2):
    ranks.append(os.fork())
    if ranks[-1] == 0:
        os.chdir(folder)
        done = confine(folder, ALL, [], network_confined=True)
        os.write(write, (json.dumps([whole(done.applied), train(rank)]) + "\\n").encode())
        os._exit(0)
for rank in ranks:
    os.waitpid(rank, 0)
os.kill(room.init, signal.SIGKILL)
print(os.read(read, 4096).decode())
"""


@pytest.mark.skipif(not can_confine(), reason="takes Linux with Landlock and user namespaces")
@pytest.mark.parametrize("order", ["before", "after"])
def test_two_ranks_step_a_sharded_model_with_torch_imported(order: str, tmp_path: Path) -> None:
    one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path), order],
        env={**os.environ, **one_thread, "GLOO_SOCKET_IFNAME": "lo", "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    # The mean gradient of inputs 1 and 2 is 1.5, taken off a weight of 1.
    assert [json.loads(line) for line in done.stdout.split("\n") if line] == [[True, [-0.5]]] * 2, done.stderr
