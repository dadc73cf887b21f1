"""The catalog's answers as one statement each, which builds the JSON."""

import json
from functools import cache
from typing import Any, Final

import asyncpg

from app.catalog import ProductOrder
from app.core.context import RequestContext
from app.wiring import Runtime
from i18n import translate
from schema.catalog.listing import product_list_request
from scripts.benchmarks.answers.parts import Document, opened
from scripts.benchmarks.answers.sql_fragments import CARD, CARD_JOINS, PUBLIC, in_language
from search import Hit, ProductSearch, SearchClient, cursors_of
from search.documents.marks import END, START
from search.engine.settings import SEARCHABLE, locale_of
from search.questions.highlights import read_highlights

_HITS: Final = 24

_SEARCH: Final = f"""
SELECT json_build_object('data', json_build_object('search', json_build_object(
    'totalCount', $7::int,
    'edges', (
        SELECT coalesce(json_agg(json_build_object(
            'highlights', hit.highlights, 'node', json_build_object({CARD})
        ) ORDER BY hit.place), '[]')
        FROM unnest($5::uuid[], $6::text[]::json[]) WITH ORDINALITY hit (id, highlights, place)
        JOIN product p ON p.id = hit.id {PUBLIC} {CARD_JOINS}
    ),
    'pageInfo', json_build_object('hasNextPage', $8::boolean, 'endCursor', $9::text)
)))
"""

_PRODUCT: Final = f"""
WITH RECURSIVE way AS (
    SELECT c.id, c.parent_id, c.slug, 1 AS height
    FROM category c JOIN product p ON p.category_id = c.id WHERE p.slug = $5
    UNION ALL
    SELECT c.id, c.parent_id, c.slug, way.height + 1 FROM way JOIN category c ON c.id = way.parent_id
)
SELECT json_build_object('data', json_build_object('product', (
    SELECT json_build_object({CARD},
    'description', coalesce(words.description, ''),
    'localization', json_build_object(
        'languageCode', upper(replace(words.language_tag, '-', '_')), 'languageTag', words.language_tag,
        'direction', CASE WHEN words.language_tag IN ('ar', 'fa', 'he', 'ur') THEN 'RTL' ELSE 'LTR' END,
        'isFallback', words.language_tag <> $1[1]),
    'breadcrumbs', (
        SELECT coalesce(json_agg(json_build_object(
            'id', bench.type_id('category', way.id), 'slug', way.slug, 'name', coalesce((
                SELECT t.name FROM category_translation t WHERE t.category_id = way.id
                ORDER BY array_position($1, t.language_tag), t.language_tag LIMIT 1), way.slug)
        ) ORDER BY way.height DESC), '[]') FROM way),
    'options', (
        SELECT coalesce(json_agg(json_build_object(
            'name', coalesce({in_language("o.names")}, o.code), 'values', (
                SELECT json_agg(json_build_object('name', coalesce({in_language("value.names")}, value.code),
                    'swatch', value.swatch) ORDER BY value.position, value.id)
                FROM product_option_value value WHERE value.option_id = o.id)
        ) ORDER BY o.position, o.id), '[]') FROM product_option o WHERE o.product_id = p.id),
    'media', (
        SELECT json_build_object('nodes', coalesce(json_agg(json_build_object(
            'id', bench.type_id('media', few.id), 'url', bench.media_url($3, few.source, '?w=1200'),
            'alt', coalesce({in_language("few.alts")}, ''), 'type', few.type) ORDER BY few.position, few.id), '[]'))
        FROM (SELECT * FROM product_media WHERE product_id = p.id ORDER BY position, id LIMIT 20) few),
    'variants', (
        SELECT json_build_object('nodes', coalesce(json_agg(json_build_object(
            'id', bench.type_id('variant', v.id), 'sku', v.sku,
            'selectedOptions', (
                SELECT coalesce(json_agg(json_build_object('name', coalesce({in_language("o.names")}, o.code),
                    'value', coalesce({in_language("value.names")}, value.code)) ORDER BY o.position, o.id), '[]')
                FROM variant_option_value chosen JOIN product_option o ON o.id = chosen.option_id
                JOIN product_option_value value ON value.id = chosen.value_id WHERE chosen.variant_id = v.id),
            'availability', json_build_object(
                'code', CASE WHEN price.amount IS NULL THEN 'NOT_SOLD_HERE' WHEN stock.pieces = 0 THEN 'OUT_OF_STOCK'
                    ELSE 'IN_STOCK' END,
                'reason', CASE WHEN price.amount IS NULL THEN $6::text WHEN stock.pieces = 0 THEN $7::text END,
                'quantity', CASE WHEN price.amount IS NOT NULL AND stock.pieces <= 20 THEN stock.pieces END),
            'price', CASE WHEN price.amount IS NOT NULL THEN json_build_object(
                'displayed', bench.money(price.amount), 'gross', bench.money(price.amount),
                'net', bench.money(price.net), 'tax', bench.money(price.amount - price.net),
                'taxRate', trim_scale(price.rate)::text) END
        ) ORDER BY v.position, v.id), '[]'))
        FROM (
            SELECT * FROM product_variant variant WHERE variant.product_id = p.id AND NOT variant.is_discontinued
            ORDER BY variant.position, variant.id LIMIT 100
        ) v
        LEFT JOIN LATERAL (
            SELECT price.amount, tax.rate, round(price.amount / (1 + tax.rate))::bigint AS net
            FROM price JOIN tax_rate tax ON tax.country_code = $8 AND tax.valid_from <= $4
                AND tax.region_code IS NULL AND tax.tax_class_code = coalesce((
                    SELECT own.tax_class_code FROM tax_rate own JOIN product ON product.id = v.product_id
                    WHERE own.country_code = $8 AND own.tax_class_code = product.tax_class_code
                        AND own.valid_from <= $4 AND (own.valid_to IS NULL OR own.valid_to > $4)
                ), 'standard')
                AND (tax.valid_to IS NULL OR tax.valid_to > $4)
            WHERE price.variant_id = v.id
                AND price.min_quantity = 1
        AND price.price_list_id = (
            SELECT id FROM price_list WHERE market_ids = ARRAY[$2::uuid] AND cardinality(group_codes) = 0)
        ) price ON true
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(on_hand - reserved), 0)::int AS pieces FROM stock
            WHERE stock.variant_id = v.id AND stock.on_hand > stock.reserved
        ) stock)
    ) FROM product p {PUBLIC} {CARD_JOINS} WHERE p.slug = $5
)))
"""


@cache
def _browse(size: int) -> str:
    """The statement for a page of this size. As a parameter, the size would have it planned anew each time."""
    return f"""
WITH page AS MATERIALIZED (
    SELECT p.id, p.slug, p.brand_id, p.category_id, listed.starts_at AS published_at,
        row_number() OVER (ORDER BY listed.starts_at DESC, listed.product_id DESC) AS place
    FROM product_listing listed JOIN product p ON p.id = listed.product_id {PUBLIC}
    WHERE listed.list_id = '00000000-0000-0000-0000-000000000000' AND listed.channel_code = 'default'
        AND listed.starts_at <= $4
    ORDER BY listed.starts_at DESC, listed.product_id DESC LIMIT {size} + 1
)
SELECT json_build_object('data', json_build_object('products', json_build_object(
    'nodes', (
        SELECT coalesce(json_agg(json_build_object({CARD}, 'variants', (
            SELECT json_build_object('nodes', coalesce(json_agg(json_build_object(
                'id', bench.type_id('variant', v.id), 'sku', v.sku, 'name', v.name,
                'price', CASE WHEN v.amount IS NOT NULL THEN json_build_object('displayed', bench.money(v.amount)) END
            ) ORDER BY v.position, v.id), '[]'))
            FROM (
                SELECT few.*, price.amount FROM (
                    SELECT variant.id, variant.sku, variant.position,
                        coalesce({in_language("variant.names")}, '') AS name
                    FROM product_variant variant WHERE variant.product_id = p.id AND NOT variant.is_discontinued
                    ORDER BY variant.position, variant.id LIMIT 3
                ) few
                LEFT JOIN price ON price.variant_id = few.id
                    AND price.min_quantity = 1
        AND price.price_list_id = (
            SELECT id FROM price_list WHERE market_ids = ARRAY[$2::uuid] AND cardinality(group_codes) = 0)
            ) v
        )) ORDER BY p.place), '[]')
        FROM page p {CARD_JOINS} WHERE p.place <= {size}
    ),
    'pageInfo', json_build_object(
        'hasNextPage', (SELECT count(*) > {size} FROM page),
        'endCursor', (
            SELECT bench.cursor($5, published_at, id) FROM page WHERE place <= {size} ORDER BY place DESC LIMIT 1)
    )
)))
"""


async def browse(runtime: Runtime, variables: Document) -> str:
    """`Browse`."""
    ctx = await opened(runtime, variables)
    request = await product_list_request(ctx, [None], variables["first"], None, ProductOrder.NEWEST, None)
    return await _value(ctx, _browse(variables["first"]), ctx.now, request.contexts[0])


async def product_page(runtime: Runtime, variables: Document) -> str:
    """`ProductPage`."""
    ctx = await opened(runtime, variables)
    reasons = (
        translate(f"AvailabilityCode.{code}", ctx.place.language_chain) for code in ("NOT_SOLD_HERE", "OUT_OF_STOCK")
    )
    return await _value(ctx, _PRODUCT, ctx.now, variables["slug"], *reasons, ctx.place.country_code)


async def search(runtime: Runtime, variables: Document) -> str:
    """`Search`: one question to the engine for the hits and their number, then one statement."""
    ctx = await opened(runtime, variables)
    tag = ctx.place.language_tag
    locale = locale_of(tag)
    client = ctx.part(SearchClient)
    found = await client.ask(
        client.index_name(tag),
        {
            "q": variables["query"],
            "page": 1,
            "hitsPerPage": _HITS,
            "matchingStrategy": "last",
            "locales": [locale] if locale else None,
            "attributesToRetrieve": ["id"],
            "attributesToHighlight": list(SEARCHABLE),
            "attributesToCrop": ["description"],
            "cropLength": 24,
            "cropMarker": "…",
            "highlightPreTag": START,
            "highlightPostTag": END,
        },
    )
    ids = [asyncpg.pgproto.pgproto.UUID(hit["id"]) for hit in found["hits"]]
    total = found["totalHits"]
    end = cursors_of(ctx.place, ProductSearch.of(variables["query"]), tag)(Hit(ids[-1], len(ids))) if ids else None
    highlights = [json.dumps(_highlights(hit.get("_formatted", {}))) for hit in found["hits"]]
    return await _value(ctx, _SEARCH, ctx.now, ids, highlights, total, total > _HITS, end)


def _highlights(formatted: dict[str, Any]) -> list[Document]:
    return [
        {"field": each.field.name, "parts": [{"text": part.text, "matched": part.matched} for part in each.parts]}
        for each in read_highlights(formatted)
    ]


async def _value(ctx: RequestContext, statement: str, *arguments: Any) -> str:
    shop = (ctx.place.language_chain, ctx.place.market_id, ctx.settings.public_url)
    ((value,),) = await ctx.db.fetch(statement, (*shop, *arguments))
    answer: str = value
    return answer
