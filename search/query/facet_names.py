"""What facets, their values and filters are called, kept in the process: every page of a list shows the same names."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple
from uuid import UUID

from app.catalog import (
    FacetAttribute,
    FacetName,
    ListOwners,
    NamedKind,
    category_facet_names,
    every_brand,
    facet_attributes,
    other_facet_names,
    owners_named,
)
from app.core.db import Database
from app.core.remembered import Remembered, RememberedByKey

_SECONDS: Final = 60.0
_MOST_CHAINS: Final = 50
"""Of languages, best first: as many as markets and storefronts have of them."""
_MOST_PLACES: Final = 500
"""In the tree: the pages of so many categories know the names of what stands below."""
_MOST_SLUGS: Final = 500
"""Of what filters name: so many ways to narrow down."""

_Chain = tuple[str, ...]
_Names = Mapping[str, FacetName]
"""By their keys."""


class _Place(NamedTuple):
    """Where in the tree, and in which languages."""

    chain: _Chain
    parent_ids: tuple[UUID, ...]
    kept_ids: tuple[UUID, ...]


class _Slugs(NamedTuple):
    """Of categories, collections and brands."""

    categories: tuple[str, ...]
    collections: tuple[str, ...]
    brands: tuple[str, ...]


class FacetNames:
    """At most a minute old, and fresh in a process that hears of events. A part of the context:
    `ctx.part(FacetNames)`."""

    def __init__(self, database: Database) -> None:
        async def attributes(chain: _Chain) -> Sequence[FacetAttribute]:
            return await facet_attributes(database, chain)

        async def categories(place: _Place) -> _Names:
            return _by_key(await category_facet_names(database, *place))

        async def brands() -> _Names:
            kind = NamedKind.BRAND.value
            return _by_key(
                FacetName(kind, brand.id.hex, brand.slug, brand.name, 0) for brand in await every_brand(database)
            )

        async def others(chain: _Chain) -> Mapping[str, _Names]:
            found = await other_facet_names(database, chain)
            kinds = (NamedKind.COLLECTION, NamedKind.PRODUCT_TYPE)
            return {kind.value: _by_key(each for each in found if each.kind == kind.value) for kind in kinds}

        async def owners(slugs: _Slugs) -> ListOwners:
            return await owners_named(database, *slugs)

        self._attributes = RememberedByKey(attributes, _SECONDS, _MOST_CHAINS)
        self._categories = RememberedByKey(categories, _SECONDS, _MOST_PLACES)
        self._brands = Remembered(brands, _SECONDS)
        self._others = RememberedByKey(others, _SECONDS, _MOST_CHAINS)
        self._owners = RememberedByKey(owners, _SECONDS, _MOST_SLUGS)

    async def attributes(self, chain: Sequence[str]) -> Sequence[FacetAttribute]:
        """All attributes that lists can be narrowed down by, by their codes."""
        return await self._attributes.get(tuple(chain))

    async def categories(self, chain: Sequence[str], parent_ids: Sequence[UUID], kept_ids: Sequence[UUID]) -> _Names:
        """Those directly below `parent_ids` (none: the tops), and `kept_ids` wherever they stand."""
        return await self._categories.get(_Place(tuple(chain), tuple(parent_ids), tuple(kept_ids)))

    async def listed(self, chain: Sequence[str], kind: NamedKind) -> _Names:
        """All brands, all collections or all product types."""
        if kind is NamedKind.BRAND:
            return await self._brands.get()
        return (await self._others.get(tuple(chain)))[kind.value]

    async def owners(self, categories: Sequence[str], collections: Sequence[str], brands: Sequence[str]) -> ListOwners:
        """What these slugs lead to, each once. Those that lead nowhere are left out."""
        return await self._owners.get(_Slugs(tuple(categories), tuple(collections), tuple(brands)))

    def forget(self) -> None:
        """Read all of it anew the next time."""
        for remembered in (self._attributes, self._categories, self._brands, self._others, self._owners):
            remembered.forget()


def _by_key(names: Iterable[FacetName]) -> _Names:
    return {name.key: name for name in names}
