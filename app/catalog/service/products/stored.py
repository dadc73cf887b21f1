"""The products that drafts are of, as they are stored: found, locked, and read row by row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, and_, any_, bindparam, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.catalog.models import BundleItem, Product, ProductMedia
from app.catalog.rules.drafts import MediaDraft, ProductDraft, Target
from app.catalog.rules.names import clean_name
from app.catalog.service.products.judging import Bundles
from app.catalog.service.products.tables import (
    MEDIA,
    OPTIONS,
    PARTS,
    PRODUCTS,
    PUBLICATIONS,
    TRANSLATIONS,
    VALUES,
    VARIANTS,
    Key,
    Part,
    Row,
)
from app.core.locks import lock_in_order
from app.core.reads import table_of

_product = table_of(Product).c
_medium = table_of(ProductMedia).c
_bundle = table_of(BundleItem).c
_OPTION_CODE: Final = OPTIONS.at("code")
_VALUE_OPTION: Final = VALUES.at("option_id")
_VALUE_CODE: Final = VALUES.at("code")
_SKU: Final = VARIANTS.at("sku")


class StoredMedium(NamedTuple):
    """What a medium's row says that drafts do not decide."""

    id: UUID
    source: str
    origin_url: str | None
    status: str
    width: int | None
    height: int | None


@dataclass
class StoredRows:
    """The rows of one product, by table; and by what drafts call them. Of a new product there are none."""

    product: Row | None = None
    parts: dict[Part, dict[Key, Row]] = field(default_factory=lambda: {part: {} for part in PARTS})
    options: dict[str, UUID] = field(default_factory=dict)
    values: dict[tuple[str, str], UUID] = field(default_factory=dict)
    variants: dict[str, Row] = field(default_factory=dict)
    translations: dict[str, Row] = field(default_factory=dict)
    publications: dict[str, Row] = field(default_factory=dict)
    _media_by_source: dict[str, StoredMedium] = field(default_factory=dict)
    _media_by_origin: dict[str, StoredMedium] = field(default_factory=dict)

    def medium(self, draft: MediaDraft) -> StoredMedium | None:
        """What was fetched is found by where it came from, all else by its source."""
        return (self._media_by_origin if draft.is_fetched else self._media_by_source).get(draft.source)

    def index(self) -> None:
        """Make the rows known by what drafts call them."""
        codes = {row[0]: row[_OPTION_CODE] for row in self.parts[OPTIONS].values()}
        self.options = {code: option_id for option_id, code in codes.items()}
        self.values = {(codes[row[_VALUE_OPTION]], row[_VALUE_CODE]): row[0] for row in self.parts[VALUES].values()}
        self.variants = {row[_SKU]: row for row in self.parts[VARIANTS].values()}
        self.translations = {row[1]: row for row in self.parts[TRANSLATIONS].values()}
        self.publications = {row[1]: row for row in self.parts[PUBLICATIONS].values()}
        for row in self.parts[MEDIA].values():
            medium = StoredMedium(*(row[MEDIA.at(name)] for name in StoredMedium._fields))
            self._media_by_source[medium.source] = medium
            if medium.origin_url is not None:
                self._media_by_origin[medium.origin_url] = medium


class Found(NamedTuple):
    """A stored product, locked."""

    id: UUID
    slug: str
    external_id: str | None
    version: int
    digest: str | None


@dataclass(frozen=True)
class FoundProducts:
    """The stored products that the drafts may be of, by what names them."""

    by_id: Mapping[UUID, Found]
    by_external_id: Mapping[str, UUID]
    by_slug: Mapping[str, UUID]
    """Those that have no external id."""

    def of(self, draft: ProductDraft, target: Target | None) -> Found | None:
        """The product of a draft: the one that is meant, or of its external id, or of its slug."""
        if target is not None:
            return self.by_id.get(target.id)
        external_id = clean_name(draft.external_id or "")
        found = self.by_external_id.get(external_id) if external_id else self.by_slug.get(draft.slug)
        return None if found is None else self.by_id[found]


async def lock_products(
    session: AsyncSession,
    drafts: Sequence[ProductDraft],
    targets: Iterable[Target | None],
    others: Iterable[UUID],
) -> FoundProducts:
    """Lock the products of these drafts, and `others`, whose variants stand in bundles, in the order of their ids."""
    ids = sorted({*others, *(target.id for target in targets if target is not None)})
    external_ids = sorted({clean_name(draft.external_id) for draft in drafts if draft.external_id})
    slugs = sorted({clean_name(draft.slug) for draft in drafts if not draft.external_id})
    rows = await lock_in_order(
        session,
        [_product[name] for name in Found._fields],
        or_(
            _product.id == any_(literal(ids, ARRAY(Uuid))),
            _product.external_id == any_(literal(external_ids, ARRAY(Text))),
            and_(_product.slug == any_(literal(slugs, ARRAY(Text))), _product.external_id.is_(None)),
        ),
        _product.deleted_at.is_(None),
        by=_product.id,
    )
    found = [Found(*row) for row in rows]
    return FoundProducts(
        by_id={each.id: each for each in found},
        by_external_id={each.external_id: each.id for each in found if each.external_id is not None},
        by_slug={each.slug: each.id for each in found if each.external_id is None},
    )


async def read_rows(session: AsyncSession, product_ids: Sequence[UUID]) -> dict[UUID, StoredRows]:
    """Every row of these locked products. Media are locked too: they may just be being fetched."""
    found = {product_id: StoredRows() for product_id in product_ids}
    if not found:
        return found
    await lock_in_order(
        session, [_medium.id], _medium.product_id == any_(literal(list(product_ids), ARRAY(Uuid))), by=_medium.id
    )
    columns = [_product[name] for name in PRODUCTS.columns]
    statement = select(*columns).where(_product.id == any_(literal(list(product_ids), ARRAY(Uuid))))
    for row in await session.execute(statement):
        found[row[0]].product = tuple(row)
    for part in PARTS:
        for product_id, stored in await part.stored(session, product_ids):
            found[product_id].parts[part][part.key(stored)] = stored
    for rows in found.values():
        rows.index()
    return found


async def read_bundles(session: AsyncSession, components: Sequence[UUID], bundles: Sequence[UUID]) -> Bundles:
    """Which of the components are bundles themselves, and which other bundles these are part of."""
    if not bundles:
        return Bundles(frozenset(), {})
    statement = select(_bundle.bundle_variant_id, _bundle.component_variant_id).where(
        or_(
            _bundle.bundle_variant_id == any_(bindparam("components", list(components), ARRAY(Uuid))),
            _bundle.component_variant_id == any_(bindparam("bundles", list(bundles), ARRAY(Uuid))),
        )
    )
    rows = [(row[0], row[1]) for row in await session.execute(statement)]
    parts: dict[UUID, set[UUID]] = {}
    for bundle_id, component_id in rows:
        parts.setdefault(component_id, set()).add(bundle_id)
    return Bundles(
        bundles=frozenset(bundle_id for bundle_id, _ in rows),
        parts={component_id: frozenset(found) for component_id, found in parts.items()},
    )


def unfinished(row: Row) -> tuple[Any, ...]:
    """A product's row up to what is only written with it."""
    return row[: PRODUCTS.at("digest")]
