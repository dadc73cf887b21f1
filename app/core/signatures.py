"""Signed messages between the shop and providers, by Standard Webhooks 1.0: `webhook-id`, `-timestamp`, `-signature`.

The signature covers the id, the time and the body; a message older or newer than five minutes is refused.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime

from pydantic import SecretStr
from standardwebhooks.webhooks import Webhook, WebhookVerificationError


class InvalidSignatureError(Exception):
    """The message was not signed by whom it says, or is too old."""


def signing_key(purpose: str, key: SecretStr) -> str:
    """A key for one purpose (`payments:sandbox`), derived from the shop's by HMAC-SHA256."""
    digest = hmac.digest(key.get_secret_value().encode(), f"signature:{purpose}".encode(), hashlib.sha256)
    return base64.b64encode(digest).decode()


def media_key(key: SecretStr) -> bytes:
    """The key by which the shop knows the addresses of pictures that it gave out itself."""
    return signing_key("media", key).encode()


def sign(key: str, message_id: str, at: datetime, body: str) -> dict[str, str]:
    """The headers that a signed message carries."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(key).sign(msg_id=message_id, timestamp=at, data=body),
    }


def verify(key: str, headers: Mapping[str, str], body: bytes) -> str:
    """The id of the message, if its signature holds; raises `InvalidSignatureError`."""
    try:
        Webhook(key).verify(body, dict(headers))
    except (WebhookVerificationError, ValueError, RecursionError) as error:
        raise InvalidSignatureError(str(error)) from error
    return headers["webhook-id"]
