"""Secrets that a data folder makes for itself: 256 random bits in hexadecimal, in a file that its owner alone reads."""

import os
import secrets
from pathlib import Path

from app.embedded.errors import EmbeddedError


def kept_secret(path: Path) -> str:
    """The secret in the file, made at the first call. Two processes that make it at once get the same."""
    if not path.exists():
        _make(path)
    try:
        secret = path.read_text().strip()
    except PermissionError:
        raise EmbeddedError(
            f"{path} belongs to another user: run this as that user, or choose another --data-dir."
        ) from None
    if len(secret) < 32:
        raise EmbeddedError(f"{path} holds no secret: remove it, and a new one is made.")
    return secret


def _make(path: Path) -> None:
    """Written in full under another name first: a reader never sees half a secret."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32) + "\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
