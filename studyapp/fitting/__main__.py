"""Reads what is asked on standard input, and writes what was fitted: `python -P -m studyapp.fitting`."""

from __future__ import annotations

import sys

from studyapp.fitting.messages import Asked, Fitted
from studyapp.fitting.trial import hold_out
from studyapp.fitting.weights import fit


def main() -> None:
    asked = Asked.model_validate_json(sys.stdin.buffer.read())
    found = Fitted(weights=fit(asked.histories), held_out=hold_out(asked.histories))
    print(found.model_dump_json())


if __name__ == "__main__":
    main()
