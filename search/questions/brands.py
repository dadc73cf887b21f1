"""The names of brands, kept in the process: whoever types one wants that brand's products first."""

from collections.abc import Mapping
from uuid import UUID

from app.catalog import every_brand
from app.core.db import Database
from app.core.remembered import Remembered
from app.merchandising import folded_words

_SECONDS = 60.0


class BrandNamesCache(Remembered[Mapping[str, frozenset[UUID]]]):
    """The brands of each name, written as `folded_words` writes it: at most a minute old, and fresh in a process that
    hears of events. A part of the context: `ctx.part(BrandNamesCache)`."""

    def __init__(self, database: Database) -> None:
        async def read() -> Mapping[str, frozenset[UUID]]:
            found: dict[str, frozenset[UUID]] = {}
            for brand in await every_brand(database):
                name = folded_words(brand.name)
                found[name] = found.get(name, frozenset()) | {brand.id}
            return found

        super().__init__(read, _SECONDS)
