"""As much of Protocol Buffers' wire format as Anki's tables need: numbers and texts at the top level.

Source: protobuf.dev, "Encoding".
"""

from __future__ import annotations

from collections.abc import Iterator

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5


def fields(message: bytes) -> dict[int, int | bytes]:
    """The last value of each field; raise ValueError for bytes that are no message."""
    return dict(pairs(message))


def pairs(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    at = 0
    while at < len(message):
        key, at = varint(message, at)
        match key & 7:
            case 0:
                value, at = varint(message, at)
                yield key >> 3, value
            case 2:
                size, at = varint(message, at)
                yield key >> 3, cut(message, at, size)
                at += size
            case 1 | 5 as width:
                size = 8 if width == FIXED64 else 4
                yield key >> 3, cut(message, at, size)
                at += size
            case kind:
                raise ValueError(f"wire type {kind}")


def varint(message: bytes, at: int) -> tuple[int, int]:
    """A number of seven bits a byte, and where it ends."""
    value = shift = 0
    while True:
        if at >= len(message) or shift > 63:
            raise ValueError("a number that does not end")
        byte = message[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def cut(message: bytes, at: int, size: int) -> bytes:
    if at + size > len(message):
        raise ValueError("a field that does not end")
    return message[at : at + size]
