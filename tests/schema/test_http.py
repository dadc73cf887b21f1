"""GraphQL over HTTP: media types, status codes, and what is no GraphQL request. Every error is JSON with a code."""

import json
from typing import Any

import pytest

from app.identity import Scope, create_staff_token
from tests.support.client import Client

pytestmark = pytest.mark.usefixtures("shop")

JSON = {"Content-Type": "application/json"}
RESPONSE_JSON = "application/graphql-response+json"
QUESTION = json.dumps({"query": "{ context { countryCode } }"})


def code(answer: dict[str, Any]) -> str:
    (error,) = answer["errors"]
    text: str = error["extensions"]["code"]
    return text


@pytest.mark.parametrize(
    ("accept", "media_type", "status"),
    [
        ("application/json", "application/json", 200),
        (RESPONSE_JSON, RESPONSE_JSON, 400),
        ("*/*", "application/json", 200),
    ],
)
async def test_an_invalid_document_answers_as_the_media_type_says(
    client: Client, accept: str, media_type: str, status: int
) -> None:
    response = await client.http.post(
        "/graphql", content=json.dumps({"query": "{ nothing }"}), headers=JSON | {"Accept": accept}
    )

    assert response.headers["content-type"] == f"{media_type}; charset=utf-8"
    assert response.status_code == status
    assert code(response.json()) == "GRAPHQL_VALIDATION_FAILED"
    assert "data" not in response.json()


BY_COUNTRY = b'{"query": "query ($c: CountryCode) @inContext(country: $c) { __typename }", "variables": {"c": "XQ"}}'


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"{", "BAD_REQUEST"),
        (b"null", "BAD_REQUEST"),
        (b'"text"', "BAD_REQUEST"),
        (b"[]", "BAD_REQUEST"),
        (b"{}", "BAD_REQUEST"),
        (b"\xff\xfe", "BAD_REQUEST"),
        (b"[" * 200_000, "BAD_REQUEST"),
        (b'{"query": "{ __typename }", "variables": {"n": NaN}}', "BAD_REQUEST"),
        (b'{"query": "{ __typename }", "variables": {"n": 1e400}}', "BAD_REQUEST"),
        (b'{"query": "{ __typename }", "variables": {"n": ' + b"1" * 5000 + b"}}", "BAD_REQUEST"),
        ('{"query": "{ __typename }"}'.encode("utf-16"), "BAD_REQUEST"),
        (b'{"query": "{ context { countryCode "}', "GRAPHQL_PARSE_FAILED"),
        (BY_COUNTRY, "GRAPHQL_VALIDATION_FAILED"),
        (b'{"query": "query @inContext(currency: XXQ) { context { countryCode } }"}', "GRAPHQL_VALIDATION_FAILED"),
    ],
)
async def test_a_body_that_is_no_request_is_refused_with_a_code(client: Client, content: bytes, expected: str) -> None:
    response = await client.http.post("/graphql", content=content, headers=JSON | {"Accept": RESPONSE_JSON})

    assert response.status_code == 400
    assert code(response.json()) == expected


async def test_ten_megabytes_are_refused_before_they_are_read(client: Client) -> None:
    response = await client.http.post("/graphql", content=b" " * 10_000_000, headers=JSON)

    assert response.status_code == 413
    assert code(response.json()) == "BODY_TOO_LARGE"
    assert "1000000 bytes" in response.json()["errors"][0]["message"]


async def test_a_body_without_a_length_is_counted_as_it_comes(client: Client) -> None:
    async def endless() -> Any:
        for _ in range(100):
            yield b" " * 100_000

    response = await client.http.post("/graphql", content=endless(), headers=JSON)

    assert response.status_code == 413
    assert code(response.json()) == "BODY_TOO_LARGE"


@pytest.mark.parametrize(
    ("method", "headers", "status", "expected"),
    [
        ("PUT", JSON, 405, "METHOD_NOT_ALLOWED"),
        ("DELETE", JSON, 405, "METHOD_NOT_ALLOWED"),
        ("POST", {"Content-Type": "text/plain"}, 415, "UNSUPPORTED_MEDIA_TYPE"),
        ("POST", {"Content-Type": "application/x-www-form-urlencoded"}, 415, "UNSUPPORTED_MEDIA_TYPE"),
        ("POST", {"Content-Type": "multipart/form-data; boundary=x"}, 415, "UNSUPPORTED_MEDIA_TYPE"),
        ("POST", {"Content-Type": "application/json; charset=utf-16"}, 415, "UNSUPPORTED_MEDIA_TYPE"),
        ("POST", {"Content-Type": "application/json; charset=latin-1"}, 415, "UNSUPPORTED_MEDIA_TYPE"),
        ("POST", {"Content-Type": "application/jsonp"}, 415, "UNSUPPORTED_MEDIA_TYPE"),
    ],
)
async def test_methods_and_types_that_a_form_could_send_are_refused(
    client: Client, method: str, headers: dict[str, str], status: int, expected: str
) -> None:
    response = await client.http.request(method, "/graphql", content=QUESTION, headers=headers)

    assert response.status_code == status
    assert code(response.json()) == expected
    assert (response.headers.get("allow") == "GET, POST, OPTIONS") == (status == 405)


async def test_a_query_can_be_asked_by_get_and_a_mutation_cannot(client: Client) -> None:
    query = await client.http.get("/graphql", params={"query": "{ context { countryCode } }"})
    mutation = await client.http.get("/graphql", params={"query": "mutation { __typename }"})

    assert query.json()["data"] == {"context": {"countryCode": "DE"}}
    assert (mutation.status_code, mutation.headers["allow"]) == (405, "POST")
    assert code(mutation.json()) == "METHOD_NOT_ALLOWED"


async def test_an_unknown_token_is_refused_and_a_known_one_is_not(client: Client) -> None:
    ctx = await client.runtime.system_context()
    token = await create_staff_token(ctx, name="Ada", scopes=[Scope.ORDERS_READ])

    unknown = await client.http.post("/graphql", content=QUESTION, headers=JSON | {"Authorization": "Bearer nonsense"})
    basic = await client.http.post("/graphql", content=QUESTION, headers=JSON | {"Authorization": "Basic YTpi"})
    known = await client.http.post("/graphql", content=QUESTION, headers=JSON | {"Authorization": f"Bearer {token}"})

    assert (unknown.status_code, code(unknown.json())) == (401, "INVALID_TOKEN")
    assert (basic.status_code, code(basic.json())) == (401, "INVALID_TOKEN")
    assert unknown.headers["www-authenticate"] == "Bearer"
    assert known.status_code == 200


@pytest.mark.parametrize(
    ("headers", "place", "fallbacks"),
    [
        ({}, ("DE", "EN", "EUR"), []),
        ({"Tradewind-Country": "jp"}, ("JP", "JA", "JPY"), []),
        ({"Tradewind-Country": "CN", "Tradewind-Language": "zh-Hans"}, ("CN", "ZH_HANS", "CNY"), []),
        ({"Tradewind-Country": "CN", "Tradewind-Language": "zh-Hant"}, ("CN", "ZH_HANS", "CNY"), ["LANGUAGE"]),
        ({"Tradewind-Country": "AT", "Tradewind-Language": "de-AT"}, ("AT", "DE", "EUR"), ["LANGUAGE"]),
        ({"Tradewind-Country": "BR", "Tradewind-Language": "PT", "Tradewind-Currency": "BRL"}, ("DE", "EN", "EUR"),
         ["COUNTRY", "LANGUAGE", "CURRENCY"]),
    ],
)  # fmt: skip
async def test_headers_choose_the_place_and_the_answer_says_what_fell_back(
    client: Client, headers: dict[str, str], place: tuple[str, str, str], fallbacks: list[str]
) -> None:
    document = "{ context { countryCode languageCode currencyCode fallbacks { argument } } }"

    answer = await client.ask(document, headers=headers)
    context = answer["data"]["context"]

    assert (context["countryCode"], context["languageCode"], context["currencyCode"]) == place
    assert [fallback["argument"] for fallback in context["fallbacks"]] == fallbacks
    assert [fallback["argument"] for fallback in answer["extensions"]["context"]["fallbacks"]] == fallbacks


async def test_the_directive_wins_over_the_headers(client: Client) -> None:
    data = await client.data(
        "query @inContext(country: US) { context { countryCode displaysTax } }", headers={"Tradewind-Country": "JP"}
    )

    assert data == {"context": {"countryCode": "US", "displaysTax": False}}


async def test_a_header_that_names_nothing_is_refused(client: Client) -> None:
    answer = await client.ask("{ context { countryCode } }", headers={"Tradewind-Currency": "XXQ"})

    assert code(answer) == "INVALID_CONTEXT_HEADER"
    assert "Tradewind-Currency" in answer["errors"][0]["message"]


@pytest.mark.parametrize(
    "text", ["", "x", "market_", "market_zzzzzzzzzzzzzzzzzzzzzzzzzz", "cart_01h455vb4pex5vsknk084sn02q"]
)
async def test_a_forged_id_is_null_and_tells_nothing(client: Client, text: str) -> None:
    data = await client.data("query ($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id } }", {"id": text})

    assert data == {"node": None, "nodes": [None]}


async def test_too_many_ids_are_refused(client: Client) -> None:
    answer = await client.ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ["x"] * 101})

    assert code(answer) == "TOO_MANY_IDS"


@pytest.mark.parametrize("text", ["\x00", "\ud800", "a\x00b", "\u202e<script>", "💳" * 1000], ids=repr)
async def test_text_that_no_database_can_store_is_nobodys_fault(client: Client, text: str) -> None:
    document = """query ($text: String!, $id: ID!, $cart: CartToken!, $order: OrderToken!) {
      product(slug: $text) { id }  byId: product(id: $id) { id }  category(slug: $text) { id }
      collection(slug: $text) { id }  categories(parentSlug: $text) { id }  node(id: $id) { id }
      products(filters: [{ categorySlug: $text }, { brandSlug: $text }, { collectionSlug: $text }]) { nodes { id } }
      cart(token: $cart) { id }  order(token: $order) { id }  orderLookup(number: $text, email: $text) { number }
    }"""

    answer = await client.ask(document, {"text": text, "id": text, "cart": text, "order": text})

    assert {error["extensions"]["code"] for error in answer.get("errors", [])} == set()
    assert answer["data"]["product"] is None
    assert answer["data"]["orderLookup"] is None


async def test_half_a_pair_in_a_message_is_shown_as_something_else(client: Client) -> None:
    body = b'{"query": "query ($c: CountryCode) @inContext(country: $c) { __typename }", "variables": {"c": "\\ud800"}}'
    response = await client.http.post("/graphql", content=body, headers=JSON)

    assert response.status_code == 200
    assert code(response.json()) == "GRAPHQL_VALIDATION_FAILED"


@pytest.mark.parametrize(
    ("document", "variables"),
    [
        ('{ cart(token: "cart_secret_x") { id } }', {}),
        ("query ($t: CartToken!) { cart(token: $t) { id } }", {"t": "cart_secret_x"}),
        ('{ order(token: "order_secret_x") { id } }', {}),
        ("query ($t: OrderToken!) { ...A } fragment A on Query { order(token: $t) { id } }", {"t": "order_secret_x"}),
    ],
)
async def test_what_opens_a_cart_or_an_order_is_not_taken_from_an_address(
    client: Client, document: str, variables: dict[str, str]
) -> None:
    asked = {"query": document, "variables": json.dumps(variables)}
    response = await client.http.get("/graphql", params=asked)
    by_post = await client.ask(document, variables)

    assert (response.status_code, code(response.json())) == (400, "SECRET_IN_ADDRESS")
    assert "data" not in response.json()
    assert set(by_post["data"].values()) == {None}


@pytest.mark.parametrize("path", ["/", "/graphqls", "/health", "/graphql/more"])
async def test_there_is_nothing_else_here(client: Client, path: str) -> None:
    response = await client.http.get(path)

    assert (response.status_code, code(response.json())) == (404, "NOT_FOUND")
