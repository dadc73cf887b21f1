"""What lists of products can be narrowed down to, sorted by, and counted; and what is told of malformed conditions."""

from typing import Any
from uuid import UUID

import pytest

from app.catalog.models import (
    Attribute,
    AttributeKind,
    AttributeScope,
    Brand,
    Category,
    CategoryTranslation,
    Collection,
    CollectionProduct,
    DestinationRestriction,
    Product,
    ProductTranslation,
    ProductType,
    ProductVariant,
    RestrictionReason,
    TypeAttribute,
)
from app.catalog.queries import listing
from app.core.db import Database
from app.core.ids import new_id
from app.pricing.models import Price, PriceList
from tests.support.catalog import moment_of
from tests.support.client import Client
from tests.support.shop import Shop, add_rows, published

LIST = """
query ($first: Int! = 100, $after: String, $sort: ProductSort! = NEWEST, $filters: [ProductFilterInput!]) {
  products(first: $first, after: $after, sort: $sort, filters: $filters) {
    totalCount nodes { slug } pageInfo { hasNextPage endCursor }
  }
}
"""
NAMES = ("Zebra", "apple", "Éclair", "Übung", "banana", "éclair", "Apple")
"""By Unicode: apple, Apple, banana, Éclair, éclair, Übung, Zebra; equals by their ids."""
EURO_PRICES = (None, 500, 300, 300, 900, None, 100)


@pytest.fixture(scope="module")
async def goods(client: Client, shop: Shop) -> list[UUID]:
    """Seven products `good-0` to `good-6` of one category, the first published last."""
    database = client.runtime.database
    assert shop.markets
    return await _add_goods(database)


async def _add_goods(database: Database) -> list[UUID]:
    async with database.transaction() as session:
        kinds = {
            "material": AttributeKind.SELECT,
            "care": AttributeKind.MULTI_SELECT,
            "height": AttributeKind.NUMBER,
            "vegan": AttributeKind.BOOLEAN,
            "harvested": AttributeKind.DATE,
            "secret": AttributeKind.SELECT,
        }
        attributes = [
            Attribute(code=code, names={"en": code}, kind=kind, is_filterable=code != "secret")
            for code, kind in kinds.items()
        ]
        described = [
            TypeAttribute(
                type_code="lamp", attribute_id=each.id, scope=AttributeScope.PRODUCT, is_required=False, position=0
            )
            for each in attributes
        ]
        category, brand = Category(slug="goods"), Brand(slug="akari", name="Akari")
        collection, odd = Collection(slug="picks"), Collection(slug="odd")
        await add_rows(
            session,
            [ProductType(code="lamp", names={"en": "Lamp"})],
            attributes,
            described,
            [category, brand, collection, odd],
        )
        await add_rows(
            session, [CategoryTranslation(category_id=category.id, language_tag="de", name="Waren", slug="waren")]
        )
        said: list[dict[str, Any]] = [
            {"material": "linen", "height": "9", "vegan": True, "harvested": "2026-02-28", "secret": "x"},
            {"material": "wool", "height": "10.5", "vegan": False, "harvested": "2026-03-01"},
            {"care": ["wash", "iron"], "height": "-3", "secret": "x"},
            {"care": ["iron"], "height": "100"},
            {},
            {},
            {"material": "linen-look"},
        ]
        ids = sorted(new_id() for _ in range(7))  # those of one moment come in no order
        products = [
            Product(
                id=ids[number],
                slug=f"good-{number}",
                product_type="lamp",
                category_id=category.id,
                brand_id=brand.id if number < 2 else None,
                has_safety_data=True,
                tags=["sale"] if number % 2 else ["new", "sale"],
                attributes=said[number],
            )
            for number in range(7)
        ]
        texts = [
            ProductTranslation(product_id=product.id, language_tag="en", name=name)
            for product, name in zip(products, NAMES, strict=True)
        ]
        variants = [
            ProductVariant(
                product_id=product.id,
                sku=product.slug,
                position=0,
                names={"en": ""},
                attributes={"material": "silk"} if number == 4 else {},
            )
            for number, product in enumerate(products)
        ]
        publications = [published(product, moment_of(number * 3)) for number, product in enumerate(products)]
        members = [
            CollectionProduct(collection_id=collection.id, product_id=products[number].id, position=place)
            for place, number in enumerate((3, 0, 5))
        ]
        members += [
            CollectionProduct(collection_id=odd.id, product_id=products[number].id, position=number)
            for number in (1, 3, 5)
        ]
        restrictions = [
            DestinationRestriction(
                product_id=products[0].id, country_code="DE", reason=RestrictionReason.MERCHANT_CHOICE
            )
        ]
        await add_rows(session, products, publications, texts, variants, members, restrictions)
        lists = (await session.execute(PriceList.__table__.select())).all()  # type: ignore[attr-defined] # set by SQLModel
        (euro,) = [row for row in lists if row.currency_code == "EUR"]
        await add_rows(
            session,
            [
                Price(variant_id=variant.id, price_list_id=euro.id, product_id=variant.product_id, amount=amount)
                for variant, amount in zip(variants, EURO_PRICES, strict=True)
                if amount is not None
            ],
        )
    return [product.id for product in products]


async def numbers(client: Client, *filters: dict[str, Any], **variables: Any) -> list[int]:
    """The numbers of the goods in the list, in its order."""
    narrowed = [{"categorySlug": "goods"}, *filters]
    found = (await client.data(LIST, {"filters": narrowed, **variables}, headers={"Tradewind-Country": "DE"}))[
        "products"
    ]
    assert found["totalCount"] == len(found["nodes"])
    return [int(node["slug"].removeprefix("good-")) for node in found["nodes"]]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"productType": "lamp"}, [0, 1, 2, 3, 4, 5, 6]),
        ({"productType": "home"}, []),
        ({"productType": "unknown"}, []),
        ({"tag": "new"}, [0, 2, 4, 6]),
        ({"tag": "ne"}, []),
        ({"brandSlug": "akari"}, [0, 1]),
        ({"collectionSlug": "picks"}, [0, 3, 5]),
        ({"attribute": {"code": "material", "values": ["linen"]}}, [0]),
        ({"attribute": {"code": "material", "values": ["linen", "silk", "unknown"]}}, [0, 4]),
        ({"attribute": {"code": "care", "values": ["wash"]}}, [2]),
        ({"attribute": {"code": "care", "values": ["iron"]}}, [2, 3]),
        ({"attribute": {"code": "material", "values": ["unknown"]}}, []),
        ({"attribute": {"code": "unknown", "values": ["linen"]}}, []),
        ({"attribute": {"code": "secret", "values": ["x"]}}, []),
        ({"attribute": {"code": "height", "values": ["9"]}}, []),
        ({"attribute": {"code": "material", "min": 1}}, []),
        ({"attribute": {"code": "height", "min": 10}}, [1, 3]),
        ({"attribute": {"code": "height", "min": 9, "max": "10.5"}}, [0, 1]),
        ({"attribute": {"code": "height", "max": "-2.9"}}, [2]),
        ({"attribute": {"code": "vegan", "is": True}}, [0]),
        ({"attribute": {"code": "vegan", "is": False}}, [1]),
        ({"attribute": {"code": "harvested", "from": "2026-03-01"}}, [1]),
        ({"attribute": {"code": "harvested", "to": "2026-02-28"}}, [0]),
        ({"price": {"min": "3.00", "max": 5}}, [1, 2, 3]),
        ({"price": {"max": "2.99"}}, [6]),
        ({"price": {"min": "9.01"}}, []),
        ({"availableHere": True}, [1, 2, 3, 4, 5, 6]),
        ({"availableHere": False}, [0, 1, 2, 3, 4, 5, 6]),
        ({"publishedSince": moment_of(6).isoformat()}, [0, 1, 2]),
        ({"publishedBefore": moment_of(6).isoformat()}, [3, 4, 5, 6]),
        ({"categorySlug": "waren"}, [0, 1, 2, 3, 4, 5, 6]),
    ],
)
async def test_a_condition_narrows_a_list_down(
    client: Client, goods: list[UUID], condition: dict[str, Any], expected: list[int]
) -> None:
    assert goods
    assert await numbers(client, condition) == expected


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ([{"tag": "new"}, {"tag": "sale"}], [0, 1, 2, 3, 4, 5, 6]),
        ([{"tag": "new"}, {"tag": "unknown"}], [0, 2, 4, 6]),
        ([{"brandSlug": "akari"}, {"brandSlug": "nordlicht"}], [0, 1]),
        ([{"brandSlug": "unknown"}, {"brandSlug": "akari"}], [0, 1]),
        ([{"brandSlug": "unknown"}, {"brandSlug": "nobody"}], []),
        ([{"collectionSlug": "picks"}, {"collectionSlug": "odd"}], [0, 1, 3, 5]),
        ([{"collectionSlug": "picks"}, {"collectionSlug": "odd"}, {"brandSlug": "akari"}], [0, 1]),
        ([{"collectionSlug": "odd"}, {"brandSlug": "akari"}, {"brandSlug": "nordlicht"}], [1]),
        ([{"productType": "home"}, {"productType": "lamp"}], [0, 1, 2, 3, 4, 5, 6]),
        ([{"inStock": True}, {"inStock": False}], [0, 1, 2, 3, 4, 5, 6]),
        ([{"availableHere": True}, {"availableHere": False}], [0, 1, 2, 3, 4, 5, 6]),
        ([{"price": {"min": 6}}, {"price": {"max": 2}}], [4, 6]),
        ([{"price": {"min": 4}}, {"price": {"max": 2}}, {"brandSlug": "akari"}], [1]),
        ([{"attribute": {"code": "material", "values": [each]}} for each in ("linen", "silk")], [0, 4]),
        ([{"attribute": {"code": "height", "min": 50}}, {"attribute": {"code": "height", "max": 0}}], [2, 3]),
        ([{"attribute": {"code": "vegan", "is": True}}, {"attribute": {"code": "vegan", "is": False}}], [0, 1]),
        (
            [
                {"attribute": {"code": "material", "values": ["linen"]}},
                {"attribute": {"code": "material", "values": ["wool"]}},
                {"attribute": {"code": "vegan", "is": False}},
            ],
            [1],
        ),
        ([{"publishedSince": moment_of(0).isoformat()}, {"publishedSince": moment_of(6).isoformat()}], [0, 1, 2]),
        ([{"publishedBefore": moment_of(6).isoformat()}, {"publishedBefore": moment_of(12).isoformat()}], [3, 4, 5, 6]),
        ([{"publishedSince": moment_of(12).isoformat()}, {"publishedBefore": moment_of(3).isoformat()}], [2, 3, 4]),
    ],
)
async def test_conditions_on_one_thing_are_alternatives_and_all_things_must_hold(
    client: Client, goods: list[UUID], conditions: list[dict[str, Any]], expected: list[int]
) -> None:
    assert goods
    assert await numbers(client, *conditions) == expected


@pytest.mark.parametrize("sort", ["NEWEST", "OLDEST", "NAME", "PRICE_LOW_TO_HIGH", "PRICE_HIGH_TO_LOW"])
@pytest.mark.parametrize("size", [1, 3])
async def test_pages_of_several_lists_have_each_product_once(
    client: Client, goods: list[UUID], sort: str, size: int
) -> None:
    """Of two collections that share products, and of a category with one above it."""
    assert goods
    for filters, members in (
        ([{"collectionSlug": "picks"}, {"collectionSlug": "odd"}], {0, 1, 3, 5}),
        (
            [{"categorySlug": "goods"}, {"categorySlug": "waren"}, {"categorySlug": "home"}],
            {0, 1, 2, 3, 4, 5, 6, "mug"},
        ),
    ):
        seen: list[str] = []
        asked = {"first": size, "sort": sort, "filters": filters, "after": None}
        while True:
            page = (await client.data(LIST, asked, headers={"Tradewind-Country": "DE"}))["products"]
            assert page["totalCount"] == len(members)
            seen += [node["slug"] for node in page["nodes"]]
            if not page["pageInfo"]["hasNextPage"]:
                break
            asked["after"] = page["pageInfo"]["endCursor"]
        assert len(seen) == len(members), "none twice"
        expected = [f"good-{number}" for number in SORTED[sort] if number in members]
        assert [slug for slug in seen if slug != "stoneware-mug"] == expected


async def test_a_restriction_holds_for_its_country_only(client: Client, goods: list[UUID]) -> None:
    filters = [{"categorySlug": "goods"}, {"availableHere": True}]
    answer = await client.data(LIST, {"filters": filters}, headers={"Tradewind-Country": "FR"})

    assert answer["products"]["totalCount"] == len(goods)


SORTED = {
    "NEWEST": [0, 1, 2, 3, 4, 5, 6],
    "OLDEST": [6, 5, 4, 3, 2, 1, 0],
    "NAME": [1, 6, 4, 2, 5, 3, 0],
    "PRICE_LOW_TO_HIGH": [6, 2, 3, 1, 4, 0, 5],
    "PRICE_HIGH_TO_LOW": [4, 1, 3, 2, 6, 5, 0],
}
"""Products of one price stand by their ids, which grow with their numbers; in a descending order so do they."""


@pytest.mark.parametrize("sort", SORTED)
@pytest.mark.parametrize("size", [1, 2, 3, 7])
async def test_pages_of_every_order_neither_skip_nor_repeat(
    client: Client, goods: list[UUID], sort: str, size: int
) -> None:
    assert goods == sorted(goods)
    seen: list[str] = []
    asked = {"first": size, "sort": sort, "filters": [{"categorySlug": "goods"}], "after": None}
    while True:
        page = (await client.data(LIST, asked, headers={"Tradewind-Country": "DE"}))["products"]
        assert page["totalCount"] == len(goods), "of the whole list, wherever the page is"
        seen += [node["slug"] for node in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        asked["after"] = page["pageInfo"]["endCursor"]

    assert seen == [f"good-{number}" for number in SORTED[sort]]


async def test_lists_of_objects_are_sorted_and_counted_alike(client: Client, goods: list[UUID]) -> None:
    query = """query ($sort: CollectionProductSort!) {
      collection(slug: "picks") { products(sort: $sort) { totalCount nodes { slug } } }
      brand(slug: "akari") { slug products(sort: NAME, first: 1) { totalCount nodes { slug } } }
      category(slug: "waren") { slug handle products(first: 1, sort: PRICE_HIGH_TO_LOW) { totalCount nodes { slug } } }
    }"""
    found = {}
    for sort in ("MANUAL", "OLDEST", "NAME"):
        answer = await client.data(query, {"sort": sort}, headers={"Tradewind-Country": "DE"})
        assert answer["collection"]["products"]["totalCount"] == 3
        found[sort] = [node["slug"] for node in answer["collection"]["products"]["nodes"]]

    assert goods
    assert found == {
        "MANUAL": ["good-3", "good-0", "good-5"],
        "OLDEST": ["good-5", "good-3", "good-0"],
        "NAME": ["good-5", "good-3", "good-0"],
    }
    assert answer["brand"] == {"slug": "akari", "products": {"totalCount": 2, "nodes": [{"slug": "good-1"}]}}
    assert (answer["category"]["handle"], answer["category"]["products"]["totalCount"]) == ("goods", 7)


@pytest.mark.parametrize("sort", ["NEWEST", "NAME", "PRICE_LOW_TO_HIGH"])
async def test_lists_that_are_asked_together_are_each_its_own(client: Client, goods: list[UUID], sort: str) -> None:
    query = """query ($sort: ProductSort!) {
      categories { slug products(sort: $sort) { totalCount nodes { slug } } }
    }"""
    found = (await client.data(query, {"sort": sort}, headers={"Tradewind-Country": "DE"}))["categories"]
    lists = {each["slug"]: [node["slug"] for node in each["products"]["nodes"]] for each in found}

    assert goods
    assert lists == {
        "clothing": ["linen-shirt"],
        "home": ["stoneware-mug"],
        "waren": [f"good-{number}" for number in SORTED[sort]],
    }
    assert {each["slug"]: each["products"]["totalCount"] for each in found} == {"clothing": 1, "home": 1, "waren": 7}


async def test_what_is_counted_is_counted_only_when_it_is_asked_for(client: Client, goods: list[UUID]) -> None:
    counts = []
    for field in ("", "totalCount"):
        query = f'{{ category(slug: "goods") {{ products(first: 1) {{ {field} nodes {{ slug }} }} }} }}'
        await client.data(query)
        with client.statements() as statements:
            await client.data(query)
        counts.append(len(statements))

    assert goods
    assert counts == [2, 3]


@pytest.mark.parametrize("sort", ["NAME", "PRICE_LOW_TO_HIGH"])
async def test_long_lists_are_not_sorted_anew(
    client: Client, goods: list[UUID], monkeypatch: pytest.MonkeyPatch, sort: str
) -> None:
    monkeypatch.setattr(listing, "LONGEST_SORTED", len(goods) - 1)
    asked = {"sort": sort, "filters": [{"categorySlug": "goods"}]}
    (error,) = (await client.ask(LIST, asked))["errors"]

    assert error["extensions"]["code"] == "LIST_TOO_LONG_TO_SORT"
    assert error["message"] == (
        f"At most {len(goods) - 1} products are sorted by name or price, and here are more. "
        "Narrow the list down with `filters`, or sort it by date."
    )
    monkeypatch.setattr(listing, "LONGEST_SORTED", len(goods))
    assert (await client.data(LIST, asked))["products"]["totalCount"] == len(goods)


@pytest.mark.parametrize(
    ("condition", "code", "message"),
    [
        ({"attribute": {"code": "height"}}, "BAD_USER_INPUT", "takes one of"),
        ({"attribute": {"code": "height", "values": []}}, "BAD_USER_INPUT", "takes one of"),
        ({"attribute": {"code": "height", "min": 1, "is": True}}, "BAD_USER_INPUT", "takes one of"),
        ({"attribute": {"code": "height", "min": "NaN"}}, "BAD_USER_INPUT", "at most 15 digits"),
        ({"attribute": {"code": "height", "min": "1e400"}}, "BAD_USER_INPUT", "at most 15 digits"),
        ({"attribute": {"code": "material", "values": ["x"] * 51}}, "TOO_MANY_FILTERS", "at most 50"),
        ({"price": {}}, "BAD_USER_INPUT", "`min`, `max` or both"),
        ({"price": {"min": "-1"}}, "BAD_USER_INPUT", "is negative"),
        ({"price": {"min": "1.234"}}, "BAD_USER_INPUT", "more decimals than EUR has"),
        ({"price": {"max": "Infinity"}}, "BAD_USER_INPUT", "is not an amount"),
    ],
)
async def test_a_malformed_condition_is_refused_in_the_callers_terms(
    client: Client, goods: list[UUID], condition: dict[str, Any], code: str, message: str
) -> None:
    (error,) = (await client.ask(LIST, {"filters": [condition]}, headers={"Tradewind-Country": "DE"}))["errors"]

    assert goods
    assert error["extensions"]["code"] == code
    assert message in error["message"]


async def test_brands_are_listed_by_their_slugs(client: Client, goods: list[UUID]) -> None:
    query = """query ($after: String) {
      brands(first: 1, after: $after) { nodes { slug } pageInfo { endCursor hasNextPage } }
    }"""
    first = (await client.data(query))["brands"]
    second = (await client.data(query, {"after": first["pageInfo"]["endCursor"]}))["brands"]

    assert goods
    assert [page["nodes"] for page in (first, second)] == [[{"slug": "akari"}], [{"slug": "nordlicht"}]]
    assert (first["pageInfo"]["hasNextPage"], second["pageInfo"]["hasNextPage"]) == (True, False)
    assert (await client.data('{ brand(slug: "unknown") { slug } }')) == {"brand": None}
