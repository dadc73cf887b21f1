"""What an event is."""

import re
from dataclasses import dataclass, fields
from typing import Any, ClassVar
from uuid import UUID

from pydantic_core import to_jsonable_python

_ENVELOPE = frozenset({"event_id", "type", "occurred_at"})
_WORD_START = re.compile(r"(?<!^)(?=[A-Z])")


@dataclass(frozen=True)
class Event:
    """A fact about one subject, in the past tense. Subclasses are frozen dataclasses whose fields can be JSON.

    The type is `<domain>.<class_name>`, `orders.order_placed` for `app.orders.events.OrderPlaced`, unless the class
    declares its own. It is stored and others go by it: rename a class only with its type declared.
    """

    type: ClassVar[str]

    subject_id: UUID
    """The thing that the fact is about: an order, a product, a shipment."""

    def __init_subclass__(cls) -> None:
        if taken := _ENVELOPE & cls.__annotations__.keys() - {"type"}:
            raise TypeError(f"{cls.__name__}: every event has {', '.join(sorted(taken))} already")
        if "type" not in cls.__dict__:
            cls.type = _default_type(cls)

    def payload(self) -> dict[str, Any]:
        """The fields of the subclass, as JSON values."""
        own = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "subject_id"}
        return {name: to_jsonable_python(value) for name, value in own.items()}


def _default_type(kind: type[Event]) -> str:
    package, _, rest = kind.__module__.partition(".")
    if package != "app" or not rest:
        raise TypeError(f"{kind.__name__} is outside the domains: declare its `type`")
    domain = rest.partition(".")[0]
    return f"{domain}.{_WORD_START.sub('_', kind.__name__).lower()}"
