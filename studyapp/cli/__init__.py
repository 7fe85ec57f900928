"""The command line: each command opens the folder, calls a use case and prints what it returns."""
