"""Sixty products that differ in everything that lists are narrowed down by, and what plain SQL counts of them.

The SQL shares nothing with the shop's own: a condition is a filter as clients write it, read here once more.
"""

from random import Random
from typing import Any, Final

import asyncpg
from sqlmodel import select

from app.catalog.models import (
    Attribute,
    AttributeKind,
    AttributeValue,
    Brand,
    Category,
    CategoryTranslation,
    Collection,
    CollectionProduct,
    CollectionTranslation,
    DestinationRestriction,
    Product,
    ProductTranslation,
    ProductType,
    ProductVariant,
    RestrictionReason,
)
from app.core.db import Database
from app.inventory.models import Stock
from app.pricing.models import Price, PriceList
from tests.support.catalog import moment_of
from tests.support.shop import Shop, add_rows, published

Filter = dict[str, Any]

GOODS: Final = 60
BRANDS: Final = ("akari", "bolt", "cairn", "dune")
CATEGORIES: Final = {"ware": None, "cups": "ware", "mugs": "cups", "bowls": "ware", "linens": None}
COLLECTIONS: Final = ("picks", "gifts")
TYPES: Final = ("ware-type", "linen-type")
TAGS: Final = ("sale", "Sale", "new", 'a"b', "größe", "grösse")
"""The engine would take the first two for one another, and the last two."""
COLOURS: Final = ("red", "green", "blue", "grey")
CARES: Final = ("wash", "iron", "bleach")

COUNTRY: Final = "DE"

_ATTRIBUTES: Final = {
    "colour": AttributeKind.SWATCH,
    "care": AttributeKind.MULTI_SELECT,
    "height": AttributeKind.NUMBER,
    "harvested": AttributeKind.DATE,
    "vegan": AttributeKind.BOOLEAN,
    "secret": AttributeKind.SELECT,
}


async def add_goods(database: Database, shop: Shop, seed: int = 7) -> None:
    """Write them. The same seed makes the same goods."""
    drawn = Random(seed)
    async with database.transaction() as session:
        brands = {slug: Brand(slug=slug, name=slug.title()) for slug in BRANDS}
        categories = {slug: Category(slug=slug, position=place) for place, slug in enumerate(CATEGORIES)}
        for slug, parent in CATEGORIES.items():
            categories[slug].parent_id = categories[parent].id if parent else None
        collections = {slug: Collection(slug=slug) for slug in COLLECTIONS}
        words = [
            *(
                CategoryTranslation(category_id=each.id, language_tag="de", name=f"Die {slug}", slug=f"{slug}-de")
                for slug, each in categories.items()
            ),
            *(
                CollectionTranslation(collection_id=each.id, language_tag="de", name=f"Die {slug}")
                for slug, each in collections.items()
            ),
        ]
        attributes = {
            code: Attribute(
                code=code,
                names={"en": code.title(), "de": f"Das {code}"},
                kind=kind,
                unit="centimeter" if code == "height" else None,
                is_filterable=code != "secret",
            )
            for code, kind in _ATTRIBUTES.items()
        }
        values = [
            AttributeValue(
                attribute_id=attributes[code].id, code=value, names={"en": value.upper()}, swatch=swatch, position=place
            )
            for code, known, swatch in (("colour", COLOURS, "#123456"), ("care", CARES, None), ("secret", ("x",), None))
            for place, value in enumerate(known)
        ]
        await add_rows(session, [ProductType(code=code, names={"en": code.upper()}) for code in TYPES])
        await add_rows(session, [*brands.values(), *collections.values()], [*attributes.values()], values)
        for each in categories.values():
            await add_rows(session, [each])
        await add_rows(session, words)
        lists = (await session.execute(select(PriceList).where(PriceList.currency_code == "EUR"))).scalars().all()
        products, others = [], []
        for number in range(GOODS):
            product = Product(
                slug=f"good-{number}",
                product_type=drawn.choice(TYPES),
                category_id=categories[drawn.choice([*CATEGORIES])].id if number % 9 else None,
                brand_id=brands[drawn.choice(BRANDS)].id if number % 7 else None,
                has_safety_data=True,
                tags=sorted(drawn.sample(TAGS, drawn.randrange(3))),
                attributes=_said(drawn),
            )
            products.append(product)
            others += [
                ProductTranslation(
                    product_id=product.id, language_tag="en", name=f"Good {drawn.choice(['cup', 'rug'])}"
                ),
                published(product, moment_of(number)),
                *(
                    CollectionProduct(collection_id=collections[slug].id, product_id=product.id, position=number)
                    for slug in COLLECTIONS
                    if drawn.random() < 0.4
                ),
            ]
            if drawn.random() < 0.2:
                others.append(
                    DestinationRestriction(
                        product_id=product.id,
                        country_code=drawn.choice([COUNTRY, "FR"]),
                        reason=RestrictionReason.MERCHANT_CHOICE,
                    )
                )
        await add_rows(session, products, others)
        for product in products:
            for place in range(1 + drawn.randrange(2)):
                variant = ProductVariant(
                    product_id=product.id,
                    sku=f"{product.slug}-{place}",
                    position=place,
                    names={"en": str(place)},
                    attributes=_said(drawn) if drawn.random() < 0.5 else {},
                    is_discontinued=place == 1 and drawn.random() < 0.4,
                )
                stock = Stock(
                    variant_id=variant.id,
                    warehouse_id=shop.warehouses["rotterdam"],
                    on_hand=drawn.randrange(3),
                    reserved=0,
                )
                amount = drawn.randrange(100, 9_000)
                prices = [
                    Price(variant_id=variant.id, price_list_id=each.id, product_id=product.id, amount=amount)
                    for each in lists
                    if drawn.random() < 0.9
                ]
                await add_rows(session, [variant], [stock, *prices])


def _said(drawn: Random) -> dict[str, Any]:
    said: dict[str, Any] = {
        "colour": drawn.choice(COLOURS),
        "care": drawn.sample(CARES, 1 + drawn.randrange(2)),
        "height": drawn.choice(["0.5", "3", "12.5", "12.25", "-4", "40", "41"]),
        "harvested": drawn.choice(["2026-02-28", "2026-03-01", "2025-12-31", "2024-02-29"]),
        "vegan": drawn.random() < 0.5,
        "secret": "x",
    }
    return {code: value for code, value in said.items() if drawn.random() < 0.5}


def thing_of(condition: Filter) -> str:
    """What a filter is on: the key of its facet."""
    ((name, value),) = condition.items()
    names = {"categorySlug": "category", "brandSlug": "brand", "collectionSlug": "collection"}
    return f"attribute.{value['code']}" if name == "attribute" else names.get(name, name)


def where(filters: list[Filter]) -> str:
    """The condition that products `p` meet all filters, one of those on the same thing."""
    things: dict[str, list[str]] = {}
    for each in filters:
        things.setdefault(thing_of(each), []).append(_condition(each))
    return " AND ".join(["TRUE", *(f"({' OR '.join(each)})" for each in things.values())])


async def count_by_sql(connection: "asyncpg.Connection[asyncpg.Record]", wheres: list[str]) -> list[int]:
    """How many of the goods and the shop's own products that shoppers see meet each condition."""
    if not wheres:
        return []
    counted = ", ".join(f"count(*) FILTER (WHERE {each})" for each in wheres)
    row = await connection.fetchrow(
        f"SELECT {counted} FROM product p WHERE EXISTS (SELECT 1 FROM product_publication u "
        "WHERE u.product_id = p.id AND u.channel_code = 'default' AND u.starts_at <= now())"
    )
    return list(row or ())


def _condition(condition: Filter) -> str:
    ((name, value),) = condition.items()
    match name:
        case "categorySlug":
            return (
                "p.category_id IN (WITH RECURSIVE branch AS ("
                "SELECT c.id FROM category c LEFT JOIN category_translation t "
                f"ON t.category_id = c.id WHERE {_text(value)} IN (c.slug, t.slug) UNION "
                "SELECT c.id FROM category c JOIN branch b ON c.parent_id = b.id) SELECT id FROM branch)"
            )
        case "brandSlug":
            return f"coalesce(p.brand_id = (SELECT id FROM brand WHERE slug = {_text(value)}), FALSE)"
        case "collectionSlug":
            return (
                "p.id IN (SELECT m.product_id FROM collection_product m JOIN collection c ON c.id = m.collection_id "
                f"WHERE c.slug = {_text(value)})"
            )
        case "productType":
            return f"p.product_type = {_text(value)}"
        case "tag":
            return f"p.tags @> ARRAY[{_text(value)}]"
        case "availableHere":
            return (
                "NOT EXISTS (SELECT 1 FROM destination_restriction r WHERE r.product_id = p.id "
                f"AND r.country_code = '{COUNTRY}')"
            )
        case "inStock":
            some = (
                "EXISTS (SELECT 1 FROM product_variant v JOIN stock s ON s.variant_id = v.id WHERE v.product_id = p.id "
                "AND NOT v.is_discontinued AND s.on_hand > s.reserved)"
            )
            return some if value else f"NOT {some}"
        case "price":
            least, most = float(value.get("min", 0)) * 100, float(value.get("max", 10**9)) * 100
            return (
                "EXISTS (SELECT 1 FROM price r JOIN product_variant v ON v.id = r.variant_id "
                "JOIN price_list l ON l.id = r.price_list_id "
                "WHERE r.product_id = p.id AND NOT v.is_discontinued AND l.currency_code = 'EUR' "
                f"AND r.amount BETWEEN {round(least)} AND {round(most)})"
            )
    return _described(value)


def _described(asked: dict[str, Any]) -> str:
    """Of the product, or of a variant that is still sold."""
    code = asked["code"]
    if code not in _ATTRIBUTES or code == "secret":
        return "FALSE"
    said = f"d.attributes -> {_text(code)}"
    if "values" in asked:
        test = " OR ".join(f"({said}) @> to_jsonb({_text(value)})" for value in asked["values"])
    elif "is" in asked:
        test = f"({said})::text = '{str(asked['is']).lower()}'"
    elif code == "height":
        number = f"(d.attributes ->> {_text(code)})::numeric"
        test = f"{number} BETWEEN {asked.get('min', '-1e9')} AND {asked.get('max', '1e9')}"
    else:
        day = f"(d.attributes ->> {_text(code)})::date"
        test = f"{day} BETWEEN '{asked.get('from', '0001-01-01')}' AND '{asked.get('to', '9999-12-31')}'"
    return (
        "EXISTS (SELECT 1 FROM (SELECT p.attributes UNION ALL SELECT v.attributes FROM product_variant v "
        f"WHERE v.product_id = p.id AND NOT v.is_discontinued) d WHERE {test})"
    )


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'::text"
