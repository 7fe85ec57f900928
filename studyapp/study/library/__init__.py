"""The folder's files: read, written, and held against its rules."""
