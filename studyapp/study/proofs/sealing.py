"""Seals: what shows that a decision in the database was made by this user on this system.

The database lies in the study folder, and a stranger's folder may bring one along in which all is trusted.
The key lies outside of it, so what another has written there counts for nothing.
"""

from __future__ import annotations

import hmac
import json
import secrets
from pathlib import Path
from tempfile import NamedTemporaryFile

from studyapp.errors import StudyError

KEY_BYTES = 32


def key_path() -> Path:
    from platformdirs import user_config_path

    return user_config_path("studyapp", appauthor=False) / "trust.key"


def seal(*said: object) -> str:
    """Return the seal of plain values; raise StudyError where no key can be kept."""
    return sign(read_key() or make_key(), said)


def is_sealed(given: str, *said: object) -> bool:
    """Whether the seal was made here, for exactly these values."""
    key = read_key()
    return key is not None and hmac.compare_digest(sign(key, said).encode(), given.encode())


def sign(key: bytes, said: tuple[object, ...]) -> str:
    """HMAC with SHA-256 (RFC 2104), in hexadecimal."""
    return hmac.digest(key, json.dumps(said, sort_keys=True).encode(), "sha256").hex()


def read_key() -> bytes | None:
    """None where there is none yet; raise StudyError where it cannot be read."""
    path = key_path()
    try:
        key = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        what = f"the key of your decisions cannot be read: {error.strerror}"
        raise StudyError(what, where=str(path), todo="Make it readable, or move it away.") from error
    return key if len(key) == KEY_BYTES else None  # a part of one could be guessed


def make_key() -> bytes:
    """Keep a new key, whole or not at all; of two programs one wins, and the other will ask again."""
    path, key = key_path(), secrets.token_bytes(KEY_BYTES)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, delete=False) as draft:  # only its owner can read it
            draft.write(key)
        Path(draft.name).replace(path)
    except OSError as error:
        what = f"the key of your decisions cannot be kept: {error.strerror}"
        todo = "Make its folder writable; without a key, no decision can be told from a stranger's."
        raise StudyError(what, where=str(path), todo=todo) from error
    return key
