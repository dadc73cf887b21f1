"""Products whole, as staff read them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry

from app import catalog
from app.admission import at_most
from app.catalog import MEDIA_ID, PRODUCT_ID, VARIANT_ID
from app.catalog.commands.products.publishing import Gaps
from app.catalog.queries.drafts import read_products
from app.catalog.queries.staff import MediaSourceRow, media_sources, status_of
from app.catalog.rules.drafts import MediaDraft, StoredProduct, VariantDraft
from app.core.context import RequestContext
from app.execution import batched
from app.identity import Scope
from i18n import translate
from schema.catalog.types.products import Product
from schema.catalog.writing.codes import MediaRole, MediaStatus, MediaType, ProductStatus
from schema.catalog.writing.types.values import (
    CatalogAttribute,
    CatalogCertificate,
    CatalogChoice,
    CatalogComponent,
    CatalogContent,
    CatalogFocalPoint,
    CatalogMetadata,
    CatalogNationalHsCode,
    CatalogOption,
    CatalogProblem,
    CatalogPublication,
    CatalogRestriction,
    CatalogText,
    CatalogTranslation,
    countries,
)
from schema.core.access import scope
from schema.core.codes import CountryCode, LanguageCode
from schema.pricing.staff_types import PriceListEntry, entries_of_variants

_FEW = [at_most(5)]


@strawberry.type(description="A medium, as staff read it.")
class CatalogMedia:
    media_id: strawberry.ID = strawberry.field(description="The id of the medium.")
    source: str = strawberry.field(description="The name of the file in the media folder, or an https address.")
    status: MediaStatus = strawberry.field(description="Whether it can be shown.")
    failure: str | None = strawberry.field(description="Why it could not be fetched; null where it could.")
    type: MediaType = strawberry.field(description="What it is.")
    role: MediaRole = strawberry.field(description="What it is for.")
    alts: list[CatalogText] = strawberry.field(description="What it shows, by language.", directives=_FEW)
    focal_point: CatalogFocalPoint | None = strawberry.field(
        description="What stays in view when it is cut; null for its middle."
    )
    width: int | None = strawberry.field(description="The width in pixels; null where not known.")
    height: int | None = strawberry.field(description="The height in pixels; null where not known.")
    duration_ms: int | None = strawberry.field(description="How long a film is, in milliseconds.")

    @classmethod
    def of(cls, row: MediaSourceRow, draft: MediaDraft) -> Self:
        point = draft.focal_point
        return cls(
            media_id=strawberry.ID(MEDIA_ID.encode(row.id)),
            source=row.source,
            status=row.status,
            failure=row.failure,
            type=draft.type,
            role=draft.role,
            alts=CatalogText.all_of(draft.alts),
            focal_point=CatalogFocalPoint(x=point[0], y=point[1]) if point else None,
            width=draft.width,
            height=draft.height,
            duration_ms=draft.duration_ms,
        )


@strawberry.type(description="A variant, as staff read it.")
class CatalogVariant:
    variant_id: strawberry.ID = strawberry.field(description="The id of the variant.")
    sku: str = strawberry.field(description="Its stock keeping unit.")
    choices: list[CatalogChoice] = strawberry.field(description="Its value of each option.", directives=_FEW)
    attributes: list[CatalogAttribute] = strawberry.field(description="Its attributes.", directives=_FEW)
    weight_grams: int | None = strawberry.field(description="The weight in grams; null where not known.")
    length_mm: int | None = strawberry.field(description="The length in millimetres; null where not known.")
    width_mm: int | None = strawberry.field(description="The width in millimetres; null where not known.")
    height_mm: int | None = strawberry.field(description="The height in millimetres; null where not known.")
    content: CatalogContent | None = strawberry.field(description="How much is in it; null where no law asks.")
    hs_code: str | None = strawberry.field(description="The customs tariff number; null where not known.")
    national_hs_codes: list[CatalogNationalHsCode] = strawberry.field(
        description="Tariff numbers that countries have of their own.", directives=_FEW
    )
    origin_country_code: CountryCode | None = strawberry.field(description="Where it was made; null where not known.")
    customs_descriptions: list[CatalogText] = strawberry.field(
        description="What it is, as a customs declaration says it.", directives=_FEW
    )
    gtin: str | None = strawberry.field(description="Its Global Trade Item Number; null for none.")
    barcode: str | None = strawberry.field(description="What is printed on it, where that is no GTIN.")
    external_id: str | None = strawberry.field(description="Its id in another system; null for none.")
    media_sources: list[str] = strawberry.field(description="The sources of the media that show it.")
    components: list[CatalogComponent] = strawberry.field(
        description="What it consists of, where it is a bundle.", directives=_FEW
    )
    metadata: list[CatalogMetadata] = strawberry.field(description="Values for all to see.", directives=_FEW)
    private_metadata: list[CatalogMetadata] = strawberry.field(description="Values for staff only.", directives=_FEW)
    variant_key: strawberry.Private[UUID]

    @batched(
        description="What it costs in every list, at every quantity, now and as planned. Needs the scope "
        "`pricing:read`.",
        access=scope(Scope.PRICING_READ),
        hints=[at_most(10)],
    )
    @staticmethod
    async def prices(ctx: RequestContext, parents: Sequence["CatalogVariant"]) -> Sequence[list[PriceListEntry]]:
        return await entries_of_variants(ctx, [parent.variant_key for parent in parents])

    @classmethod
    def of(cls, variant_id: UUID, draft: VariantDraft) -> Self:
        content = draft.content
        return cls(
            variant_id=strawberry.ID(VARIANT_ID.encode(variant_id)),
            sku=draft.sku,
            choices=[CatalogChoice(option_code=code, value_code=value) for code, value in draft.choices.items()],
            attributes=CatalogAttribute.all_of(draft.attributes),
            weight_grams=draft.weight_grams,
            length_mm=draft.length_mm,
            width_mm=draft.width_mm,
            height_mm=draft.height_mm,
            content=CatalogContent(quantity=content.quantity, unit=content.unit, reference=content.reference)
            if content
            else None,
            hs_code=draft.hs_code,
            national_hs_codes=list(countries(draft.national_hs_codes)),
            origin_country_code=draft.origin_country_code,
            customs_descriptions=CatalogText.all_of(draft.customs_descriptions),
            gtin=draft.gtin,
            barcode=draft.barcode,
            external_id=draft.external_id,
            media_sources=list(draft.media),
            components=[CatalogComponent(sku=each.sku, quantity=each.quantity) for each in draft.components],
            metadata=CatalogMetadata.all_of(draft.metadata),
            private_metadata=CatalogMetadata.all_of(draft.private_metadata),
            variant_key=variant_id,
        )


@strawberry.type(description="A product, whole, as staff read it: published or not, in every language.")
class CatalogProduct:
    product_id: strawberry.ID = strawberry.field(description="The id of the product.")
    version: int = strawberry.field(description="How often it was written: send it with what you change.")
    status: ProductStatus = strawberry.field(description="Whether shoppers see it.")
    slug: str = strawberry.field(description="Its handle in addresses.")
    product_type: str = strawberry.field(description="The code of its product type.")
    source_language_code: LanguageCode = strawberry.field(description="The language that others are translated from.")
    translations: list[CatalogTranslation] = strawberry.field(
        description="Its words in every language that it has.", directives=_FEW
    )
    brand_slug: str | None = strawberry.field(description="The brand; null for none.")
    category_slug: str | None = strawberry.field(description="The category; null for none.")
    manufacturer_code: str | None = strawberry.field(description="The economic operator that made it; null for none.")
    responsible_person_code: str | None = strawberry.field(
        description="The economic operator in the EU that answers for it; null for none."
    )
    tax_class_code: str = strawberry.field(
        description="The code of its tax class: which of a country's rates it bears. See `taxClasses`."
    )
    tags: list[str] = strawberry.field(description="Words to find it by.")
    attributes: list[CatalogAttribute] = strawberry.field(description="Its attributes.", directives=[at_most(10)])
    options: list[CatalogOption] = strawberry.field(description="What can be chosen.", directives=[at_most(3)])
    variants: list[CatalogVariant] = strawberry.field(
        description="What can be bought of it, in its order.", directives=[at_most(10)]
    )
    certificates: list[CatalogCertificate] = strawberry.field(
        description="Its marks and certificates.", directives=_FEW
    )
    restrictions: list[CatalogRestriction] = strawberry.field(
        description="The countries that it does not go to.", directives=_FEW
    )
    publications: list[CatalogPublication] = strawberry.field(
        description="Through which channels it is seen, and when.", directives=_FEW
    )
    external_id: str | None = strawberry.field(description="Where it came from; null for none.")
    metadata: list[CatalogMetadata] = strawberry.field(description="Values for all to see.", directives=_FEW)
    private_metadata: list[CatalogMetadata] = strawberry.field(description="Values for staff only.", directives=_FEW)
    created_at: datetime = strawberry.field(description="When it was made.")
    updated_at: datetime = strawberry.field(description="When it was last changed.")
    stored: strawberry.Private[StoredProduct]

    @batched(description="How it is shown, in its order.", hints=[at_most(10)])
    @staticmethod
    async def media(ctx: RequestContext, parents: Sequence["CatalogProduct"]) -> Sequence[list[CatalogMedia]]:
        rows = await media_sources.all(ctx.db, product_ids=[parent.stored.id for parent in parents])
        shown: list[list[CatalogMedia]] = []
        for parent in parents:
            drafts = {draft.source: draft for draft in parent.stored.draft.media}
            own = [row for row in rows if row.product_id == parent.stored.id]
            shown.append([CatalogMedia.of(row, draft) for row in own if (draft := _draft_of(row, drafts))])
        return shown

    @batched(
        description="What keeps it from being offered in the European Economic Area; empty where nothing does.",
        hints=[at_most(3)],
    )
    @staticmethod
    async def problems(ctx: RequestContext, parents: Sequence["CatalogProduct"]) -> Sequence[list[CatalogProblem]]:
        gaps = await Gaps.of(ctx.db, [parent.stored.draft for parent in parents])
        chain = ctx.place.language_chain
        return [
            [
                CatalogProblem(code=gap, message=translate(f"SafetyGap.{gap.value}", chain))
                for gap in gaps.in_draft(parent.stored.draft)
            ]
            for parent in parents
        ]

    @batched(description="The product in the request's language and prices, published there or not.")
    @staticmethod
    async def product(ctx: RequestContext, parents: Sequence["CatalogProduct"]) -> Sequence[Product | None]:
        return await load_any_products(ctx, [parent.stored.id for parent in parents])

    @classmethod
    def of(cls, ctx: RequestContext, stored: StoredProduct) -> Self:
        draft = stored.draft
        return cls(
            product_id=strawberry.ID(PRODUCT_ID.encode(stored.id)),
            version=stored.version,
            status=status_of(draft.publications, ctx.now),
            slug=draft.slug,
            product_type=draft.product_type,
            source_language_code=draft.source_language_tag,
            translations=CatalogTranslation.all_of(draft),
            brand_slug=draft.brand,
            category_slug=draft.category,
            manufacturer_code=draft.manufacturer,
            responsible_person_code=draft.responsible_person,
            tax_class_code=draft.tax_class,
            tags=list(draft.tags),
            attributes=CatalogAttribute.all_of(draft.attributes),
            options=[CatalogOption.of(each) for each in draft.options],
            variants=[CatalogVariant.of(stored.variant_ids[each.sku], each) for each in draft.variants],
            certificates=[CatalogCertificate.of(each) for each in draft.certificates],
            restrictions=[CatalogRestriction.of(each) for each in draft.restrictions],
            publications=[CatalogPublication.of(each) for each in draft.publications],
            external_id=draft.external_id,
            metadata=CatalogMetadata.all_of(draft.metadata),
            private_metadata=CatalogMetadata.all_of(draft.private_metadata),
            created_at=stored.created_at,
            updated_at=stored.updated_at,
            stored=stored,
        )


async def load_any_products(ctx: RequestContext, ids: Sequence[UUID]) -> list[Product | None]:
    """Products, published or not, in the order of the ids: for staff who may see them."""
    rows = await catalog.products_of_variants(ctx.db, ids, ctx.place.language_chain)
    show = Product.reader(ctx)
    return [show(row) if row else None for row in rows]


async def load_catalog_products(ctx: RequestContext, ids: Sequence[UUID]) -> list[CatalogProduct | None]:
    """Products whole, in the order of the ids; None for what is deleted or was never there."""
    found = await read_products(ctx.db, ids)
    return [CatalogProduct.of(ctx, found[each]) if each in found else None for each in ids]


def _draft_of(row: MediaSourceRow, drafts: Mapping[str, MediaDraft]) -> MediaDraft | None:
    return drafts.get(row.origin_url or "") or drafts.get(row.source)
