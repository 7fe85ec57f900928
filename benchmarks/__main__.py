"""Print every figure: `python -m benchmarks [NAME…]`, all of them without a name; see ALL."""

from __future__ import annotations

import sys

from benchmarks import browse, ending, first_paint, keys, next_card, proofs, statistics

ALL = {
    "first_paint": first_paint.main,
    "next_card": next_card.main,
    "proofs": proofs.main,
    "keys": keys.main,
    "ending": ending.main,
    "browse": browse.main,
    "statistics": statistics.main,
}

for name in sys.argv[1:] or ALL:
    ALL[name]()
