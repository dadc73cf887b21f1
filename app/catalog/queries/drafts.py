"""Reading products back as the drafts that would write them: a fixed number of statements for any number of them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Text, any_, select

from app.catalog.models import Product, ProductVariant, Slug, SlugKind
from app.catalog.queries.definitions import ATTRIBUTES_OF_TYPES, KnownType, TypeRow, known_types
from app.catalog.queries.draft_parts import DraftParts, ProductRow, VariantRow, read_parts
from app.catalog.rules.attributes import as_given
from app.catalog.rules.drafts import (
    CertificateDraft,
    ComponentDraft,
    ContentDraft,
    MediaDraft,
    OptionDraft,
    OptionValueDraft,
    ProductDraft,
    PublicationDraft,
    RestrictionDraft,
    StoredProduct,
    Texts,
    VariantDraft,
    Window,
)
from app.catalog.rules.units import plain
from app.core.db import Database
from app.core.reads import Read, array_parameter, table_of

_product = table_of(Product).c
_slug = table_of(Slug).c
_variant = table_of(ProductVariant).c
_types = Read(ATTRIBUTES_OF_TYPES, TypeRow)


class _Named(NamedTuple):
    name: str
    id: UUID


_by_slug = Read(
    select(_slug.slug.label("name"), _slug.owner_id.label("id")).where(
        _slug.kind == SlugKind.PRODUCT, _slug.slug == any_(array_parameter("names", Text()))
    ),
    _Named,
)
_by_external_id = Read(
    select(_product.external_id.label("name"), _product.id).where(
        _product.external_id == any_(array_parameter("names", Text())), _product.deleted_at.is_(None)
    ),
    _Named,
)
_by_sku = Read(
    select(_variant.sku.label("name"), _variant.product_id.label("id")).where(
        _variant.sku == any_(array_parameter("names", Text()))
    ),
    _Named,
)


async def find_products(
    database: Database, *, slugs: Sequence[str] = (), external_ids: Sequence[str] = (), skus: Sequence[str] = ()
) -> dict[str, UUID]:
    """The ids of products by what names them, each under what was asked: a slug (an old or translated one too), an
    external id, or the SKU of one of its variants. Ask for one kind at a time where names may collide."""
    found: dict[str, UUID] = {}
    for read, names in ((_by_slug, slugs), (_by_external_id, external_ids), (_by_sku, skus)):
        if names:
            found |= {row.name: row.id for row in await read.all(database, names=list(names))}
    return found


async def read_products(database: Database, product_ids: Sequence[UUID]) -> dict[UUID, StoredProduct]:
    """These products as drafts, in the order asked for; those that are deleted or unknown are left out."""
    parts = await read_parts(database, product_ids)
    codes = sorted({row.product_type for row in parts.products.values()})
    types = known_types(await _types.all(database, codes=codes))
    reader = _Reader(parts, types)
    return {each: reader.product(parts.products[each]) for each in product_ids if each in parts.products}


class _Reader:
    """Puts rows together."""

    def __init__(self, parts: DraftParts, types: Mapping[str, KnownType]) -> None:
        self._parts = parts
        self._types = types

    def product(self, row: ProductRow) -> StoredProduct:
        parts = self._parts
        variants = parts.variants.get(row.id, [])
        draft = ProductDraft(
            slug=row.slug,
            product_type=row.product_type,
            translations={
                each.language_tag: Texts(
                    each.name, each.description, each.slug, each.seo_title, each.seo_description, each.warnings
                )
                for each in parts.translations.get(row.id, ())
            },
            variants=tuple(self._variant(each, self._types[row.product_type]) for each in variants),
            options=tuple(
                OptionDraft(
                    option.code,
                    option.names,
                    tuple(
                        OptionValueDraft(value.code, value.names, value.swatch)
                        for value in parts.values.get(option.id, ())
                    ),
                )
                for option in parts.options.get(row.id, ())
            ),
            media=self._media(row.id),
            brand=row.brand,
            category=row.category,
            manufacturer=row.manufacturer,
            responsible_person=row.responsible_person,
            tax_class=row.tax_class_code,
            tags=tuple(row.tags),
            attributes=as_given(self._types[row.product_type].of_product, row.attributes, parts.slugs),
            certificates=tuple(_certificate(each) for each in row.certificates),
            restrictions=tuple(
                RestrictionDraft(each.country_code, each.reason, each.legal_ground)
                for each in parts.restrictions.get(row.id, ())
            ),
            publications=tuple(
                PublicationDraft(each.channel_code, each.starts_at, each.ends_at, _windows(each.market_windows))
                for each in parts.publications.get(row.id, ())
            ),
            source_language_tag=row.source_language_tag,
            external_id=row.external_id,
            metadata=row.metadata,
            private_metadata=row.private_metadata,
        )
        variant_ids = {each.sku: each.id for each in variants}
        return StoredProduct(row.id, row.version, draft, variant_ids, row.created_at, row.updated_at)

    def _media(self, product_id: UUID) -> tuple[MediaDraft, ...]:
        return tuple(
            MediaDraft(
                source=each.origin_url or each.source,
                alts=each.alts,
                width=each.width,
                height=each.height,
                type=each.type,
                role=each.role,
                focal_point=None
                if each.focal_x is None or each.focal_y is None
                else (plain(each.focal_x), plain(each.focal_y)),
                duration_ms=each.duration_ms,
                is_fetched=each.origin_url is not None,
            )
            for each in self._parts.media.get(product_id, ())
        )

    def _variant(self, row: VariantRow, known: KnownType) -> VariantDraft:
        parts = self._parts
        sources = {each.id: each.origin_url or each.source for each in parts.media.get(row.product_id, ())}
        content = None
        if row.content_quantity is not None and row.content_unit is not None:
            reference = None if row.content_reference is None else plain(row.content_reference)
            content = ContentDraft(plain(row.content_quantity), row.content_unit, reference)
        return VariantDraft(
            sku=row.sku,
            choices={each.option_code: each.value_code for each in parts.choices.get(row.id, ())},
            attributes=as_given(known.of_variants, row.attributes, parts.slugs),
            weight_grams=row.weight_grams,
            length_mm=row.length_mm,
            width_mm=row.width_mm,
            height_mm=row.height_mm,
            content=content,
            hs_code=row.hs_code,
            national_hs_codes=row.national_hs_codes,
            origin_country_code=row.origin_country_code,
            customs_descriptions=row.customs_descriptions,
            gtin=row.gtin,
            barcode=row.barcode,
            external_id=row.external_id,
            media=tuple(sources[each] for each in row.media_ids if each in sources),
            components=tuple(ComponentDraft(each.sku, each.quantity) for each in parts.components.get(row.id, ())),
            metadata=row.metadata,
            private_metadata=row.private_metadata,
        )


def _certificate(stored: Mapping[str, Any]) -> CertificateDraft:
    until = stored["valid_until"]
    return CertificateDraft(
        stored["kind"], stored["number"], stored["issuer"], stored["url"], until and date.fromisoformat(until)
    )


def _windows(stored: Mapping[str, Any] | None) -> dict[str, Window] | None:
    if stored is None:
        return None
    return {code: Window(_moment(window["from"]), _moment(window["to"])) for code, window in stored.items()}


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
