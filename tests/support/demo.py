"""What tests of the demo shop look at: every row of a database, and everything that a seed has made."""

from typing import Any

import asyncpg

_VERSIONS = """
SELECT table_name, (xpath('/row/rows/text()', query_to_xml(
    format('SELECT md5(string_agg(ctid::text || xmin::text, '','' ORDER BY ctid)) AS rows FROM %I', table_name),
    true, true, '')))[1]::text AS rows
FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
"""

_GENERATED = """
WITH made AS (SELECT * FROM product WHERE external_id LIKE 'generated:%')
SELECT md5(string_agg(line, E'\\n' ORDER BY line)) FROM (
    SELECT concat_ws('|', m.id, m.slug, m.product_type, b.slug, c.slug, m.tags, m.external_id,
        m.has_safety_data, maker.code, responsible.code, m.updated_at) AS line
    FROM made m JOIN economic_operator maker ON maker.id = m.manufacturer_id
    LEFT JOIN economic_operator responsible ON responsible.id = m.responsible_person_id
    JOIN brand b ON b.id = m.brand_id JOIN category c ON c.id = m.category_id
    UNION ALL SELECT s::text FROM slug s JOIN made m ON m.id = s.owner_id
    UNION ALL SELECT p::text FROM product_publication p JOIN made m ON m.id = p.product_id
    UNION ALL SELECT concat_ws('|', l.channel_code, l.starts_at, l.product_id, count(*))
    FROM product_listing l JOIN made m ON m.id = l.product_id GROUP BY l.channel_code, l.starts_at, l.product_id
    UNION ALL SELECT t::text FROM product_translation t JOIN made m ON m.id = t.product_id
    UNION ALL SELECT o::text FROM product_option o JOIN made m ON m.id = o.product_id
    UNION ALL SELECT v::text FROM product_option_value v
    JOIN product_option o ON o.id = v.option_id JOIN made m ON m.id = o.product_id
    UNION ALL SELECT v::text FROM product_variant v JOIN made m ON m.id = v.product_id
    UNION ALL SELECT c::text FROM variant_option_value c
    JOIN product_variant v ON v.id = c.variant_id JOIN made m ON m.id = v.product_id
    UNION ALL SELECT concat_ws('|', p.variant_id, l.code, p.product_id, p.amount)
    FROM price p JOIN made m ON m.id = p.product_id JOIN price_list l ON l.id = p.price_list_id
    UNION ALL SELECT concat_ws('|', s.variant_id, w.code, s.on_hand, s.reserved)
    FROM stock s JOIN product_variant v ON v.id = s.variant_id JOIN made m ON m.id = v.product_id
    JOIN warehouse w ON w.id = s.warehouse_id
    UNION ALL SELECT a::text FROM product_media a JOIN made m ON m.id = a.product_id
) AS lines
"""


async def row_versions(database_url: str) -> dict[str, Any]:
    """Of each table, a digest of where its rows are and which transaction wrote them: any write at all changes it."""
    return await mapping_of(database_url, _VERSIONS)


async def digest_of_generated(database_url: str) -> str:
    """A digest of all generated products, which ids of this very database have no part in."""
    ((digest,),) = await rows_of(database_url, _GENERATED)
    return str(digest)


async def mapping_of(database_url: str, sql: str) -> dict[str, Any]:
    """What a statement gives that selects names and values."""
    return {row[0]: row[1] for row in await rows_of(database_url, sql)}


async def rows_of(database_url: str, sql: str) -> list[asyncpg.Record]:
    """What a statement gives, on a connection of its own."""
    connection = await asyncpg.connect(database_url)
    try:
        return await connection.fetch(sql)
    finally:
        await connection.close()
