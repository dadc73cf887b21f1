"""Secrets taken out of what is written down: tokens of every kind, credentials of headers, passwords in addresses."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

HIDDEN: Final = "…"

_FORMS: Final = (
    # Tokens of `app.core.secrets`, whatever they open.
    (re.compile(r"(?<![A-Za-z0-9])([a-z]+)_secret_[A-Za-z0-9_-]+"), rf"\1_secret_{HIDDEN}"),
    # `Authorization`, wherever its value was copied to.
    (re.compile(r"\b([Bb]earer|BEARER|Basic)\s+[A-Za-z0-9._~+/=-]{8,}"), rf"\1 {HIDDEN}"),
    # `scheme://user:password@host`.
    (re.compile(r"(\w://[^\s:/@]*:)[^\s/@]+@"), rf"\1{HIDDEN}@"),
)
_NAMES: Final = re.compile(
    r"(proxy-)?authorization|(set-)?cookie|password|passwd|secret|secret_key|api_?key|meili_(search_)?key|"
    r"search_embedder_key|metrics_token|access_token",
    re.IGNORECASE,
)
"""Names whose values are secret, whatever they look like."""
_DEEPEST: Final = 6


def redacted(value: Any, name: object = None, depth: int = 0) -> Any:
    """The value without what opens something, mappings and sequences within included."""
    if (
        isinstance(name, str)
        and value is not None
        and _NAMES.fullmatch(name.removeprefix("set-").removeprefix("proxy-"))
    ):
        return HIDDEN
    if isinstance(value, str):
        return _without_secrets(value)
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, bytes):
        return _without_secrets(value.decode(errors="replace"))
    if depth >= _DEEPEST:
        return _without_secrets(repr(value))
    if isinstance(value, Mapping):
        return {redacted(key): redacted(each, key, depth + 1) for key, each in value.items()}
    if isinstance(value, (list, tuple)) and _is_secret_header(value):
        return [redacted(value[0]), HIDDEN]
    if isinstance(value, (list, tuple, set, frozenset)):
        return [redacted(each, None, depth + 1) for each in value]
    return _without_secrets(repr(value))


def _is_secret_header(value: Sequence[Any]) -> bool:
    """Whether it is a pair of a name and what must not be read."""
    if len(value) != 2:
        return False
    name = value[0].decode("latin-1") if isinstance(value[0], bytes) else value[0]
    return isinstance(name, str) and _NAMES.fullmatch(name) is not None


def _without_secrets(text: str) -> str:
    for form, replacement in _FORMS:
        text = form.sub(replacement, text)
    return text
