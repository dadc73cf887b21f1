"""The two keys of a shop: one that writes its indexes, for workers, and one that only searches them, for the
API. Neither can make keys, nor see another shop's indexes.

The engine derives a key from its master key and the key's own id (HMAC with SHA-256:
https://www.meilisearch.com/docs/learn/security/basic_security). The ids follow from the shop's prefix, so the same
command makes the same keys again: after an engine has lost all its data, no shop has to be told new ones.
"""

import http.client
import json
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

_TIMEOUT_SECONDS: Final = 10
_WRITES: Final = ("search", "documents.*", "indexes.*", "settings.*", "tasks.get", "stats.get")
_SEARCHES: Final = ("search",)


class Keys(NamedTuple):
    """What the settings take: MEILI_KEY and MEILI_SEARCH_KEY."""

    index_key: str
    search_key: str


class KeysRefusedError(Exception):
    """The engine did not make a key. The message says what it said."""


def make_keys(url: str, master_key: str, prefix: str) -> Keys:
    """Make both keys for the shop whose indexes have this prefix, or find them made; `*` is for all indexes of an
    engine that belongs to one shop. Raises OSError where it does not answer, `KeysRefusedError` where it refuses."""
    return Keys(
        _make(url, master_key, prefix, "index", _WRITES),
        _make(url, master_key, prefix, "search", _SEARCHES),
    )


def _make(url: str, master_key: str, prefix: str, purpose: str, actions: tuple[str, ...]) -> str:
    uid = str(uuid5(NAMESPACE_URL, f"tradewind:{prefix}:{purpose}:{','.join(actions)}"))
    wanted = {
        "uid": uid,
        "name": f"tradewind {prefix}{purpose}",
        "description": f"Tradewind: may {'write' if purpose == 'index' else 'only search'} this shop's indexes.",
        "actions": list(actions),
        "indexes": ["*"] if prefix == "*" else [f"{prefix}products_*", f"{prefix}entries_*"],
        "expiresAt": None,
    }
    status, answer = _call(url, master_key, "POST", "/keys", wanted)
    if status == http.HTTPStatus.CONFLICT:
        status, answer = _call(url, master_key, "GET", f"/keys/{uid}", None)
    if status >= http.HTTPStatus.BAD_REQUEST:
        raise KeysRefusedError(str(answer.get("message", f"it answers {status}")))
    return str(answer["key"])


def _call(url: str, master_key: str, method: str, path: str, body: dict[str, Any] | None) -> tuple[int, dict[str, Any]]:
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=_TIMEOUT_SECONDS)
    headers = {"authorization": f"Bearer {master_key}", "content-type": "application/json"}
    try:
        connection.request(method, parts.path.rstrip("/") + path, json.dumps(body) if body else None, headers)
        response = connection.getresponse()
        return response.status, json.loads(response.read() or b"{}")
    except (http.client.HTTPException, ValueError) as error:
        raise OSError(f"{url} does not answer as Meilisearch does: {error}") from error
    finally:
        connection.close()
