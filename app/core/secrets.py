"""Unguessable tokens that open a cart, an order, a storefront or the staff's side. The shop stores hashes only.

A token reads `cart_secret_…`, so that it is recognised (and redacted) wherever it turns up.
"""

import base64
import hashlib
import hmac
import secrets as random_secrets
from uuid import UUID

from pydantic import SecretStr

_BYTES = 32


def new_secret(kind: str) -> str:
    """A new token with 256 random bits."""
    return f"{kind}_secret_{random_secrets.token_urlsafe(_BYTES)}"


def new_public_token(kind: str) -> str:
    """A new token with 256 random bits that is no secret: pages carry it, and it says only whose they are."""
    return f"{kind}_public_{random_secrets.token_urlsafe(_BYTES)}"


def derived_secret(kind: str, subject: UUID, key: SecretStr) -> str:
    """The token of this subject: HMAC-SHA256 of its id under the shop's key, so that a repeat can give it again."""
    digest = hmac.digest(key.get_secret_value().encode(), f"{kind}:{subject}".encode(), "sha256")
    return f"{kind}_secret_{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"


def hash_secret(secret: str) -> bytes:
    """What is stored and looked up. The token has full entropy, so a plain SHA-256 is enough. Any text has a hash."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
