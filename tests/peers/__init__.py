"""What another program makes of the same data: `make anki` installs it, in an environment of its own."""
