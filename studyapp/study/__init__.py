"""Use cases: what the app and the command line do, without either."""
