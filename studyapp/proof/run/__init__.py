"""The side of a run that asks and judges: it starts processes and never imports torch."""
