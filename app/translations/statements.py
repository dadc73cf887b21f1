"""The SQL by which PostgreSQL finds what is missing or stale among very many things.

It is written as SQL: it compares the texts of two languages field by field, and asks JSON for the languages in it,
which the builder of queries would only make longer. Nothing but constants is put together here.

Of products, of which there are most, it is remembered in `translation_standing`, and compared only where that row says
that it is not known. Categories and collections are compared each time.
"""

from functools import cache
from string import Template
from typing import Final

from app.translations.rules import TranslatableKind

_PARTS: Final = """
    SELECT o.product_id AS id, o.names FROM asked JOIN product_option o ON o.product_id = asked.id
    UNION ALL SELECT o.product_id, v.names FROM asked JOIN product_option o ON o.product_id = asked.id
      JOIN product_option_value v ON v.option_id = o.id
    UNION ALL SELECT m.product_id, m.alts FROM asked JOIN product_media m ON m.product_id = asked.id
      WHERE m.alts <> '{}'
    UNION ALL SELECT q.id, a.value FROM asked JOIN product q ON q.id = asked.id
      CROSS JOIN LATERAL jsonb_each(q.attributes) a
      JOIN attribute d ON d.code = a.key AND d.is_localizable AND d.kind IN ('TEXT', 'RICH_TEXT')
      WHERE jsonb_typeof(a.value) = 'object'
    UNION ALL SELECT w.product_id, a.value FROM asked JOIN product_variant w ON w.product_id = asked.id
      CROSS JOIN LATERAL jsonb_each(w.attributes) a
      JOIN attribute d ON d.code = a.key AND d.is_localizable AND d.kind IN ('TEXT', 'RICH_TEXT')
      WHERE NOT w.is_discontinued AND jsonb_typeof(a.value) = 'object'
"""
_WORDS_MISSING: Final = """
    coalesce(t.name IS NULL
      OR octet_length(s.description) > 0 AND octet_length(t.description) = 0
      OR s.slug IS NOT NULL AND t.slug IS NULL
      OR s.seo_title IS NOT NULL AND t.seo_title IS NULL
      OR s.seo_description IS NOT NULL AND t.seo_description IS NULL$warnings_missing, false)
"""
_FOUND: Final = Template("""
    asked AS MATERIALIZED ($asked), source AS MATERIALIZED (
      SELECT p.id, p.source_language_tag AS source_tag, s.*, $digest AS digest
      FROM asked JOIN product p ON p.id = asked.id AND p.deleted_at IS NULL
      LEFT JOIN product_translation s ON s.product_id = p.id AND s.language_tag = p.source_language_tag
    ), word AS MATERIALIZED (
      SELECT s.id, t.language_tag AS tag, s.source_tag <> t.language_tag AND $words_missing AS missing,
        coalesce(t.source_digest <> s.digest, false) AS stale
      FROM source s JOIN product_translation t ON t.product_id = s.id
    ), lacking AS (
      SELECT DISTINCT w.id, w.tag FROM word w JOIN ($parts) part ON part.id = w.id WHERE NOT part.names ? w.tag
    ), found AS (
      SELECT s.id, s.source_tag,
        coalesce(array_agg(w.tag ORDER BY w.tag) FILTER (WHERE NOT w.missing AND l.id IS NULL), '{}') AS complete,
        coalesce(array_agg(w.tag ORDER BY w.tag) FILTER (WHERE w.stale), '{}') AS stale
      FROM source s LEFT JOIN word w ON w.id = s.id LEFT JOIN lacking l ON l.id = w.id AND l.tag = w.tag
      GROUP BY s.id, s.source_tag
    )
""")
_UNKNOWN: Final = "SELECT product_id AS id FROM translation_standing WHERE NOT is_known"
_STATUS_OF_PRODUCTS: Final = Template("""
    WITH $found, standing AS (
      SELECT source_tag, complete, stale, count(*) AS things
      FROM (SELECT source_language_tag AS source_tag, complete_tags AS complete, stale_tags AS stale
              FROM translation_standing WHERE is_known
            UNION ALL SELECT source_tag, complete, stale FROM found) every
      GROUP BY source_tag, complete, stale
    )
    SELECT tag, sum(things)::bigint AS total,
      coalesce(sum(things) FILTER (WHERE NOT tag = ANY (complete)), 0)::bigint AS missing,
      coalesce(sum(things) FILTER (WHERE tag = ANY (stale) AND tag = ANY (complete)), 0)::bigint AS stale
    FROM standing CROSS JOIN unnest($$1::text[]) AS tag WHERE source_tag <> tag GROUP BY tag
""")
_OWNERS_AMONG_PRODUCTS: Final = Template("""
    WITH $found
    (SELECT product_id AS id FROM translation_standing
      WHERE is_known AND product_id >= $$2::uuid
        AND ($$3::boolean AND NOT $$1::text = ANY (complete_tags) OR $$4::boolean AND $$1::text = ANY (stale_tags)
          OR $$5::boolean)
      ORDER BY product_id LIMIT $$6::integer)
    UNION ALL SELECT id FROM found
      WHERE $$3::boolean AND NOT $$1::text = ANY (complete) OR $$4::boolean AND $$1::text = ANY (stale) OR $$5::boolean
    ORDER BY id LIMIT $$6::integer
""")
_MEASURE: Final = Template("""
    WITH $found
    UPDATE translation_standing k
    SET is_known = true, source_language_tag = found.source_tag, complete_tags = found.complete,
      stale_tags = found.stale
    FROM found WHERE k.product_id = found.id
""")
_OWNERS: Final = Template("""
    WITH thing AS (
      SELECT p.id, p.source_language_tag <> $$1::text AND $words_missing AS missing,
        coalesce(t.source_digest <> $digest, false) AS stale
      FROM $table p
      LEFT JOIN ${table}_translation s ON s.${table}_id = p.id AND s.language_tag = p.source_language_tag
      LEFT JOIN ${table}_translation t ON t.${table}_id = p.id AND t.language_tag = $$1::text
      WHERE p.id >= $$2::uuid
    )
    SELECT id FROM thing WHERE $$3::boolean AND missing OR $$4::boolean AND stale OR $$5::boolean
    ORDER BY id LIMIT $$6::integer
""")
_STATUS: Final = Template("""
    WITH source AS MATERIALIZED (
      SELECT p.id, p.source_language_tag AS source_tag, s.*, $digest AS digest
      FROM $table p
      LEFT JOIN ${table}_translation s ON s.${table}_id = p.id AND s.language_tag = p.source_language_tag
    ), tags AS (SELECT unnest($$1::text[]) AS tag)
    SELECT tags.tag, count(*) AS total, count(*) FILTER (WHERE missing) AS missing,
      count(*) FILTER (WHERE stale AND NOT missing) AS stale
    FROM source s CROSS JOIN tags
    LEFT JOIN ${table}_translation t ON t.${table}_id = s.id AND t.language_tag = tags.tag
    CROSS JOIN LATERAL (SELECT $words_missing AS missing, coalesce(t.source_digest <> s.digest, false) AS stale) state
    WHERE s.source_tag <> tags.tag GROUP BY tags.tag
""")
_DIGESTS: Final = Template(
    "SELECT ${table}_id AS id, language_tag, source_digest FROM ${table}_translation "
    "WHERE ${table}_id = any($$1::uuid[]) AND source_digest IS NOT NULL"
)


def _digest(with_warnings: bool) -> str:
    """What `app.catalog.rules.staleness.source_digest` gives for the source `s`."""
    fields = ["name", "description", "seo_title", "seo_description"]
    parts = [rf"coalesce(convert_to(s.{field}, 'UTF8') || '\x01'::bytea, '\x00'::bytea)" for field in fields]
    parts.append(
        r"coalesce(convert_to(s.warnings, 'UTF8') || '\x01'::bytea, '\x00'::bytea)"
        if with_warnings
        else r"'\x00'::bytea"
    )
    return f"left(encode(sha256({' || '.join(parts)}), 'hex'), 32)"


def _words_missing(with_warnings: bool) -> str:
    more = "\n      OR s.warnings IS NOT NULL AND t.warnings IS NULL" if with_warnings else ""
    return Template(_WORDS_MISSING).substitute(warnings_missing=more)


def _found(asked: str) -> str:
    """How far the products of this query are: `found`."""
    return _FOUND.substitute(asked=asked, digest=_digest(True), words_missing=_words_missing(True), parts=_PARTS)


@cache
def owners_of(kind: TranslatableKind) -> str:
    """The ids of those that have a text in a wanted state: (language, first id, missing?, stale?, all?, limit)."""
    if kind is TranslatableKind.PRODUCT:
        return _OWNERS_AMONG_PRODUCTS.substitute(found=_found(f"{_UNKNOWN} AND product_id >= $2::uuid"))
    return _OWNERS.substitute(table=kind.lower(), words_missing=_words_missing(False), digest=_digest(False))


@cache
def status_of(kind: TranslatableKind) -> str:
    """For each of the languages `$1`: how many there are, and how many of them lack something, or are stale."""
    if kind is TranslatableKind.PRODUCT:
        return _STATUS_OF_PRODUCTS.substitute(found=_found(_UNKNOWN))
    return _STATUS.substitute(table=kind.lower(), digest=_digest(False), words_missing=_words_missing(False))


@cache
def digests_of(kind: TranslatableKind) -> str:
    """Of which source the translations of these ids were made, where that is known."""
    return _DIGESTS.substitute(table=kind.lower())


MEASURE: Final = _MEASURE.substitute(found=_found("SELECT unnest(:ids) AS id"))
"""Remember how far these locked products are."""
