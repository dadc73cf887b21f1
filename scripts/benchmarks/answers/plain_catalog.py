"""The catalog's answers in plain dicts."""

from itertools import groupby
from typing import Any, Final

from app import catalog, inventory, pricing
from app.catalog import (
    CATEGORY_ID,
    MEDIA_ID,
    VARIANT_ID,
    Audience,
    MediaRow,
    OptionValueRow,
    ProductOrder,
    ProductRow,
    VariantRow,
    media_url,
    position_of,
)
from app.core.codes import language_code
from app.core.context import Place, RequestContext
from app.pricing import PricedAmount, PricedVariant
from app.wiring import Runtime
from i18n import text_direction, translate
from schema.catalog.listing import product_list_request
from schema.catalog.paging import write_position
from schema.catalog.types.availability import FEW
from scripts.benchmarks.answers.parts import Cards, Document, displayed, dumped, money, opened
from search import ProductSearch, count_found, cursors_of, search_products

_VARIANTS_IN_A_LIST: Final = 3
_HITS: Final = 24


async def browse(runtime: Runtime, variables: Document) -> str:
    """`Browse`."""
    ctx = await opened(runtime, variables)
    order = ProductOrder.NEWEST
    request = await product_list_request(ctx, [None], variables["first"], None, order, None)
    page = await catalog.list_products(ctx.db, request.asked)
    cards = await Cards.of(ctx, page.items)
    keys = [row.id for row in page.items]
    variants = await catalog.variants_of_products(ctx.db, keys, ctx.place.language_chain, _VARIANTS_IN_A_LIST)
    shown = [variant.id for found in variants.values() for variant in found.items]
    prices = await pricing.prices_of_variants(ctx.db, await pricing.tariff_of(ctx), shown, moment=ctx.now)
    nodes = [
        {
            **cards.card(row),
            "variants": {"nodes": [_listed(each, prices.get(each.id), ctx) for each in variants[row.id].items]},
        }
        for row in page.items
    ]
    end = write_position(request.contexts[0], position_of(page.items[-1], order)) if page.items else None
    return dumped({"products": {"nodes": nodes, "pageInfo": {"hasNextPage": page.has_next, "endCursor": end}}})


def _listed(variant: VariantRow, priced: PricedVariant | None, ctx: RequestContext) -> Document:
    return {
        "id": VARIANT_ID.encode(variant.id),
        "sku": variant.sku,
        "name": variant.name,
        "price": displayed(priced.price, ctx) if priced else None,
    }


async def search(runtime: Runtime, variables: Document) -> str:
    """`Search`."""
    ctx = await opened(runtime, variables)
    asked = ProductSearch.of(variables["query"])
    answer = await search_products(ctx, asked, _HITS, None)
    page = answer.page
    chain = ctx.place.language_chain
    audience = Audience.of(ctx.place, ctx.now)
    found = await catalog.products_by_ids(ctx.db, [hit.product_id for hit in page.items], chain, audience)
    cards = await Cards.of(ctx, [row for row in found if row])
    edges = [
        {
            "highlights": [
                {
                    "field": each.field.name,
                    "parts": [{"text": part.text, "matched": part.matched} for part in each.parts],
                }
                for each in hit.highlights
            ],
            "node": cards.card(row),
        }
        for hit, row in zip(page.items, found, strict=True)
        if row
    ]
    end = cursors_of(ctx.place, asked, answer.language_tag)(page.items[-1]) if page.items else None
    return dumped(
        {
            "search": {
                "totalCount": await count_found(ctx, answer),
                "edges": edges,
                "pageInfo": {"hasNextPage": page.has_next, "endCursor": end},
            }
        }
    )


async def product_page(runtime: Runtime, variables: Document) -> str:
    """`ProductPage`."""
    ctx = await opened(runtime, variables)
    chain = ctx.place.language_chain
    row = await catalog.product_by_slug(ctx.db, variables["slug"], chain, Audience.of(ctx.place, ctx.now))
    if row is None:
        return dumped({"product": None})
    keys = [row.id]
    cards = await Cards.of(ctx, [row])
    descriptions = await catalog.product_descriptions(ctx.db, keys, chain)
    ways = await catalog.breadcrumbs(ctx.db, [row.category_id], chain) if row.category_id else {}
    options = await catalog.options_of_products(ctx.db, keys, chain)
    media = await catalog.media_of_products(ctx.db, keys, chain, 20)
    product = {
        **cards.card(row),
        "description": descriptions.get(row.id, ""),
        "localization": _localization(row, ctx),
        "breadcrumbs": [
            {"id": CATEGORY_ID.encode(each.id), "name": each.name, "slug": each.slug}
            for each in (ways[row.category_id] if row.category_id else [])
        ],
        "options": _options(options[row.id]),
        "media": {"nodes": [_medium(each, ctx.settings.public_url) for each in media[row.id].items]},
        "variants": {"nodes": await _variants(ctx, row)},
    }
    return dumped({"product": product})


def _localization(row: ProductRow, ctx: RequestContext) -> Document:
    return {
        "languageCode": language_code(row.language_tag),
        "languageTag": row.language_tag,
        "direction": text_direction(row.language_tag).upper(),
        "isFallback": row.language_tag != ctx.place.language_tag,
    }


def _options(rows: list[OptionValueRow]) -> list[Document]:
    return [
        {"name": name, "values": [{"name": each.value_name, "swatch": each.swatch} for each in values]}
        for (_, name), values in groupby(rows, lambda each: (each.option_id, each.option_name))
    ]


def _medium(row: MediaRow, public_url: str) -> Document:
    return {
        "id": MEDIA_ID.encode(row.id),
        "url": media_url(row.source, public_url, 1200, None),
        "alt": row.alt,
        "type": row.type.name,
    }


async def _variants(ctx: RequestContext, row: ProductRow) -> list[Document]:
    chain = ctx.place.language_chain
    variants = (await catalog.variants_of_products(ctx.db, [row.id], chain, 100))[row.id].items
    ids = [variant.id for variant in variants]
    chosen = await catalog.selected_options(ctx.db, ids, chain)
    prices = await pricing.prices_of_variants(ctx.db, await pricing.tariff_of(ctx), ids, moment=ctx.now)
    stock = await inventory.available_quantities(ctx.db, ids)
    return [
        {
            "id": VARIANT_ID.encode(variant.id),
            "sku": variant.sku,
            "selectedOptions": [{"name": each.option_name, "value": each.value_name} for each in chosen[variant.id]],
            "availability": _availability(sum(stock[variant.id].values()), variant.id in prices, chain),
            "price": _price(prices[variant.id].price, ctx.place) if variant.id in prices else None,
        }
        for variant in variants
    ]


def _availability(pieces: int, is_sold: bool, chain: tuple[str, ...]) -> Document:
    code = ("IN_STOCK" if pieces else "OUT_OF_STOCK") if is_sold else "NOT_SOLD_HERE"
    reason = None if code == "IN_STOCK" else translate(f"AvailabilityCode.{code}", chain)
    return {"code": code, "reason": reason, "quantity": pieces if is_sold and pieces <= FEW else None}


def _price(price: PricedAmount, place: Place) -> Document:
    def part(amount: int | None) -> Any:
        return None if amount is None else money(amount, place.currency_code, place.locale)

    return {
        "displayed": part(price.displayed),
        "gross": part(price.gross),
        "net": part(price.net),
        "tax": part(price.tax),
        "taxRate": None if price.rate is None else str(price.rate.normalize()),
    }
