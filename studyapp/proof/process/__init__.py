"""The processes of a run: the server, a supervisor for each run, and the ranks below it."""
