"""Tax over HTTP, for staff: rates, classes, registrations, VAT ids."""

from typing import Any, TypeAlias

import asyncpg
import pytest

from app.core.secrets import hash_secret
from app.identity import Scope
from tests.support.client import Client
from tests.support.shop import Shop

Headers: TypeAlias = dict[str, str]

ERRORS = "userErrors { code path message retryable detail { currentVersion } }"
RATE = "id countryCode regionCode taxClassCode component rate validFrom validTo source confidence origin"


def mutation(name: str, shown: str) -> str:
    kind = name[0].upper() + name[1:]
    return f"mutation ($input: {kind}Input!) {{ {name}(input: $input) {{ {shown} {ERRORS} }} }}"


RATES_SET = mutation("taxRatesSet", f"results {{ outcome taxRate {{ {RATE} }} errors {{ code path message }} }}")
RATES_DELETE = mutation("taxRatesDelete", "deletedTaxRateIds")
CLASS_CREATE = mutation("taxClassCreate", "taxClass { code version names { languageCode name } }")
CLASS_UPDATE = mutation("taxClassUpdate", "taxClass { code version names { languageCode name } }")
CLASS_DELETE = mutation("taxClassDelete", "deletedCode")
REGISTRATION_SET = mutation("taxRegistrationSet", "taxRegistration { id countryCode number isHome validTo version }")
REGISTRATION_REMOVE = mutation("taxRegistrationRemove", "removedTaxRegistrationId")
RATES = f"""query ($country: CountryCode, $class: String, $first: Int!, $after: String) {{
  taxRates(country: $country, taxClassCode: $class, first: $first, after: $after) {{
    nodes {{ {RATE} }} pageInfo {{ hasNextPage hasPreviousPage endCursor }}
  }}
}}"""
CHECK = """query ($vatId: String!, $country: CountryCode) @inContext(language: DE) {
  vatIdCheck(vatId: $vatId, country: $country) { status message vatId countryCode checkedAt isRetryable }
}"""
TOKELAU = {"countryCode": "TK", "rate": "0.05", "validFrom": "2027-01-01", "source": "Finance Rules"}


async def token(database_url: str, secret: str, *scopes: Scope) -> Headers:
    connection = await asyncpg.connect(database_url)
    await connection.execute(
        "INSERT INTO staff_token (id, name, token_hash, scopes, created_at) "
        "VALUES (gen_random_uuid(), 'Grace', $1, $2, now())",
        hash_secret(secret),
        [scope.value for scope in scopes],
    )
    await connection.close()
    return {"Authorization": f"Bearer {secret}"}


@pytest.fixture(scope="module")
async def staff(client: Client, shop: Shop, database_url: str) -> Headers:
    """Headers of a token that may do all of it."""
    assert shop
    assert client.runtime
    return await token(database_url, "staff-token-of-the-tax-office", Scope.PRICING_READ, Scope.PRICING_WRITE)


async def write(client: Client, headers: Headers, document: str, **given: Any) -> dict[str, Any]:
    data = await client.data(document, {"input": given}, headers=headers)
    (payload,) = data.values()
    assert isinstance(payload, dict)
    return payload


async def test_a_rate_is_set_read_corrected_and_deleted(client: Client, staff: Headers) -> None:
    payload = await write(client, staff, RATES_SET, rates=[TOKELAU, TOKELAU | {"countryCode": "NU", "rate": "-1"}])

    first, second = payload["results"]
    rate_id = first["taxRate"]["id"]
    stored = {
        "id": rate_id,
        "countryCode": "TK",
        "regionCode": None,
        "taxClassCode": "standard",
        "component": "VAT",
        "rate": "0.05",
        "validFrom": "2027-01-01",
        "validTo": None,
        "source": "Finance Rules",
        "confidence": "PUBLISHED",
        "origin": "STAFF",
    }
    assert first == {"outcome": "CREATED", "taxRate": stored, "errors": []}
    assert (second["outcome"], second["taxRate"]) == ("REFUSED", None)
    [error] = second["errors"]
    assert (error["code"], error["path"]) == ("INVALID_RATE", ["input", "rates", "1", "rate"])
    assert "0.19" in error["message"]
    assert payload["userErrors"] == []

    read = await client.data(RATES, {"country": "TK", "first": 5}, headers=staff)
    assert read["taxRates"]["nodes"] == [stored]
    node = await client.data("query ($id: ID!) { node(id: $id) { id } }", {"id": rate_id}, headers=staff)
    assert node == {"node": {"id": rate_id}}
    assert await client.data("query ($id: ID!) { node(id: $id) { id } }", {"id": rate_id}) == {"node": None}

    deleted = await write(client, staff, RATES_DELETE, ids=[rate_id])
    assert deleted == {"deletedTaxRateIds": [rate_id], "userErrors": []}
    again = await write(client, staff, RATES_DELETE, ids=[rate_id, "nonsense"])
    assert [(each["code"], each["path"]) for each in again["userErrors"]] == [
        ("RATE_NOT_FOUND", ["input", "ids", "0"]),
        ("RATE_NOT_FOUND", ["input", "ids", "1"]),
    ]


async def test_pages_of_rates_leave_nothing_out(client: Client, staff: Headers) -> None:
    whole = (await client.data(RATES, {"country": "CA", "first": 100}, headers=staff))["taxRates"]
    assert not whole["pageInfo"]["hasNextPage"]
    assert [node["regionCode"] for node in whole["nodes"]] == sorted(node["regionCode"] for node in whole["nodes"])

    seen: list[str] = []
    after = None
    while True:
        page = (await client.data(RATES, {"country": "CA", "first": 7, "after": after}, headers=staff))["taxRates"]
        seen += [node["id"] for node in page["nodes"]]
        assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert seen == [node["id"] for node in whole["nodes"]]

    other = await client.ask(RATES, {"country": "US", "first": 7, "after": after}, headers=staff)
    assert other["errors"][0]["extensions"]["code"] == "CURSOR_OF_ANOTHER_CONTEXT"


async def test_the_whole_country_comes_after_its_regions(client: Client, staff: Headers) -> None:
    variables = {"country": "PT", "class": "standard", "first": 100}
    nodes = (await client.data(RATES, variables, headers=staff))["taxRates"]["nodes"]

    assert [(node["regionCode"], node["rate"]) for node in nodes] == [
        ("20", "0.18"),
        ("20", "0.16"),
        ("30", "0.22"),
        (None, "0.23"),
    ]


async def test_classes(client: Client, staff: Headers) -> None:
    names = [{"languageCode": "EN", "name": "Bicycles"}]
    created = await write(client, staff, CLASS_CREATE, code="bicycles", names=names)
    assert created["taxClass"] == {"code": "bicycles", "version": 1, "names": names}
    updated = await write(
        client, staff, CLASS_UPDATE, code="bicycles", names=[{"languageCode": "EN", "name": "Bikes"}], version=1
    )
    assert updated["taxClass"]["version"] == 2
    stale = await write(client, staff, CLASS_DELETE, code="bicycles", version=1)
    assert stale["deletedCode"] is None
    assert stale["userErrors"][0]["detail"] == {"currentVersion": 2}

    listed = (await client.data("{ taxClasses { code } }", headers=staff))["taxClasses"]
    assert [each["code"] for each in listed] == [
        *("bicycles", "books", "childrens-clothing", "exempt", "food", "medicine", "periodicals", "standard")
    ]
    gone = await write(client, staff, CLASS_DELETE, code="bicycles", version=2)
    assert gone == {"deletedCode": "bicycles", "userErrors": []}


async def test_registrations(client: Client, staff: Headers) -> None:
    given = {"countryCode": "GR", "number": "094259216", "validFrom": "2026-01-01", "isHome": True}
    payload = await write(client, staff, REGISTRATION_SET, **given)
    registration = payload["taxRegistration"]
    assert (registration["number"], registration["isHome"], registration["version"]) == ("EL094259216", True, 1)

    wrong = await write(client, staff, REGISTRATION_SET, **{**given, "number": "094259217"})
    assert [(each["code"], each["path"]) for each in wrong["userErrors"]] == [
        ("INVALID_VAT_ID", ["input", "number"]),
        ("REGISTRATIONS_OVERLAP", ["input", "validFrom"]),
    ]
    unknown = await write(client, staff, REGISTRATION_SET, **given, id="nonsense")
    assert [each["code"] for each in unknown["userErrors"]] == ["REGISTRATION_NOT_FOUND"]

    listed = await client.data("{ taxRegistrations { id countryCode } }", headers=staff)
    assert listed == {"taxRegistrations": [{"id": registration["id"], "countryCode": "GR"}]}
    removed = await write(client, staff, REGISTRATION_REMOVE, id=registration["id"], version=1)
    assert removed == {"removedTaxRegistrationId": registration["id"], "userErrors": []}


async def test_a_vat_id_is_checked(client: Client, staff: Headers) -> None:
    good = await client.data(CHECK, {"vatId": "136 695 976", "country": "DE"}, headers=staff)
    bad = await client.data(CHECK, {"vatId": "DE136695977"}, headers=staff)

    assert good["vatIdCheck"] == {
        "status": "VALID",
        "message": "Die Umsatzsteuer-Identifikationsnummer ist gültig.",
        "vatId": "DE136695976",
        "countryCode": "DE",
        "checkedAt": None,
        "isRetryable": False,
    }
    assert (bad["vatIdCheck"]["status"], bad["vatIdCheck"]["vatId"]) == ("MALFORMED", None)


@pytest.mark.parametrize(
    ("document", "variables"),
    [
        ("{ taxClasses { code } }", {}),
        ("{ taxRegistrations { id } }", {}),
        ("{ taxRates { nodes { id } } }", {}),
        (CHECK, {"vatId": "DE136695976"}),
        (RATES_SET, {"input": {"rates": []}}),
        (RATES_DELETE, {"input": {"ids": []}}),
        (CLASS_CREATE, {"input": {"code": "x", "names": []}}),
        (REGISTRATION_REMOVE, {"input": {"id": "x"}}),
    ],
)
async def test_nobody_else_may(client: Client, staff: Headers, document: str, variables: dict[str, Any]) -> None:
    assert staff
    shopper = await client.ask(document, variables)
    assert shopper["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


async def test_reading_is_not_writing(client: Client, staff: Headers, database_url: str) -> None:
    assert staff
    reader = await token(database_url, "staff-token-of-a-reader", Scope.PRICING_READ)
    refused = await client.ask(RATES_SET, {"input": {"rates": [TOKELAU]}}, headers=reader)

    assert refused["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert (await client.data(RATES, {"country": "TK", "first": 5}, headers=reader))["taxRates"]["nodes"] == []


async def test_a_product_is_given_a_class(client: Client, shop: Shop, database_url: str) -> None:
    assert shop
    headers = await token(database_url, "staff-token-of-the-catalog", Scope.CATALOG_READ, Scope.CATALOG_WRITE)
    read = 'query { catalogProduct(slug: "stoneware-mug") { productId version taxClassCode } }'
    before = (await client.data(read, headers=headers))["catalogProduct"]
    assert before["taxClassCode"] == "standard"

    document = mutation("productUpdate", "product { id }").replace(ERRORS, "userErrors { code path }")
    given = {"id": before["productId"], "version": before["version"], "taxClassCode": "boats"}
    refused = (await client.data(document, {"input": given}, headers=headers))["productUpdate"]
    assert refused["userErrors"] == [{"code": "REFERENCE_UNKNOWN", "path": ["input", "taxClassCode"]}]
    given["taxClassCode"] = "childrens-clothing"
    assert (await client.data(document, {"input": given}, headers=headers))["productUpdate"]["userErrors"] == []

    after = (await client.data(read, headers=headers))["catalogProduct"]
    assert after["taxClassCode"] == "childrens-clothing"
    given |= {"version": after["version"], "taxClassCode": None}
    assert (await client.data(document, {"input": given}, headers=headers))["productUpdate"]["userErrors"] == []
    assert (await client.data(read, headers=headers))["catalogProduct"]["taxClassCode"] == "standard"
