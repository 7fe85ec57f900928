"""The served app and the page of statistics in a real browser."""
