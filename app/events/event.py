"""What an event is."""

import re
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Final
from uuid import UUID

from pydantic_core import to_jsonable_python

WHOLE_SHOP: Final = UUID(int=0)
"""The subject of an event that is about no single thing."""

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

    @property
    def notice(self) -> str:
        """What open connections hear: `<type> <subject id>`."""
        return f"{self.type} {self.subject_id}"

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


@dataclass(frozen=True)
class ShopReloaded(Event):
    """Rows were written past the domains, and no event tells of each: a bulk copy, a restored backup.

    The subject is the shop. It is announced and not recorded: every process forgets all that it keeps. By hand:
    `SELECT pg_notify('tradewind_events', 'shop.reloaded 00000000-0000-0000-0000-000000000000')`.
    """

    type: ClassVar[str] = "shop.reloaded"
