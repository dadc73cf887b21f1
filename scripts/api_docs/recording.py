"""Asking the examples, of a shop that is running, and writing down what it answers.

What differs from shop to shop and from day to day is masked, each by what it is and a number, so that one can see which
of them are the same: `<product id 1>`, `<cart token 1>`, `<cursor 1>`, `<time>`, `<date>`.
"""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, Final

from scripts.api_docs.examples import EXAMPLES, Example

Ask = Callable[[Mapping[str, Any], Mapping[str, str]], Awaitable[tuple[int, dict[str, Any]]]]
"""Sends a body and headers; gives the status and the answer."""
Recorded = dict[str, dict[str, Any]]
"""By an example's name, its `variables`, `headers`, `status` and `answer`, masked."""

_PLACEHOLDER = re.compile(r"\{([a-z ]+)\}")
_SECRET = re.compile(r"(cart|order)_secret_[\w-]+")
_TYPE_ID = re.compile(r"([a-z][a-z_]*)_[0-9a-hjkmnp-tv-z]{26}(_[0-9a-hjkmnp-tv-z]{26})?")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_ORDER_NUMBER = re.compile(r"TW-[0-9A-Z]{4}-[0-9A-Z]{4}")
_HIDDEN: Final = frozenset({"trace"})
"""Extensions of answers to staff that say how long everything took."""


async def record(ask: Ask, known: Mapping[str, str], examples: Iterable[Example] = EXAMPLES) -> Recorded:
    """Ask all of them. `known` are names that no example gives: `staff`, `demo order`."""
    memory: dict[str, Any] = dict(known)
    masks = Masks({memory["staff"]: "<staff token>"})
    recorded: Recorded = {}
    for example in examples:
        variables = _filled(example.variables, memory)
        headers = _filled(example.headers, memory)
        status, answer = await ask(_body(example, variables), headers)
        _check(example, answer)
        memory |= {name: _at(answer["data"], path) for name, path in example.gives.items()}
        recorded[example.name] = {
            "headers": masks.hide(headers),
            "variables": masks.hide(variables),
            "status": status,
            "answer": masks.hide(answer),
        }
    return recorded


class Masks:
    """Replaces what differs. The same text is given the same name for as long as the object lives."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self._known = dict(known)
        self._numbers: dict[str, int] = {}

    def hide(self, value: Any, key: str = "") -> Any:
        """The value with names in place of what differs."""
        if isinstance(value, dict):
            return {name: self.hide(each, name) for name, each in value.items() if name not in _HIDDEN}
        if isinstance(value, list):
            return [self.hide(each, key) for each in value]
        return self._text(value, key) if isinstance(value, str) else value

    def _text(self, text: str, key: str) -> str:
        if key in ("startCursor", "endCursor", "cursor", "after"):
            return self._name(text, "cursor")
        if key == "requestId":
            return "<request id>"
        for secret, name in self._known.items():
            if secret.startswith("<") or secret not in text:
                continue
            text = text.replace(secret, name)
        text = _SECRET.sub(lambda found: self._name(found[0], f"{found[1]} token"), text)
        text = _TYPE_ID.sub(lambda found: self._name(found[0], f"{found[1].replace('_', ' ')} id"), text)
        text = _ORDER_NUMBER.sub(lambda found: self._name(found[0], "order number"), text)
        return _DATE.sub("<date>", _TIME.sub("<time>", text))

    def _name(self, text: str, what: str) -> str:
        if text not in self._known:
            self._numbers[what] = number = self._numbers.get(what, 0) + 1
            self._known[text] = f"<{what} {number}>"
        return self._known[text]


def _body(example: Example, variables: Any) -> dict[str, Any]:
    body: dict[str, Any] = {"query": example.document} if example.document else {}
    if variables:
        body["variables"] = variables
    if example.extensions:
        body["extensions"] = dict(example.extensions)
    return body


def _check(example: Example, answer: Mapping[str, Any]) -> None:
    """An example that has become another one is no example."""
    codes = [error["extensions"]["code"] for error in answer.get("errors", [])]
    if codes != ([example.error] if example.error else []):
        raise AssertionError(f"The example {example.name} is answered by {answer}")


def _filled(value: Any, memory: Mapping[str, Any]) -> Any:
    if isinstance(value, Mapping):
        return {name: _filled(each, memory) for name, each in value.items()}
    if isinstance(value, list):
        return [_filled(each, memory) for each in value]
    if not isinstance(value, str):
        return value
    if whole := _PLACEHOLDER.fullmatch(value):
        return memory[whole[1]]
    return _PLACEHOLDER.sub(lambda found: str(memory[found[1]]), value)


def _at(data: Any, path: str) -> Any:
    for part in path.split("."):
        data = data[int(part)] if part.isdigit() else data[part]
    return data
