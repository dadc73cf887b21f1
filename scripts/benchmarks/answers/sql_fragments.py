"""SQL that the hand-written statements share: functions of a schema of their own, and the JSON of a product card."""

from itertools import product
from typing import Final

_DIGITS: Final = "0123456789abcdefghjkmnpqrstvwxyz"

_FUNCTIONS: Final = r"""
CREATE SCHEMA bench;

-- A TypeID (`app.core.ids`): 130 bits in Crockford's base 32, two digits at a time from a table of all pairs.
-- In PL/pgSQL because it keeps the halves; a function in SQL, which could not be inlined, takes ten times as long.
CREATE FUNCTION bench.type_id(prefix text, id uuid) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE plpgsql AS $$
DECLARE
    high bigint := substr(uuid_send(id), 1, 8)::bigint;
    low bigint := substr(uuid_send(id), 9, 8)::bigint;
BEGIN
    RETURN prefix || '_' || convert_from(DIGITS, 'UTF8');
END $$;

-- `MoneyFields` of euros, as Germans write them. Nothing for an amount that is not known.
CREATE FUNCTION bench.money(cents bigint) RETURNS json IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN cents IS NOT NULL THEN json_build_object(
    'amount', (cents / 100)::text || '.' || lpad((cents % 100)::text, 2, '0'),
    'currencyCode', 'EUR',
    'formatted', replace(to_char(cents / 100, 'FM999,999,999,990'), ',', '.') || ','
        || lpad((cents % 100)::text, 2, '0') || U&'\00A0\20AC') END;

-- A cursor (`app.core.paging`): base64url of a JSON list.
CREATE FUNCTION bench.cursor(context text, moment timestamptz, id uuid) RETURNS text IMMUTABLE PARALLEL SAFE
RETURN translate(encode(convert_to(format('["%s","%s+00:00","%s"]', context,
    to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS')
    || CASE WHEN extract(microseconds FROM moment)::bigint % 1000000 = 0 THEN '' ELSE to_char(moment, '.US') END,
    id), 'UTF8'), 'base64'), E'+/=\n', '-_');

CREATE FUNCTION bench.media_url(public_url text, source text, query text) RETURNS text IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN source LIKE 'https://%' THEN source ELSE public_url || '/media/' || source || query END;
"""
"""`DIGITS` stands for the expression that writes the 26 digits of `high` and `low`."""


def function_statements() -> list[str]:
    """What has to be run once in the database of a run."""
    functions = _FUNCTIONS.replace("DIGITS", _type_id_digits())
    return [statement for statement in functions.split("\n\n") if statement.strip()]


def _type_id_digits() -> str:
    """Thirteen times ten bits, each looked up in the table of pairs."""
    pairs = "".join(high + low for high, low in product(_DIGITS, repeat=2)).encode().hex()
    tens = [
        *(f"high >> {shift}" for shift in (56, 46, 36, 26, 16, 6)),
        "(high & 63) << 4 | (low >> 60 & 15)",
        *(f"low >> {shift}" for shift in (50, 40, 30, 20, 10, 0)),
    ]
    return " || ".join(f"substr('\\x{pairs}'::bytea, ({ten} & 1023)::int * 2 + 1, 2)" for ten in tens)


def in_language(names: str) -> str:
    """The text of a `{language: text}` column in the first language of the chain `$1` that has one."""
    return "coalesce(" + ", ".join(f"{names} ->> $1[{position}]" for position in (1, 2, 3, 4)) + ")"


CARD: Final = """
    'id', bench.type_id('product', p.id),
    'slug', p.slug,
    'name', coalesce(words.name, p.slug),
    'brand', CASE WHEN b.id IS NOT NULL THEN json_build_object('id', bench.type_id('brand', b.id), 'name', b.name) END,
    'category', CASE WHEN c.id IS NOT NULL THEN json_build_object(
        'id', bench.type_id('category', c.id), 'name', coalesce(category_words.name, c.slug), 'slug', c.slug) END,
    'featuredMedia', CASE WHEN m.id IS NOT NULL THEN json_build_object(
        'id', bench.type_id('media', m.id), 'url', bench.media_url($3, m.source, '?w=600&f=webp'), 'alt', m.alt,
        'width', m.width, 'height', m.height) END,
    'priceRange', CASE WHEN prices.lowest IS NOT NULL THEN json_build_object(
        'min', json_build_object('displayed', bench.money(prices.lowest)),
        'max', json_build_object('displayed', bench.money(prices.highest))) END
"""
"""The members of `ProductCard`, of a product `p` with the `CARD_JOINS`."""

PUBLIC: Final = """
    JOIN product_publication shown ON shown.product_id = p.id AND shown.channel_code = 'default'
        AND shown.starts_at <= $4 AND (shown.ends_at IS NULL OR shown.ends_at > $4)
        AND shown.market_windows IS NULL AND p.has_safety_data
"""
"""Joins to a product `p` the publication that shows it in the European Union; the shop that is measured has no windows
of single markets."""

CARD_JOINS: Final = f"""
    LEFT JOIN LATERAL (
        SELECT t.name, t.language_tag, t.description FROM product_translation t WHERE t.product_id = p.id
        ORDER BY array_position($1, t.language_tag), t.language_tag LIMIT 1
    ) words ON true
    LEFT JOIN brand b ON b.id = p.brand_id
    LEFT JOIN category c ON c.id = p.category_id
    LEFT JOIN LATERAL (
        SELECT t.name FROM category_translation t WHERE t.category_id = c.id
        ORDER BY array_position($1, t.language_tag), t.language_tag LIMIT 1
    ) category_words ON true
    LEFT JOIN LATERAL (
        SELECT media.id, media.source, media.width, media.height,
            coalesce({in_language("media.alts")}, '') AS alt
        FROM product_media media WHERE media.product_id = p.id ORDER BY media.position, media.id LIMIT 1
    ) m ON true
    LEFT JOIN LATERAL (
        SELECT min(price.amount) AS lowest, max(price.amount) AS highest FROM price
        WHERE price.product_id = p.id AND price.min_quantity = 1
        AND price.price_list_id = (
            SELECT id FROM price_list WHERE market_ids = ARRAY[$2::uuid] AND cardinality(group_codes) = 0)
        AND NOT EXISTS (SELECT FROM product_variant v WHERE v.id = price.variant_id AND v.is_discontinued)
    ) prices ON true
"""
"""`$1` is the chain of languages, `$2` the market, `$3` the address of the shop."""
