"""Translations over HTTP: what is missing or stale, and how it is written."""

from typing import Any, TypeAlias

import asyncpg
import pytest

from app.core.context import RequestContext
from app.identity import Scope, create_staff_token
from tests.support.client import Client
from tests.support.shop import Shop

pytestmark = pytest.mark.slow

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Headers: TypeAlias = dict[str, str]

LIST = """query ($language: LanguageCode!, $states: [TranslationState!], $kinds: [TranslatableKind!],
    $first: Int! = 100, $after: String) {
  translations(languageCode: $language, states: $states, kinds: $kinds, first: $first, after: $after) {
  nodes { kind key field source sourceDigest text state isHtml } pageInfo { hasNextPage endCursor } } }"""
STATUS = """query ($languages: [LanguageCode!]) { translationStatus(languages: $languages) {
  languages { languageTag total translated stale missing kinds { kind total translated stale missing } } } }"""
WRITE = """mutation ($input: TranslationsWriteInput!) { translationsWrite(input: $input) {
  results { index state userErrors { code path } warnings { code } } userErrors { code } } }"""


@pytest.fixture
async def staff(shop: Shop, ctx: RequestContext) -> Headers:  # noqa: ARG001 - the shop is there before the context
    """Headers of a token that may translate."""
    scopes = [Scope.TRANSLATIONS_WRITE]
    return {"Authorization": f"Bearer {await create_staff_token(ctx, name='Grace', scopes=scopes)}"}


async def texts(client: Client, staff: Headers, language: str, **given: Any) -> list[dict[str, Any]]:
    answer = await client.data(LIST, {"language": language, **given}, headers=staff)
    nodes: list[dict[str, Any]] = answer["translations"]["nodes"]
    return nodes


async def write(client: Client, staff: Headers, *translations: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    given = {"input": {"translations": list(translations), **more}}
    payload = (await client.data(WRITE, given, headers=staff))["translationsWrite"]
    assert payload["userErrors"] == []
    results: list[dict[str, Any]] = payload["results"]
    return results


def of_mug(field: str, text: str, language: str = "FR", **more: Any) -> dict[str, Any]:
    return {"kind": "PRODUCT", "key": "stoneware-mug", "field": field, "languageCode": language, "text": text, **more}


async def test_what_is_missing_is_listed_thing_by_thing_and_page_by_page(client: Client, staff: Headers) -> None:
    missing = await texts(client, staff, "FR", states=["MISSING"], kinds=["PRODUCT", "CATEGORY"])

    fields: dict[tuple[str, str], list[str]] = {}
    for each in missing:
        fields.setdefault((each["kind"], each["key"]), []).append(each["field"])
    assert fields == {
        ("PRODUCT", "stoneware-mug"): ["name", "description"],
        ("PRODUCT", "draft"): ["name", "description"],
        ("CATEGORY", "clothing"): ["name"],
        ("CATEGORY", "home"): ["name"],
        ("CATEGORY", "shirts"): ["name"],
    }
    paged: list[dict[str, Any]] = []
    after = None
    while True:
        given = {"language": "FR", "states": ["MISSING"], "kinds": ["PRODUCT", "CATEGORY"], "first": 2, "after": after}
        page = (await client.data(LIST, given, headers=staff))["translations"]
        paged += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert paged == missing


async def test_the_status_counts_what_the_list_lists(client: Client, staff: Headers) -> None:
    status = await client.data(STATUS, {"languages": ["FR", "DE"]}, headers=staff)

    for language in status["translationStatus"]["languages"]:
        for kind in language["kinds"]:
            listed = await texts(client, staff, language["languageTag"].upper(), kinds=[kind["kind"]])
            missing = {each["key"] for each in listed if each["state"] == "MISSING"}
            stale = {each["key"] for each in listed if each["state"] == "STALE"} - missing
            counted = (kind["missing"], kind["stale"], kind["translated"] + kind["missing"] + kind["stale"])
            assert counted == (len(missing), len(stale), kind["total"]), (language["languageTag"], kind)


async def test_a_translation_is_written_and_read_by_shoppers(
    client: Client, staff: Headers, connection: Connection
) -> None:
    written = await write(
        client,
        staff,
        of_mug("description", "<p onclick='x'>Une tasse.</p><script>x</script>"),
        of_mug("name", "Tasse\nen grès"),
        {"kind": "CATEGORY", "key": "home", "field": "name", "languageCode": "FR", "text": "Maison"},
    )

    assert [(each["state"], each["userErrors"], each["warnings"]) for each in written] == [("TRANSLATED", [], [])] * 3
    listed = {
        (each["key"], each["field"]): (each["text"], each["state"])
        for each in await texts(client, staff, "FR", kinds=["PRODUCT", "CATEGORY"])
    }
    assert listed["stoneware-mug", "name"] == ("Tasse en grès", "TRANSLATED")
    assert listed["stoneware-mug", "description"] == ("<p>Une tasse.</p>", "TRANSLATED")
    assert listed["home", "name"] == ("Maison", "TRANSLATED")
    entries = await connection.fetch(
        "SELECT subject_type, after->>'key' AS key FROM audit_entry WHERE action = 'translations.written' ORDER BY 1"
    )
    assert [tuple(entry) for entry in entries] == [("category", "home"), ("product", "stoneware-mug")]


async def test_what_changes_meanwhile_is_taken_and_stale_until_all_of_it_is_done_again(
    client: Client, staff: Headers, connection: Connection
) -> None:
    listed = await texts(client, staff, "DE", kinds=["PRODUCT"])
    digest = next(each["sourceDigest"] for each in listed if (each["key"], each["field"]) == ("stoneware-mug", "name"))
    await connection.execute(
        "UPDATE product_translation SET description = '<p>Heavier.</p>' WHERE language_tag = 'en' AND name = $1",
        "Stoneware mug",
    )
    late = await write(client, staff, of_mug("name", "Krug", "DE", sourceDigest=digest))

    assert [(each["state"], [w["code"] for w in each["warnings"]]) for each in late] == [("STALE", ["SOURCE_CHANGED"])]
    stale = await texts(client, staff, "DE", states=["STALE"])
    assert [(each["key"], each["field"], each["text"]) for each in stale] == [
        ("stoneware-mug", "name", "Krug"),
        ("stoneware-mug", "description", "<p>Steinzeugbecher.</p>"),
    ]
    current = stale[0]["sourceDigest"]
    assert current != digest
    await write(client, staff, of_mug("name", "Becher", "DE", sourceDigest=current))
    assert len(await texts(client, staff, "DE", states=["STALE"])) == 2, "the description is still of the old source"
    await write(
        client,
        staff,
        of_mug("name", "Becher", "DE", sourceDigest=current),
        of_mug("description", "<p>Schwerer.</p>", "DE", sourceDigest=current),
    )
    assert await texts(client, staff, "DE", states=["STALE"]) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"key": "no-such"}, "CONTENT_NOT_FOUND"),
        ({"field": "price"}, "FIELD_NOT_FOUND"),
        ({"field": "options.size"}, "FIELD_NOT_FOUND"),
        ({"languageCode": "KO"}, "LANGUAGE_NOT_SPOKEN"),
        ({"languageCode": "EN"}, "SOURCE_LANGUAGE"),
        ({"text": " "}, "NAME_NEEDED"),
        ({"field": "seoTitle", "languageCode": "JA"}, "NAME_NEEDED"),
        ({"text": "x" * 100_001}, "TEXT_TOO_LONG"),
    ],
)
async def test_what_cannot_be_is_refused_row_by_row(
    client: Client, staff: Headers, change: dict[str, Any], code: str
) -> None:
    before = await texts(client, staff, "FR")
    good = of_mug("name", "Tasse à café")
    both = [good, of_mug("name", "x") | change]

    nothing = await write(client, staff, *both, mode="ALL_OR_NOTHING")
    assert [[error["code"] for error in each["userErrors"]] for each in nothing] == [["NOT_WRITTEN"], [code]]
    assert await texts(client, staff, "FR") == before
    written = await write(client, staff, *both)
    assert [[error["code"] for error in each["userErrors"]] for each in written] == [[], [code]]
    assert written[1]["userErrors"][0]["path"] == ["input", "translations", "1"]
    named = {(each["key"], each["field"]): each["text"] for each in await texts(client, staff, "FR")}
    assert named["stoneware-mug", "name"] == "Tasse à café"
    await write(client, staff, of_mug("name", "Tasse en grès"))


async def test_names_of_markets_and_warehouses_are_translated_too(client: Client, staff: Headers) -> None:
    wanted = {"kind": "WAREHOUSE", "key": "ohio", "field": "name", "languageCode": "FR", "text": "Ohio, États-Unis"}
    assert [each["state"] for each in await write(client, staff, wanted)] == ["TRANSLATED"]
    named = {each["key"]: each["text"] for each in await texts(client, staff, "FR", kinds=["WAREHOUSE"])}
    assert named["ohio"] == "Ohio, États-Unis"
    gone = await write(client, staff, wanted | {"text": ""})
    assert [each["state"] for each in gone] == ["MISSING"]
    named = {each["key"]: each["text"] for each in await texts(client, staff, "FR", kinds=["WAREHOUSE"])}
    assert named["ohio"] is None


@pytest.mark.parametrize("kind", ["MARKET", "CHANNEL", "PAYMENT_METHOD", "DELIVERY_OPTION"])
async def test_names_of_all_that_shoppers_choose_are_translated(client: Client, staff: Headers, kind: str) -> None:
    before = await texts(client, staff, "JA", kinds=[kind])
    name = {"kind": kind, "key": before[0]["key"], "field": "name", "languageCode": "JA", "text": "名前"}
    assert [each["state"] for each in await write(client, staff, name)] == ["TRANSLATED"]
    after = await texts(client, staff, "JA", kinds=[kind])
    assert after == [{**before[0], "text": "名前", "state": "TRANSLATED"}, *before[1:]]


async def test_placeholders_are_compared_and_who_may_not_translate_does_not(client: Client, staff: Headers) -> None:
    warned = await write(client, staff, of_mug("name", "Tasse {size}"))
    assert [warning["code"] for warning in warned[0]["warnings"]] == ["PLACEHOLDERS_DIFFER"]
    await write(client, staff, of_mug("name", "Tasse en grès"))
    refused = await client.ask(WRITE, {"input": {"translations": []}})
    assert refused["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    refused = await client.ask(LIST, {"language": "FR"})
    assert refused["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
