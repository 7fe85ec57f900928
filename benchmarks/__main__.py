"""Print every figure: `python -m benchmarks [NAME…]`, those of ALL without a name."""

from __future__ import annotations

import sys

from benchmarks import anki, browse, ending, first_paint, keys, next_card, proofs, statistics

ALL = {
    "first_paint": first_paint.main,
    "next_card": next_card.main,
    "proofs": proofs.main,
    "keys": keys.main,
    "ending": ending.main,
    "browse": browse.main,
    "statistics": statistics.main,
}
LONG = {"million": statistics.million}  # minutes
PEERS = {"anki": anki.main}  # these need another program: see the Makefile

for name in sys.argv[1:] or ALL:
    (ALL | LONG | PEERS)[name]()
