"""Types, brands, operators, categories and collections over HTTP, as staff make, change and delete them."""

from typing import Any, TypeAlias

import asyncpg
import pytest

from app.catalog.ids import PRODUCT_ID
from app.core.context import RequestContext
from app.identity import Scope, create_staff_token
from tests.support.client import Client
from tests.support.shop import Shop

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Staff: TypeAlias = dict[str, str]

ERRORS = "userErrors { code message path detail { currentVersion } } warnings { code }"
CATEGORY = """category { id version slug parentSlug position sourceLanguageCode
  translations { languageCode isSource name description slug seoTitle } metadata { key value }
  privateMetadata { key value } }"""
CONDITION = """{ categorySlugs brandSlugs productTypes tags createdSince publishedSince
  attribute { code values isTrue minimum maximum } }"""
COLLECTION = f"collection {{ id version slug rule {{ all {CONDITION} any {CONDITION} }} }}"
ATTRIBUTE = """
  attribute { id version code kind unit names { languageCode text } values { code names { text } swatch } }"""
TYPE = "productType { code version names { languageCode text } attributes { code scope isRequired } }"
OPERATOR = "economicOperator { id version code name addressLines countryCode email website }"
BRAND = "brand { id version slug name descriptions { languageCode text } website metadata { key value } }"
MEMBERS = "query ($slug: String!) { collection(slug: $slug) { products(first: 10) { nodes { slug } } } }"


@pytest.fixture
async def staff(shop: Shop, ctx: RequestContext) -> Staff:  # noqa: ARG001 - the shop is there before the context
    """Headers of a token that may write the catalog."""
    scopes = [Scope.CATALOG_READ, Scope.CATALOG_WRITE]
    return {"Authorization": f"Bearer {await create_staff_token(ctx, name='Grace', scopes=scopes)}"}


async def run(client: Client, staff: Staff, name: str, shown: str, /, **given: Any) -> dict[str, Any]:
    """The payload of a mutation."""
    kind = name[0].upper() + name[1:]
    document = f"mutation ($input: {kind}Input!) {{ {name}(input: $input) {{ {shown} {ERRORS} }} }}"
    payload: dict[str, Any] = (await client.data(document, {"input": given}, headers=staff))[name]
    return payload


async def done(client: Client, staff: Staff, name: str, shown: str, /, **given: Any) -> Any:
    """What a mutation that succeeds gives."""
    payload = await run(client, staff, name, shown, **given)
    assert payload.pop("userErrors") == []
    assert payload.pop("warnings") == []
    (result,) = payload.values()
    return result


async def why(client: Client, staff: Staff, name: str, shown: str, /, **given: Any) -> list[tuple[str, list[str]]]:
    """Why a mutation is refused, and where."""
    payload = await run(client, staff, name, shown, **given)
    return [(error["code"], error["path"]) for error in payload["userErrors"]]


async def test_a_category_is_made_changed_moved_and_deleted(
    client: Client, staff: Staff, connection: Connection
) -> None:
    english = {"languageCode": "EN", "name": "Lamps", "seoTitle": "Buy lamps"}
    german = {
        "languageCode": "DE",
        "name": " Lampen ",
        "slug": "lampen",
        "description": "<script>x</script><p>Hell</p>",
    }
    made = await done(
        client,
        staff,
        "categoryCreate",
        CATEGORY,
        slug="lamps",
        parentSlug="home",
        translations=[english, german],
        metadata=[{"key": "erp", "value": {"id": 7}}],
    )
    category_id = made.pop("id")

    assert made == {
        "version": 1,
        "slug": "lamps",
        "parentSlug": "home",
        "position": 0,
        "sourceLanguageCode": "EN",
        "translations": [
            {
                "languageCode": "EN",
                "isSource": True,
                "name": "Lamps",
                "description": "",
                "slug": None,
                "seoTitle": "Buy lamps",
            },
            {
                "languageCode": "DE",
                "isSource": False,
                "name": "Lampen",
                "description": "<p>Hell</p>",
                "slug": "lampen",
                "seoTitle": None,
            },
        ],
        "metadata": [{"key": "erp", "value": {"id": 7}}],
        "privateMetadata": [],
    }
    changed = await done(
        client,
        staff,
        "categoryUpdate",
        CATEGORY,
        id=category_id,
        version=1,
        slug="lights",
        translations=[{"languageCode": "EN", "seoTitle": None}],
        removeLanguages=["DE"],
        metadata=[{"key": "erp", "value": None}],
    )
    assert (changed["version"], changed["slug"], changed["metadata"]) == (2, "lights", [])
    assert [(each["name"], each["seoTitle"]) for each in changed["translations"]] == [("Lamps", None)]
    moved = await done(client, staff, "categoryMove", CATEGORY, id=category_id, version=2, parentId=None, position=0)
    assert (moved["parentSlug"], moved["position"]) == (None, 0)
    assert await why(client, staff, "categoryMove", CATEGORY, id=category_id, parentId=category_id) == [
        ("CATEGORY_CIRCLE", ["input", "parentId"])
    ]
    assert await why(client, staff, "categoryMove", CATEGORY, id=category_id, parentId="nonsense") == [
        ("NOT_FOUND", ["input", "parentId"])
    ]
    stale = await run(client, staff, "categoryUpdate", CATEGORY, id=category_id, version=1, slug="x")
    assert stale["userErrors"][0]["detail"] == {"currentVersion": moved["version"]}
    assert stale["category"] is None
    gone = await done(client, staff, "categoryDelete", "deletedCategoryId", id=category_id)
    assert gone == category_id
    actions = await connection.fetch(
        "SELECT action FROM audit_entry WHERE action LIKE 'categories.%' AND actor_name = 'Grace' ORDER BY at"
    )
    assert [row["action"].removeprefix("categories.") for row in actions][:4] == [
        "created",
        "updated",
        "moved",
        "deleted",
    ]


async def test_errors_point_at_the_input(client: Client, staff: Staff) -> None:
    translations = [
        {"languageCode": "FR", "name": "Lampes"},
        {"languageCode": "DE", "name": "Hemd", "slug": "shirts"},
        {"languageCode": "EN", "description": "nameless"},
    ]

    assert await why(client, staff, "categoryCreate", CATEGORY, slug="ok", translations=translations) == [
        ("VALUE_INVALID", ["input", "translations", "2", "name"])
    ]
    assert await why(client, staff, "categoryCreate", CATEGORY, slug="ok", translations=translations[:2]) == [
        ("SLUG_TAKEN", ["input", "translations", "1", "slug"])
    ]
    assert await why(
        client, staff, "categoryCreate", CATEGORY, slug="ok", parentSlug="none", translations=translations[:1]
    ) == [("REFERENCE_UNKNOWN", ["input", "parentSlug"])]
    rule = {"all": [{"tags": ["a"]}, {"categorySlugs": ["none"]}]}
    assert await why(
        client, staff, "collectionCreate", COLLECTION, slug="ok", translations=translations[:1], rule=rule
    ) == [("REFERENCE_UNKNOWN", ["input", "rule", "all", "1", "categorySlugs"])]
    payload = await run(
        client,
        staff,
        "categoriesWrite",
        "results { index outcome category { slug } userErrors { code path } }",
        categories=[
            {"slug": "one", "translations": translations[:1]},
            {"slug": "t w o", "translations": translations[:1]},
        ],
        mode="BEST_EFFORT",
    )
    assert payload["results"] == [
        {"index": 0, "outcome": "CREATED", "category": {"slug": "one"}, "userErrors": []},
        {
            "index": 1,
            "outcome": None,
            "category": None,
            "userErrors": [{"code": "VALUE_INVALID", "path": ["input", "categories", "1", "slug"]}],
        },
    ]


async def test_a_collection_is_put_together_by_hand(client: Client, staff: Staff, shop: Shop) -> None:
    words = [{"languageCode": "EN", "name": "Picks"}]
    made = await done(client, staff, "collectionCreate", COLLECTION, slug="picks", translations=words)
    shirt, mug = PRODUCT_ID.encode(shop.shirt), PRODUCT_ID.encode(shop.mug)

    async def shown() -> list[str]:
        nodes = (await client.data(MEMBERS, {"slug": "picks"}))["collection"]["products"]["nodes"]
        return [node["slug"] for node in nodes]

    await done(client, staff, "collectionProductsSet", COLLECTION, id=made["id"], productIds=[mug, shirt, mug])
    assert await shown() == ["stoneware-mug", "linen-shirt"]
    await done(client, staff, "collectionProductsMove", COLLECTION, id=made["id"], productId=shirt, position=0)
    assert await shown() == ["linen-shirt", "stoneware-mug"]
    await done(client, staff, "collectionProductsRemove", COLLECTION, id=made["id"], productIds=[shirt])
    assert await shown() == ["stoneware-mug"]
    after = await done(
        client,
        staff,
        "collectionProductsAdd",
        COLLECTION,
        id=made["id"],
        productIds=[mug, shirt],
        position=0,
        version=4,
    )
    assert await shown() == ["linen-shirt", "stoneware-mug"]
    assert after["version"] == 5
    assert await why(
        client, staff, "collectionProductsAdd", COLLECTION, id=made["id"], productIds=[shirt, "nonsense"]
    ) == [("NOT_FOUND", ["input", "productIds", "1"])]


async def test_a_rule_is_read_back_as_it_was_sent(client: Client, staff: Staff, shop: Shop) -> None:
    rule = {
        "any": [
            {"categorySlugs": ["clothing"]},
            {"tags": ["sale"]},
            {"createdSince": "2090-01-01T00:00:00+00:00"},
        ]
    }
    query = "query ($rule: CollectionRuleInput!) { collectionRuleProductCount(rule: $rule) }"
    assert shop.shirt

    count = await client.data(query, {"rule": rule}, headers=staff)
    made = await done(
        client,
        staff,
        "collectionCreate",
        COLLECTION,
        slug="clothes",
        translations=[{"languageCode": "EN", "name": "Clothes"}],
        rule=rule,
    )

    assert count == {"collectionRuleProductCount": 1}
    assert made["rule"]["all"] is None
    sent = [{name: value for name, value in each.items() if value is not None} for each in made["rule"]["any"]]
    assert sent == rule["any"]
    nodes = (await client.data(MEMBERS, {"slug": "clothes"}))["collection"]["products"]["nodes"]
    assert nodes == [{"slug": "linen-shirt"}]
    assert await why(client, staff, "collectionProductsSet", COLLECTION, id=made["id"], productIds=[]) == [
        ("COLLECTION_BY_RULE", ["input", "id"])
    ]
    by_hand = await done(client, staff, "collectionUpdate", COLLECTION, id=made["id"], rule=None)
    assert by_hand["rule"] is None
    kept = (await client.data(MEMBERS, {"slug": "clothes"}))["collection"]["products"]["nodes"]
    assert kept == [{"slug": "linen-shirt"}]
    refused = await client.ask(query, {"rule": {"all": []}}, headers=staff)
    assert refused["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_types_and_attributes_are_made_and_shown_to_all(client: Client, staff: Staff) -> None:
    names = [{"languageCode": "EN", "text": "Power"}, {"languageCode": "DE", "text": "Leistung"}]
    oak = {"code": "oak", "names": [{"languageCode": "EN", "text": "Oak"}], "swatch": "#aa8855"}
    power = await done(
        client, staff, "attributeCreate", ATTRIBUTE, code="power", names=names, kind="NUMBER", unit="watt"
    )
    wood = await done(
        client,
        staff,
        "attributeCreate",
        ATTRIBUTE,
        code="wood",
        names=[{"languageCode": "EN", "text": "Wood"}],
        kind="SELECT",
        values=[oak],
    )
    await done(
        client,
        staff,
        "productTypeCreate",
        TYPE,
        code="lamp",
        names=[{"languageCode": "EN", "text": "Lamp"}],
        attributes=[{"code": "power", "isRequired": True}, {"code": "wood", "scope": "VARIANT"}],
    )
    changed = await done(
        client,
        staff,
        "productTypeUpdate",
        TYPE,
        code="lamp",
        version=1,
        names=[{"languageCode": "DE", "text": "Lampe"}],
        attributes=[{"code": "wood"}],
    )

    assert (power["unit"], power["kind"], power["names"]) == ("watt", "NUMBER", names[::-1])
    assert wood["values"] == [{"code": "oak", "names": [{"text": "Oak"}], "swatch": "#aa8855"}]
    assert changed == {
        "code": "lamp",
        "version": 2,
        "names": [{"languageCode": "DE", "text": "Lampe"}, {"languageCode": "EN", "text": "Lamp"}],
        "attributes": [{"code": "wood", "scope": "PRODUCT", "isRequired": False}],
    }
    shown = await client.data("{ attributes(first: 100) { nodes { code kind } } }")
    assert {"code": "power", "kind": "NUMBER"} in shown["attributes"]["nodes"]
    hidden = await client.ask("{ catalogAttributes { nodes { version } } }")
    assert hidden["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    types = await client.data(
        '{ productType(code: "lamp") { version } productTypes { nodes { code } } }', headers=staff
    )
    assert types["productType"] == {"version": 2}
    assert {"code": "lamp"} in types["productTypes"]["nodes"]
    assert await why(client, staff, "attributeDelete", "deletedAttributeId", id=wood["id"]) == [
        ("NEEDED_BY_OTHERS", ["input", "id"])
    ]
    assert await done(client, staff, "productTypeDelete", "deletedProductTypeCode", code="lamp", version=2) == "lamp"
    assert await done(client, staff, "attributeDelete", "deletedAttributeId", id=wood["id"]) == wood["id"]


async def test_brands_and_operators_are_made_changed_and_deleted(client: Client, staff: Staff) -> None:
    maker = await done(
        client,
        staff,
        "economicOperatorCreate",
        OPERATOR,
        code="alba",
        name="Alba GmbH",
        addressLines=["Gasse 1", "1010 Wien"],
        countryCode="AT",
        email="post@alba.test",
    )
    moved = await done(
        client, staff, "economicOperatorUpdate", OPERATOR, id=maker["id"], version=1, countryCode="CH", email=None
    )
    brand = await done(
        client,
        staff,
        "brandCreate",
        BRAND,
        slug="alba",
        name="Alba",
        descriptions=[{"languageCode": "EN", "text": "<p>Lamps.</p>"}],
    )
    renamed = await done(
        client, staff, "brandUpdate", BRAND, id=brand["id"], slug="alba-wien", website="https://alba.test"
    )

    assert (moved["version"], moved["countryCode"], moved["email"], moved["name"]) == (2, "CH", None, "Alba GmbH")
    assert (renamed["slug"], renamed["website"], renamed["version"]) == ("alba-wien", "https://alba.test", 2)
    assert renamed["descriptions"] == [{"languageCode": "EN", "text": "<p>Lamps.</p>"}]
    seen = await client.data(
        '{ economicOperator(code: "alba") { id } economicOperators { nodes { code } } '
        'catalogBrand(slug: "alba-wien") { name } catalogBrands { nodes { slug } } }',
        headers=staff,
    )
    assert seen["economicOperator"] == {"id": maker["id"]}
    assert {"code": "alba"} in seen["economicOperators"]["nodes"]
    assert seen["catalogBrand"] == {"name": "Alba"}
    assert {"slug": "alba-wien"} in seen["catalogBrands"]["nodes"]
    gone = await done(client, staff, "economicOperatorDelete", "deletedEconomicOperatorId", id=maker["id"])
    assert gone == maker["id"]
    assert await done(client, staff, "brandDelete", "deletedBrandId", id=brand["id"]) == brand["id"]


async def test_only_staff_who_may_write_the_catalog_do(client: Client, shop: Shop, ctx: RequestContext) -> None:
    assert shop.mug
    token = await create_staff_token(ctx, name="Reader", scopes=[Scope.CATALOG_READ])
    document = "mutation ($input: BrandDeleteInput!) { brandDelete(input: $input) { deletedBrandId } }"
    for headers, code in (({}, "UNAUTHENTICATED"), ({"Authorization": f"Bearer {token}"}, "FORBIDDEN")):
        answer = await client.ask(document, {"input": {"id": "x"}}, headers=headers)
        assert answer["errors"][0]["extensions"]["code"] == code
        assert answer["data"] is None
