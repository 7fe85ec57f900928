"""The query language: text to a tree of terms and back. It knows no database, no clock and no file."""
