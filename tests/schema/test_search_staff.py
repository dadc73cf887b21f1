"""What staff say about search, over HTTP: refusals change nothing, changes are noted and told of."""

from typing import Any, TypeAlias
from uuid import UUID

import asyncpg
import pytest

from app.catalog import PRODUCT_ID
from app.identity import Scope
from app.merchandising import RULE_ID, SYNONYMS_ID, SearchField, search_words
from tests.support.client import Client
from tests.support.shop import Shop
from tests.support.staff import Headers, last_entry, refused, staff_headers, write

pytestmark = pytest.mark.slow

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

SYNONYMS = "searchSynonyms { id languageCode kind words others version }"
LANGUAGE = "searchLanguage { languageCode stopWords fieldOrder version }"
WEIGHTS = "{ weight productIds categoryIds collectionIds brandIds tags attributes { attribute value } inStock }"
RULE = (
    "searchRule { id code note match queries categoryIds languageCodes marketCodes channelCodes "
    f"pins {{ position productId product {{ slug }} }} boosts {WEIGHTS} buries {WEIGHTS} "
    "redirect startsAt endsAt priority isPaused version }"
)
SOFA = {"languageCode": "EN", "words": ["sofa", "couch"]}
NOWHERE = "product_01h455vb4pex5vsknk084sn02q"


@pytest.fixture(scope="module")
async def staff(client: Client, shop: Shop, database_url: str) -> Headers:
    """Headers of a token that may see and change what staff say about search."""
    assert client.runtime
    assert shop
    scopes = [Scope.SEARCH_READ, Scope.SEARCH_WRITE, Scope.CATALOG_WRITE]
    headers = await staff_headers(database_url, "Grace", scopes)
    values = [{"code": "linen", "names": texts("Linen")}]
    for given in (
        {"code": "material", "names": texts("Material"), "kind": "MULTI_SELECT", "values": values},
        {"code": "vegan", "names": texts("Vegan"), "kind": "BOOLEAN"},
        {"code": "power", "names": texts("Power"), "kind": "NUMBER"},
    ):
        assert not refused(await write(client, headers, "attributeCreate", "attribute { code }", **given))
    return headers


def texts(text: str) -> list[dict[str, str]]:
    """As the catalog takes names, in English."""
    return [{"languageCode": "EN", "text": text}]


@pytest.fixture(autouse=True)
async def nothing_said(staff: Headers, connection: Connection) -> None:
    assert staff
    await connection.execute("TRUNCATE search_synonyms, search_language, search_rule, outbox_event CASCADE")


async def kept(connection: Connection) -> list[Any]:
    """All that is said, noted and told of."""
    tables = ("search_synonyms", "search_language", "search_rule", "audit_entry", "outbox_event")
    return [await connection.fetch(f"SELECT * FROM {table} ORDER BY 1") for table in tables]  # noqa: S608 - names of this file


async def events(connection: Connection) -> list[tuple[str, str]]:
    return [tuple(row) for row in await connection.fetch("SELECT type, payload::text FROM outbox_event ORDER BY id")]


async def test_only_staff_with_the_scope_see_and_change_it(client: Client, database_url: str) -> None:
    other = await staff_headers(database_url, "Ada", [Scope.CATALOG_WRITE])
    reader = await staff_headers(database_url, "Rae", [Scope.SEARCH_READ])
    write_it = 'mutation { searchRuleCreate(input: {code: "x", queries: ["x"], redirect: "/x"}) { searchRule { id } } }'
    reads = ("{ searchRules { id } }", "{ searchSynonyms { id } }", "{ searchLanguages { version } }")
    more = (
        '{ searchPreview(query: "x") { degraded } }',
        '{ searchAnalytics(from: "2026-11-01") { totals { clicks } } }',
    )
    for headers, code in (({}, "UNAUTHENTICATED"), (other, "FORBIDDEN")):
        for asked in (*reads, *more, write_it):
            answer = await client.ask(asked, headers=headers)
            assert answer["errors"][0]["extensions"]["code"] == code, asked
    assert (await client.ask(write_it, headers=reader))["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert await client.data("{ searchRules { id } searchSynonyms { id } }", headers=reader) == {
        "searchRules": [],
        "searchSynonyms": [],
    }


async def test_synonyms_are_made_changed_and_deleted(client: Client, staff: Headers, connection: Connection) -> None:
    made = await write(
        client, staff, "searchSynonymsCreate", SYNONYMS, languageCode="EN", words=["Sofa", " COUCH  bed "]
    )
    synonyms = made["searchSynonyms"]
    assert synonyms | {"id": None} == {
        "id": None,
        "languageCode": "EN",
        "kind": "EQUIVALENT",
        "words": ["sofa", "couch bed"],
        "others": [],
        "version": 1,
    }
    assert client.runtime
    words = await search_words(client.runtime.database)
    assert words["en"].synonyms == {"sofa": ("couch bed",), "couch bed": ("sofa",)}

    changed = await write(
        client,
        staff,
        "searchSynonymsUpdate",
        SYNONYMS,
        id=synonyms["id"],
        version=1,
        kind="ONE_WAY",
        others=["armchair"],
    )
    assert changed["searchSynonyms"] == synonyms | {"kind": "ONE_WAY", "others": ["armchair"], "version": 2}
    entry = await last_entry(connection)
    assert (entry["action"], entry["subject_type"]) == ("merchandising.synonyms_updated", "search_synonyms")
    assert SYNONYMS_ID.encode(entry["subject_id"]) == synonyms["id"]
    assert (entry["before"], entry["after"]) == (
        {"kind": "EQUIVALENT", "others": []},
        {"kind": "ONE_WAY", "others": ["armchair"]},
    )
    again = await write(client, staff, "searchSynonymsUpdate", SYNONYMS, id=synonyms["id"], others=["armchair"])
    assert again["searchSynonyms"]["version"] == 2
    back = await write(client, staff, "searchSynonymsUpdate", SYNONYMS, id=synonyms["id"], kind="EQUIVALENT")
    assert back["searchSynonyms"] == synonyms | {"version": 3}

    gone = await write(client, staff, "searchSynonymsDelete", "deletedSearchSynonymsId", id=synonyms["id"], version=3)
    assert gone["deletedSearchSynonymsId"] == synonyms["id"]
    assert (await last_entry(connection))["after"] is None
    assert await client.data("{ searchSynonyms { id } }", headers=staff) == {"searchSynonyms": []}
    assert (
        await events(connection)
        == [("merchandising.search_settings_changed", '{"rebuild": false, "language_tag": "en"}')] * 4
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"languageCode": "PL"}, ("LANGUAGE_NOT_SPOKEN", ["languageCode"])),
        ({"words": ["sofa"]}, ("TOO_FEW_WORDS", ["words"])),
        ({"words": ["sofa", "SÓFA"]}, ("WORD_REPEATED", ["words", "1"])),
        ({"words": ["sofa", "…"]}, ("INVALID_WORD", ["words", "1"])),
        ({"words": ["sofa", ""]}, ("INVALID_WORD", ["words", "1"])),
        ({"words": ["sofa", "x" * 61]}, ("INVALID_WORD", ["words", "1"])),
        ({"words": [f"w{number}" for number in range(21)]}, ("TOO_MANY", ["words"])),
        ({"others": ["bed"]}, ("NOT_OF_KIND", ["others"])),
        ({"kind": "ONE_WAY"}, ("NOT_OF_KIND", ["others"])),
        ({"kind": "ONE_WAY", "others": ["Couch"]}, ("SYNONYMS_CIRCULAR", ["others", "0"])),
    ],
)
async def test_what_are_no_synonyms_is_refused(
    client: Client, staff: Headers, connection: Connection, given: dict[str, Any], expected: tuple[str, list[str]]
) -> None:
    before = await kept(connection)
    payload = await write(client, staff, "searchSynonymsCreate", SYNONYMS, **(SOFA | given))
    assert (payload["searchSynonyms"], refused(payload)) == (None, [expected])
    assert await kept(connection) == before


async def test_synonyms_do_not_contradict_or_repeat_others(
    client: Client, staff: Headers, connection: Connection
) -> None:
    async def create(**given: Any) -> dict[str, Any]:
        return await write(client, staff, "searchSynonymsCreate", SYNONYMS, **given)

    first = await create(languageCode="EN", kind="ONE_WAY", words=["sofa"], others=["bed"])
    other = await create(languageCode="EN", kind="ONE_WAY", words=["bunk"], others=["bed"])
    german = await create(languageCode="DE", kind="ONE_WAY", words=["bed"], others=["sofa"])
    assert not refused(other)
    assert not refused(german)
    before = await kept(connection)
    way_back = await create(languageCode="EN", kind="ONE_WAY", words=["BED", "cot"], others=["sofa"])
    assert refused(way_back) == [("SYNONYMS_CIRCULAR", ["others"])]
    same = await create(languageCode="EN", kind="ONE_WAY", words=["Sofa"], others=["bed"])
    assert refused(same) == [("SYNONYMS_REPEATED", ["words"])]
    synonyms_id = other["searchSynonyms"]["id"]
    turned = await write(
        client, staff, "searchSynonymsUpdate", SYNONYMS, id=synonyms_id, words=["bed"], others=["sofa"]
    )
    assert refused(turned) == [("SYNONYMS_CIRCULAR", ["others"])]
    stale = await write(client, staff, "searchSynonymsUpdate", SYNONYMS, id=synonyms_id, version=7, words=["x"])
    assert refused(stale) == [("STALE_VERSION", ["version"])]
    assert stale["userErrors"][0]["detail"] == {"currentVersion": 1}
    for unknown in (NOWHERE, "x", first["searchSynonyms"]["id"][:-1]):
        missing = await write(client, staff, "searchSynonymsDelete", "deletedSearchSynonymsId", id=unknown)
        assert refused(missing) == [("SYNONYMS_NOT_FOUND", ["id"])]
    assert await kept(connection) == before


async def test_the_words_of_a_language_are_said_as_a_whole(
    client: Client, staff: Headers, connection: Connection
) -> None:
    order = [field.name for field in reversed(SearchField)]
    said = await write(
        client,
        staff,
        "searchLanguageUpdate",
        LANGUAGE,
        languageCode="EN",
        version=0,
        stopWords=["The", "of"],
        fieldOrder=order,
    )
    shown = {"languageCode": "EN", "stopWords": ["the", "of"], "fieldOrder": order, "version": 1}
    assert said["searchLanguage"] == shown
    assert await client.data("{ searchLanguages { languageCode stopWords fieldOrder version } }", headers=staff) == {
        "searchLanguages": [shown]
    }
    assert client.runtime
    words = (await search_words(client.runtime.database))["en"]
    assert (words.stop_words, words.field_order) == (
        ("the", "of"),
        tuple(field.value for field in reversed(SearchField)),
    )
    assert await events(connection) == [
        ("merchandising.search_settings_changed", '{"rebuild": true, "language_tag": "en"}')
    ]
    entry = await last_entry(connection)
    assert (entry["action"], entry["before"]) == (
        "merchandising.language_updated",
        {"stop_words": [], "field_order": []},
    )

    before = await kept(connection)
    for given, expected in (
        ({"stopWords": ["two words"]}, ("INVALID_STOP_WORD", ["stopWords", "0"])),
        ({"stopWords": ["a", "A"]}, ("WORD_REPEATED", ["stopWords", "1"])),
        ({"stopWords": [f"w{number}" for number in range(101)]}, ("TOO_MANY", ["stopWords"])),
        ({"fieldOrder": order[1:]}, ("INVALID_FIELD_ORDER", ["fieldOrder"])),
        ({"fieldOrder": [*order[1:], order[1]]}, ("INVALID_FIELD_ORDER", ["fieldOrder"])),
        ({"version": 0}, ("STALE_VERSION", ["version"])),
        ({"languageCode": "PL"}, ("LANGUAGE_NOT_SPOKEN", ["languageCode"])),
    ):
        payload = await write(client, staff, "searchLanguageUpdate", LANGUAGE, **({"languageCode": "EN"} | given))
        assert refused(payload) == [expected]
    same = await write(client, staff, "searchLanguageUpdate", LANGUAGE, languageCode="EN", stopWords=["the", "of"])
    assert same["searchLanguage"]["version"] == 1
    assert await kept(connection) == before


async def test_a_rule_says_where_it_applies_and_what_it_does(
    client: Client, staff: Headers, shop: Shop, connection: Connection
) -> None:
    shirt, mug = PRODUCT_ID.encode(shop.shirt), PRODUCT_ID.encode(shop.mug)
    made = await write(
        client,
        staff,
        "searchRuleCreate",
        RULE,
        code="summer",
        note="Asked for by Rosa.",
        queries=["summer  gift", "Gift"],
        match="CONTAINED",
        languageCodes=["EN", "EN"],
        marketCodes=["uk"],
        channelCodes=["default"],
        pins=[{"productId": mug, "position": 3}, {"productId": shirt, "position": 1}],
        boosts=[{"weight": 2.5, "productIds": [shirt], "tags": [" new "], "inStock": True}],
        buries=[{"weight": 0, "inStock": False}],
        redirect=" /summer ",
        startsAt="2026-06-01T00:00:00+02:00",
        endsAt="2026-09-01T00:00:00",
        priority=3,
    )
    nothing: dict[str, list[str]] = {
        name: [] for name in ("productIds", "categoryIds", "collectionIds", "brandIds", "tags", "attributes")
    }
    rule = made["searchRule"]
    assert rule == {
        "id": rule["id"],
        "code": "summer",
        "note": "Asked for by Rosa.",
        "match": "CONTAINED",
        "queries": ["summer gift", "Gift"],
        "categoryIds": [],
        "languageCodes": ["EN"],
        "marketCodes": ["uk"],
        "channelCodes": ["default"],
        "pins": [
            {"position": 1, "productId": shirt, "product": {"slug": "linen-shirt"}},
            {"position": 3, "productId": mug, "product": {"slug": "stoneware-mug"}},
        ],
        "boosts": [{**nothing, "weight": 2.5, "productIds": [shirt], "tags": ["new"], "inStock": True}],
        "buries": [{**nothing, "weight": 0.0, "inStock": False}],
        "redirect": "/summer",
        "startsAt": "2026-05-31T22:00:00+00:00",
        "endsAt": "2026-09-01T00:00:00+00:00",
        "priority": 3,
        "isPaused": False,
        "version": 1,
    }
    shown = await client.data(f"{{ searchRules {RULE.removeprefix('searchRule')} }}", headers=staff)
    assert shown == {"searchRules": [rule]}
    assert await events(connection) == [("merchandising.search_rules_changed", "{}")]
    assert (await last_entry(connection))["action"] == "merchandising.rule_created"

    node = "query ($id: ID!) { node(id: $id) { ... on SearchRule { code } } }"
    assert await client.data(node, {"id": rule["id"]}, headers=staff) == {"node": {"code": "summer"}}
    assert await client.data(node, {"id": rule["id"]}) == {"node": None}


async def test_a_rule_is_changed_in_part_and_deleted(
    client: Client, staff: Headers, shop: Shop, connection: Connection
) -> None:
    made = await write(client, staff, "searchRuleCreate", RULE, code="sale", queries=["sale"], redirect="/sale")
    rule = made["searchRule"]
    assert (rule["match"], rule["version"]) == ("EXACT", 1)
    mug = PRODUCT_ID.encode(shop.mug)
    changed = await write(
        client,
        staff,
        "searchRuleUpdate",
        RULE,
        id=rule["id"],
        version=1,
        redirect=None,
        isPaused=True,
        pins=[{"productId": mug, "position": 1}],
    )
    pins = [{"position": 1, "productId": mug, "product": {"slug": "stoneware-mug"}}]
    assert changed["searchRule"] == rule | {"redirect": None, "isPaused": True, "pins": pins, "version": 2}
    entry = await last_entry(connection)
    assert entry["before"] == {"pins": [], "redirect": "/sale", "is_paused": False}
    assert RULE_ID.encode(entry["subject_id"]) == rule["id"]

    before = await kept(connection)
    for given, expected in (
        ({"queries": []}, ("TRIGGER_MISSING", ["queries"])),
        ({"pins": []}, ("EFFECT_MISSING", [])),
        ({"startsAt": "2026-06-02T00:00:00", "endsAt": "2026-06-02T00:00:00"}, ("ENDS_BEFORE_START", ["endsAt"])),
        ({"version": 1}, ("STALE_VERSION", ["version"])),
    ):
        payload = await write(client, staff, "searchRuleUpdate", RULE, id=rule["id"], **given)
        assert (payload["searchRule"], refused(payload)) == (None, [expected])
    same = await write(client, staff, "searchRuleUpdate", RULE, id=rule["id"], queries=["sale"], isPaused=True)
    assert same["searchRule"]["version"] == 2
    assert await kept(connection) == before

    gone = await write(client, staff, "searchRuleDelete", "deletedSearchRuleId", id=rule["id"])
    assert gone["deletedSearchRuleId"] == rule["id"]
    again = await write(client, staff, "searchRuleDelete", "deletedSearchRuleId", id=rule["id"])
    assert refused(again) == [("RULE_NOT_FOUND", ["id"])]
    assert (await last_entry(connection))["action"] == "merchandising.rule_deleted"


async def test_a_rule_that_cannot_be_is_refused_with_what_is_wrong(
    client: Client, staff: Headers, shop: Shop, connection: Connection
) -> None:
    mug, shirt = PRODUCT_ID.encode(shop.mug), PRODUCT_ID.encode(shop.shirt)
    gone = PRODUCT_ID.encode(UUID(int=5))
    sound = {"code": "sale", "queries": ["sale"], "redirect": "/sale"}
    await write(client, staff, "searchRuleCreate", RULE, **sound)
    before = await kept(connection)
    for given, expected in (
        ({}, [("CODE_TAKEN", ["code"])]),
        ({"code": "Sale!"}, [("INVALID_CODE", ["code"])]),
        ({"note": "x" * 501}, [("INVALID_NOTE", ["note"])]),
        ({"queries": ["!?"]}, [("INVALID_QUERY", ["queries", "0"])]),
        ({"queries": ["a", "Á"]}, [("QUERY_REPEATED", ["queries", "1"])]),
        ({"queries": [str(number) for number in range(21)]}, [("TOO_MANY", ["queries"])]),
        ({"queries": []}, [("TRIGGER_MISSING", ["queries"])]),
        ({"redirect": None}, [("EFFECT_MISSING", [])]),
        ({"redirect": "javascript:alert(1)"}, [("INVALID_REDIRECT", ["redirect"])]),
        ({"redirect": "//evil.example"}, [("INVALID_REDIRECT", ["redirect"])]),
        (
            {"categoryIds": [mug, "x"]},
            [("CATEGORY_NOT_FOUND", ["categoryIds", "0"]), ("CATEGORY_NOT_FOUND", ["categoryIds", "1"])],
        ),
        ({"languageCodes": ["PL"]}, [("LANGUAGE_NOT_SPOKEN", ["languageCodes", "0"])]),
        ({"marketCodes": ["mars"]}, [("MARKET_NOT_FOUND", ["marketCodes", "0"])]),
        ({"channelCodes": ["mars"]}, [("CHANNEL_NOT_FOUND", ["channelCodes", "0"])]),
        ({"pins": [{"productId": gone, "position": 1}]}, [("PRODUCT_NOT_FOUND", ["pins", "0", "productId"])]),
        (
            {"pins": [{"productId": mug, "position": 0}, {"productId": mug, "position": 51}]},
            [
                ("POSITION_OUT_OF_RANGE", ["pins", "0", "position"]),
                ("PRODUCT_REPEATED", ["pins", "1", "productId"]),
                ("POSITION_OUT_OF_RANGE", ["pins", "1", "position"]),
            ],
        ),
        (
            {"pins": [{"productId": mug, "position": 2}, {"productId": shirt, "position": 2}]},
            [("POSITION_TAKEN", ["pins", "1", "position"])],
        ),
        ({"boosts": [{"weight": 1, "inStock": True}]}, [("WEIGHT_OUT_OF_RANGE", ["boosts", "0", "weight"])]),
        ({"boosts": [{"weight": 10.5, "inStock": True}]}, [("WEIGHT_OUT_OF_RANGE", ["boosts", "0", "weight"])]),
        ({"buries": [{"weight": 1, "inStock": True}]}, [("WEIGHT_OUT_OF_RANGE", ["buries", "0", "weight"])]),
        ({"buries": [{"weight": -0.5, "inStock": True}]}, [("WEIGHT_OUT_OF_RANGE", ["buries", "0", "weight"])]),
        ({"boosts": [{"weight": 2}]}, [("TARGET_MISSING", ["boosts", "0"])]),
        ({"boosts": [{"weight": 2, "brandIds": [mug]}]}, [("BRAND_NOT_FOUND", ["boosts", "0", "brandIds", "0"])]),
        (
            {"boosts": [{"weight": 2, "collectionIds": ["x"], "tags": [""]}]},
            [
                ("COLLECTION_NOT_FOUND", ["boosts", "0", "collectionIds", "0"]),
                ("INVALID_TAG", ["boosts", "0", "tags", "0"]),
            ],
        ),
        (
            {"buries": [{"weight": 0.5, "attributes": [{"attribute": "nope", "value": "x"}]}]},
            [("ATTRIBUTE_NOT_FOUND", ["buries", "0", "attributes", "0", "attribute"])],
        ),
        ({"priority": 1_000_001}, [("PRIORITY_OUT_OF_RANGE", ["priority"])]),
        (
            {"startsAt": "2026-06-02T00:00:00", "endsAt": "2026-06-01T00:00:00"},
            [("ENDS_BEFORE_START", ["endsAt"])],
        ),
        ({"boosts": [{"weight": 2, "inStock": True}] * 11}, [("TOO_MANY", ["boosts"])]),
    ):
        code = {} if not given else {"code": "other"}
        payload = await write(client, staff, "searchRuleCreate", RULE, **(sound | code | given))
        assert (payload["searchRule"], refused(payload)) == (None, expected), given
    assert await kept(connection) == before


async def test_a_rule_weighs_by_choices_and_by_yes_and_no(
    client: Client, staff: Headers, connection: Connection
) -> None:
    attributes = [{"attribute": "material", "value": "linen"}, {"attribute": "vegan", "value": "true"}]
    sound = {"code": "natural", "queries": ["shirt"]}
    boosts = [{"weight": 2, "attributes": [*attributes, attributes[0]]}]
    made = await write(client, staff, "searchRuleCreate", RULE, **sound, boosts=boosts)
    assert made["searchRule"]["boosts"][0]["attributes"] == attributes
    before = await kept(connection)
    for attribute, value in (("material", "gold"), ("material", " linen"), ("vegan", "yes"), ("power", "5")):
        wrong = [{"weight": 0.5, "attributes": [{"attribute": attribute, "value": value}]}]
        payload = await write(client, staff, "searchRuleUpdate", RULE, id=made["searchRule"]["id"], buries=wrong)
        assert refused(payload) == [("ATTRIBUTE_VALUE_INVALID", ["buries", "0", "attributes", "0", "value"])]
    assert await kept(connection) == before
