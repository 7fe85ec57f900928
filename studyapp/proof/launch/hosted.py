"""A proof's file as a launcher of the app starts it: its text is read, compared, and only then run.

    python -P -m studyapp.proof.launch.hosted FILE [OPTION…]

The file's folder is not on sys.path, so nothing in it runs but the modules whose text was compared too.
"""

from __future__ import annotations

import sys
from pathlib import Path

from studyapp.proof.authoring import Proof
from studyapp.proof.launch.standalone import run_entry
from studyapp.proof.process.loading import load
from studyapp.proof.source.catalogue import Entry


def load_entry(entry: Entry) -> Proof:
    """Run the text that was read, whatever the files hold by now."""
    modules = {name: (entry.paths[name], source) for name, source in entry.modules.items()}
    return load(entry.path, entry.source, modules, entry.tables)


def main() -> int:
    del sys.argv[0]  # from here on as if FILE itself had been started
    if not sys.argv:
        print("usage: python -P -m studyapp.proof.launch.hosted FILE [OPTION…]", file=sys.stderr)
        return 2
    return run_entry(Path(sys.argv[0]), load_entry)


if __name__ == "__main__":
    sys.exit(main())
