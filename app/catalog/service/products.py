"""Writing a product with its texts, options, variants and media."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from app.catalog.errors import CatalogErrorCode
from app.catalog.events import ProductChanged, ProductCreated
from app.catalog.models import (
    MediaType,
    Product,
    ProductMedia,
    ProductOption,
    ProductOptionValue,
    ProductTranslation,
    ProductVariant,
    VariantOptionValue,
)
from app.catalog.rules import ProductDraft, Upserted, UpsertOutcome, VariantDraft, normalized, variant_names
from app.catalog.service.merging import Merge
from app.core.errors import Problem, Refusal
from app.core.locks import lock_row
from app.events import record


@dataclass(frozen=True)
class _Options:
    """The options of a product as they are stored now."""

    rows: dict[str, ProductOption]
    values: dict[tuple[str, str], ProductOptionValue]


async def upsert_product(session: AsyncSession, draft: ProductDraft) -> Upserted:
    """Make the stored product agree with the draft; where it does already, nothing is written.

    A product that is published and stays so keeps the earlier of the two moments, so that importing it again does not
    make it new. A variant that is not in the draft is discontinued, and comes back with its id when a draft names it
    again. Records `catalog.product_created` or `catalog.product_changed`. Raises `Refusal` with a `CatalogErrorCode`
    for a draft that cannot be a product, or whose slug or SKUs belong to another one.
    """
    draft = normalized(draft)
    product = await _find(session, draft)
    await _refuse_what_is_taken(session, draft, product)
    merge = Merge(session)
    if product is None:
        outcome = UpsertOutcome.CREATED
        product = Product(**_values_of(draft, None))
        session.add(product)
        await session.flush()
    else:
        outcome = UpsertOutcome.UPDATED
        merge.assign(product, _values_of(draft, product))
    variants = await _merge_parts(merge, session, product, draft)
    ids = {variant.sku: variants[variant.sku].id for variant in draft.variants}
    if outcome is UpsertOutcome.CREATED:
        await record(session, ProductCreated(product.id, product.version))
    elif merge.changed:
        product.version += 1
        await record(session, ProductChanged(product.id, product.version))
    else:
        outcome = UpsertOutcome.UNCHANGED
    await session.flush()
    return Upserted(outcome, product.id, ids)


async def _find(session: AsyncSession, draft: ProductDraft) -> Product | None:
    by_origin = col(Product.external_id) == draft.external_id
    by_slug = (col(Product.slug) == draft.slug) & col(Product.external_id).is_(None)
    return await lock_row(session, Product, by_slug if draft.external_id is None else by_origin)


async def _refuse_what_is_taken(session: AsyncSession, draft: ProductDraft, product: Product | None) -> None:
    own = product.id if product else None
    holder = (await session.execute(select(Product.id).where(Product.slug == draft.slug))).scalar_one_or_none()
    problems = []
    if holder not in (None, own):
        problems.append(Problem(CatalogErrorCode.SLUG_TAKEN, ("slug",), {"slug": draft.slug}))
    skus = [variant.sku for variant in draft.variants]
    holders = await session.execute(
        select(ProductVariant.sku, ProductVariant.product_id).where(col(ProductVariant.sku).in_(skus))
    )
    problems += [
        Problem(CatalogErrorCode.SKU_TAKEN, ("variants", str(skus.index(sku)), "sku"), {"sku": sku})
        for sku, product_id in holders
        if product_id != own
    ]
    if problems:
        raise Refusal(*problems)


def _values_of(draft: ProductDraft, product: Product | None) -> dict[str, Any]:
    published_at = draft.published_at
    if published_at and product and product.published_at:
        published_at = min(published_at, product.published_at)
    return {
        "slug": draft.slug,
        "product_type": draft.product_type,
        "brand_id": draft.brand_id,
        "category_id": draft.category_id,
        "tags": list(draft.tags),
        "external_id": draft.external_id,
        "published_at": published_at,
    }


async def _merge_parts(
    merge: Merge, session: AsyncSession, product: Product, draft: ProductDraft
) -> dict[str, ProductVariant]:
    await _merge_texts(merge, session, product.id, draft)
    await _merge_media(merge, session, product.id, draft)
    options = await _merge_options(merge, session, product.id, draft)
    variants = await _merge_variants(merge, session, product.id, draft, options)
    await merge.remove_surplus()
    return variants


async def _merge_texts(merge: Merge, session: AsyncSession, product_id: UUID, draft: ProductDraft) -> None:
    stored = await _rows(session, ProductTranslation, col(ProductTranslation.product_id) == product_id)
    await merge.rows(
        {row.language_tag: row for row in stored},
        {
            tag: {
                "product_id": product_id,
                "language_tag": tag,
                "name": texts.name,
                "description": texts.description,
            }
            for tag, texts in draft.translations.items()
        },
        ProductTranslation,
    )


async def _merge_media(merge: Merge, session: AsyncSession, product_id: UUID, draft: ProductDraft) -> None:
    stored = await _rows(session, ProductMedia, col(ProductMedia.product_id) == product_id)
    await merge.rows(
        {row.source: row for row in stored},
        {
            medium.source: {
                "product_id": product_id,
                "type": MediaType.IMAGE,
                "source": medium.source,
                "width": medium.width,
                "height": medium.height,
                "alts": dict(medium.alts),
                "position": position,
            }
            for position, medium in enumerate(draft.media)
        },
        ProductMedia,
    )


async def _merge_options(merge: Merge, session: AsyncSession, product_id: UUID, draft: ProductDraft) -> _Options:
    stored = await _rows(session, ProductOption, col(ProductOption.product_id) == product_id)
    code_of = {row.id: row.code for row in stored}
    stored_values = await _rows(session, ProductOptionValue, col(ProductOptionValue.option_id).in_(code_of))
    options = await merge.rows(
        {row.code: row for row in stored},
        {
            option.code: {
                "product_id": product_id,
                "code": option.code,
                "names": dict(option.names),
                "position": position,
            }
            for position, option in enumerate(draft.options)
        },
        ProductOption,
    )
    values = await merge.rows(
        {(code_of[row.option_id], row.code): row for row in stored_values},
        {
            (option.code, value.code): {
                "option_id": options[option.code].id,
                "code": value.code,
                "names": dict(value.names),
                "swatch": value.swatch,
                "position": position,
            }
            for option in draft.options
            for position, value in enumerate(option.values)
        },
        ProductOptionValue,
    )
    return _Options(options, values)


async def _merge_variants(
    merge: Merge, session: AsyncSession, product_id: UUID, draft: ProductDraft, options: _Options
) -> dict[str, ProductVariant]:
    stored = await _rows(session, ProductVariant, col(ProductVariant.product_id) == product_id)
    links = await _rows(
        session, VariantOptionValue, col(VariantOptionValue.variant_id).in_([variant.id for variant in stored])
    )
    variants = await merge.rows(
        {row.sku: row for row in stored},
        {
            variant.sku: {"product_id": product_id, "position": position} | _variant_values(variant, draft)
            for position, variant in enumerate(draft.variants)
        },
        ProductVariant,
        remove=False,
    )
    for row in stored:
        if row.sku not in variants:
            merge.assign(row, {"is_discontinued": True})
    await merge.rows(
        {(link.variant_id, link.option_id): link for link in links},
        {
            (variants[variant.sku].id, options.rows[option].id): {
                "variant_id": variants[variant.sku].id,
                "option_id": options.rows[option].id,
                "value_id": options.values[option, value].id,
            }
            for variant in draft.variants
            for option, value in variant.choices.items()
        },
        VariantOptionValue,
    )
    return variants


def _variant_values(variant: VariantDraft, draft: ProductDraft) -> dict[str, Any]:
    chosen = [
        value.names
        for option in draft.options
        for value in option.values
        if variant.choices.get(option.code) == value.code
    ]
    return {
        "sku": variant.sku,
        "names": variant_names(chosen),
        "weight_grams": variant.weight_grams,
        "hs_code": variant.hs_code,
        "origin_country_code": variant.origin_country_code,
        "barcode": variant.barcode,
        "is_discontinued": False,
    }


async def _rows(session: AsyncSession, model: Any, condition: Any) -> list[Any]:
    return list((await session.execute(select(model).where(condition))).scalars())
