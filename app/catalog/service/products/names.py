"""What drafts name, looked up in the tables: a fixed number of statements for any number of drafts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, any_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.catalog.models import (
    Brand,
    Category,
    EconomicOperator,
    ProductVariant,
    Slug,
    SlugKind,
)
from app.catalog.queries.definitions import ATTRIBUTES_OF_TYPES, KnownType, TypeRow, known_types
from app.catalog.queries.tax_classes import load_tax_class_codes
from app.catalog.rules.attributes import Reference
from app.catalog.rules.drafts import ProductDraft
from app.catalog.rules.names import clean_name
from app.catalog.rules.safety import OperatorFacts
from app.core.reads import array_parameter, table_of
from app.markets import known_codes

_KINDS: Final = {SlugKind.PRODUCT: "product", SlugKind.CATEGORY: "category", SlugKind.COLLECTION: "collection"}

_brand = table_of(Brand).c
_category = table_of(Category).c
_operator = table_of(EconomicOperator).c
_slug = table_of(Slug).c
_variant = table_of(ProductVariant).c


def _named(name: ColumnElement[str], *columns: ColumnElement[Any]) -> Select[Any]:
    """The name and these columns, of those that `names` has."""
    return select(name, *columns).where(name == any_(array_parameter("names", Text())))


# Made once: a statement with its values in it lives until garbage is looked for, and the names of a batch with it.
_BRANDS: Final = _named(_brand.slug, _brand.id)
_CATEGORIES: Final = _named(_category.slug, _category.id)
_VARIANTS: Final = _named(_variant.sku, _variant.id, _variant.product_id)
_SLUGS: Final = _named(_slug.slug, _slug.kind, _slug.owner_id)
_OPERATORS: Final = _named(
    _operator.code,
    *(_operator.id, _operator.name, _operator.address_lines, _operator.country_code, _operator.email),
    _operator.website,
)


class KnownVariant(NamedTuple):
    """Which variant has a SKU now."""

    id: UUID
    product_id: UUID


class KnownOperator(NamedTuple):
    """An economic operator."""

    id: UUID
    facts: OperatorFacts


@dataclass
class Names:
    """What the drafts of a batch name, as far as it is there."""

    types: Mapping[str, KnownType]
    brands: Mapping[str, UUID]
    categories: Mapping[str, UUID]
    operators: Mapping[str, KnownOperator]
    tax_classes: frozenset[str]
    channels: frozenset[str]
    markets: frozenset[str]
    variants: Mapping[str, KnownVariant]
    """By SKU: those of the drafts, and those that bundles consist of."""
    slugs: dict[Reference, UUID]
    """Whom a slug of a product, category, collection or brand belongs to, old and translated slugs included."""


async def look_up(session: AsyncSession, drafts: Sequence[ProductDraft]) -> Names:
    """Look up everything that these drafts name."""
    codes = sorted(_clean(draft.product_type for draft in drafts))
    types = known_types(TypeRow(*row) for row in await session.execute(ATTRIBUTES_OF_TYPES, {"codes": codes}))
    references = {
        reference
        for draft in drafts
        if (known := types.get(draft.product_type))
        for reference in known.references(draft)
    }
    brands = _clean(draft.brand for draft in drafts) | {each.slug for each in references if each.kind == "brand"}
    channels, markets = await known_codes(session)
    found = Names(
        types=types,
        brands=await _ids(session, _BRANDS, brands),
        categories=await _ids(session, _CATEGORIES, _clean(draft.category for draft in drafts)),
        operators=await _operators(session, drafts),
        tax_classes=frozenset(await load_tax_class_codes(session)),
        channels=channels,
        markets=markets,
        variants=await _variants(session, drafts),
        slugs={},
    )
    owned = await _slugs(session, _product_slugs(drafts) | {each.slug for each in references})
    found.slugs = owned | {Reference("brand", slug): brand_id for slug, brand_id in found.brands.items()}
    return found


def _clean(names: Iterable[str | None]) -> set[str]:
    """Those that a statement can be given at all; what is written otherwise is refused later."""
    return {name for name in {clean_name(each) for each in names if each} if name}


def _product_slugs(drafts: Sequence[ProductDraft]) -> set[str]:
    return _clean(draft.slug for draft in drafts) | _clean(
        texts.slug for draft in drafts for texts in draft.translations.values()
    )


async def _rows(session: AsyncSession, statement: Select[Any], names: set[str]) -> Sequence[Any]:
    return (await session.execute(statement, {"names": sorted(names)})).all() if names else ()


async def _ids(session: AsyncSession, statement: Select[Any], names: set[str]) -> dict[str, UUID]:
    return dict(await _rows(session, statement, names))


async def _variants(session: AsyncSession, drafts: Sequence[ProductDraft]) -> dict[str, KnownVariant]:
    skus = _clean(variant.sku for draft in drafts for variant in draft.variants) | _clean(
        component.sku for draft in drafts for variant in draft.variants for component in variant.components
    )
    return {row[0]: KnownVariant(*row[1:]) for row in await _rows(session, _VARIANTS, skus)}


async def _slugs(session: AsyncSession, slugs: set[str]) -> dict[Reference, UUID]:
    return {Reference(_KINDS[kind], slug): owner for slug, kind, owner in await _rows(session, _SLUGS, slugs)}


async def _operators(session: AsyncSession, drafts: Sequence[ProductDraft]) -> dict[str, KnownOperator]:
    codes = _clean(draft.manufacturer for draft in drafts) | _clean(draft.responsible_person for draft in drafts)
    rows = await _rows(session, _OPERATORS, codes)
    return {row[0]: KnownOperator(row[1], OperatorFacts(*row[2:])) for row in rows}
