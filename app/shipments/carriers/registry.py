"""The carriers of a process."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from app.shipments.carriers.protocol import Carrier


@dataclass(frozen=True)
class Carriers:
    """A part of the request's context, filled in `app.wiring`."""

    by_code: Mapping[str, Carrier]

    @classmethod
    def of(cls, carriers: Iterable[Carrier]) -> Self:
        return cls({carrier.code: carrier for carrier in carriers})

    def find(self, code: str) -> Carrier | None:
        """The carrier with this code, if this process works with it."""
        return self.by_code.get(code)
