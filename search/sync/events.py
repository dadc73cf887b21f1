"""Facts of search."""

from dataclasses import dataclass
from typing import ClassVar

from app.events import Event


@dataclass(frozen=True)
class IndexWritten(Event):
    """The indexes may answer otherwise than before. The subject is the shop: one product can change any search.

    It is announced and not recorded, once the engine has done it: only what was answered before needs to know.
    """

    type: ClassVar[str] = "search.index_written"
