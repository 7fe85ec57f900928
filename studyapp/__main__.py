"""`studyapp`: the app where no command is named, else the command line."""

from __future__ import annotations

import sys


def main() -> None:
    if len(sys.argv) == 1:
        # Straight to the screen: the command line's own modules would only delay the first paint.
        from studyapp.cli.boundary import guarded
        from studyapp.tui.launch import open_app

        sys.exit(guarded(lambda: open_app(None), debug=False))
    from studyapp.cli.commands import run

    sys.exit(run())


if __name__ == "__main__":
    main()
