"""The screens that pictures are made of, room by room."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.scenes import asked, browse, home, ownproofs, proofs, review, stats, written
from benchmarks.scenes.stage import Scene

ROOMS = (home, review, asked, written, proofs, ownproofs, browse, stats)
SCENES: Mapping[str, Scene] = {name: scene for room in ROOMS for name, scene in room.SCENES.items()}
