"""The plan answers as graphql-core does over the schema of the shop: generated queries, and every example of ours."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from graphql import ExecutionResult, OperationDefinitionNode, OperationType, parse
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from app.catalog import (
    CATEGORY_ID,
    COLLECTION_ID,
    PRODUCT_ID,
    VARIANT_ID,
    CollectionDraft,
    Texts,
    set_collection_products,
    upsert_collection,
)
from app.core.clock import utc_now
from app.core.context import RequestContext, Viewer
from app.core.settings import Settings
from app.execution import Engine, NotExecutable
from app.identity import Scope
from app.markets import resolve_place
from app.wiring import Runtime
from schema.root import schema
from search import index_all
from tests.execution.test_differential import QUICK
from tests.support.carts import cart_with
from tests.support.catalog import add_category, add_products
from tests.support.client import Client
from tests.support.equality import Faults, assert_equal_answers, possible_faults
from tests.support.operation_values import Values
from tests.support.operations import Operation, Subject, operations
from tests.support.orders import place_shirts
from tests.support.shop import Shop
from tests.support.statements import is_remembered

ROOT = Path(__file__).parents[2]
EXAMPLES = {
    path: path.read_text("utf-8")
    for folder in ("scripts/benchmarks/documents", "app/http/graphiql/operations")
    for path in sorted((ROOT / folder).glob("*.graphql"))
}

PLANNED = Engine(schema, plan=True)
PLAIN = Engine(schema, plan=False)
PLAIN.documents = PLANNED.documents  # to read and validate each document once

PLACES = [("DE", None, None), ("GB", "en", None), ("JP", "ja", "JPY"), ("US", "ar", "EUR"), ("AE", "ar", None)]
VIEWERS = [Viewer(), Viewer(name="staff", scopes=frozenset(Scope))]

NODE_IDS = st.sampled_from(
    ["#shirt", "#mug", "#variant", "#category", "#collection", "#draft", "product_forged", "nothing", ""]
)
SLUGS = st.sampled_from(["linen-shirt", "stoneware-mug", "plate-1", "draft", "nothing", "\x00"])
CATEGORIES = st.sampled_from(["clothing", "shirts", "home", "plates", "nothing"])
COLLECTIONS = st.sampled_from(["summer", "empty", "nothing"])
SIZES = st.sampled_from([2, 1, 3, 100, 0, -1, 101])

VALUES = Values(
    good={
        "Query.node.id": NODE_IDS,
        "Query.nodes.ids": NODE_IDS,
        "Query.product.slug": SLUGS,
        "Query.product.id": NODE_IDS,
        "Query.category.slug": CATEGORIES,
        "Query.categories.parentSlug": CATEGORIES,
        "Query.collection.slug": COLLECTIONS,
        "Query.stock.variantIds": NODE_IDS,
        "Query.orderLookup.number": st.just("#number"),
        "Query.orderLookup.email": st.sampled_from(["ana@example.com", "no@example.com"]),
        "ProductFilterInput.categorySlug": CATEGORIES,
        "ProductFilterInput.collectionSlug": COLLECTIONS,
        "ProductFilterInput.brandSlug": st.sampled_from(["nordlicht", "nothing"]),
        "Query.search.query": st.sampled_from(["shirt", "", "plate", "nothing at all"]),
        "CartToken": st.sampled_from(["#cart", "no-token"]),
        "OrderToken": st.sampled_from(["#order", "no-token"]),
        "Query.brand.slug": st.sampled_from(["nordlicht", "nothing"]),
        "Query.product.handle": SLUGS,
        "Date": st.sampled_from(["2026-01-01", "2026-13-01"]),
        "DateTime": st.sampled_from(["2026-01-01T00:00:00Z", "2099-01-01T00:00:00+02:00", "yesterday"]),
        "LocalDateTime": st.sampled_from(["2026-11-27T00:00:00", "2026-11-27T00:00:00Z"]),
        "Decimal": st.sampled_from(["0", "59.90", "1e9", "x"]),
        "Int": SIZES,
        "String": st.sampled_from(["", "#cursor", "nothing"]),
    },
    refused={"CartToken": st.just(5)},
)

SUBJECT = Subject(
    schema._schema,
    VALUES,
    fields=30,
)


@dataclass(frozen=True)
class Known:
    """What stands for the marks in generated values, and where questions can be asked from."""

    runtime: Runtime
    marks: Mapping[str, str]

    def fill(self, operation: Operation) -> Operation:
        text, variables = operation.text, json.dumps(operation.variables)
        for mark, value in self.marks.items():
            text = text.replace(f'"{mark}"', f'"{value}"')
            variables = variables.replace(f'"{mark}"', f'"{value}"')
        return replace(operation, text=text, variables=json.loads(variables))

    async def contexts(self, where: tuple[str, str | None, str | None], viewer: Viewer) -> list[RequestContext]:
        """Three contexts of one moment."""
        place = resolve_place(await self.runtime.atlas.get(), *where)
        now = utc_now()
        contexts = [self.runtime.context(place, viewer, "differential") for _ in range(3)]
        return [replace(context, now=now) for context in contexts]


@pytest.fixture(scope="module")
async def known(runtime: Runtime, shop: Shop, client: Client, settings: Settings) -> Known:
    """The small shop, plates, collections, an order and a cart, and an index of the products."""
    plates = await add_category(runtime.database, "plates")
    await add_products(runtime.database, shop, plates, 5, "plate")
    async with runtime.database.transaction() as session:
        summer = await upsert_collection(session, CollectionDraft("summer", {"en": Texts("Summer")}))
        await upsert_collection(session, CollectionDraft("empty", {"en": Texts("Nothing")}))
        await set_collection_products(session, summer.id, [shop.mug, shop.shirt])
    cart = await cart_with(client, (VARIANT_ID.encode(shop.shirt_m), 2))
    order = await place_shirts(runtime, shop, ["shenzhen", "rotterdam"])
    page = await client.data("{ products(first: 2) { pageInfo { endCursor } } }")
    opened = await client.data("query ($t: OrderToken!) { order(token: $t) { number } }", {"t": order.token})
    assert await index_all(settings) == 7
    return Known(
        runtime,
        {
            "#shirt": PRODUCT_ID.encode(shop.shirt),
            "#mug": PRODUCT_ID.encode(shop.mug),
            "#draft": PRODUCT_ID.encode(shop.draft),
            "#variant": VARIANT_ID.encode(shop.shirt_l),
            "#category": CATEGORY_ID.encode(plates),
            "#collection": COLLECTION_ID.encode(summer.id),
            "#cart": cart["token"],
            "#order": order.token,
            "#number": opened["order"]["number"],
            "#cursor": page["products"]["pageInfo"]["endCursor"],
        },
    )


async def assert_engines_agree(
    known: Known, operation: Operation, where: tuple[str, str | None, str | None], viewer: Viewer
) -> ExecutionResult | None:
    """The same answer, in no more statements."""
    operation = known.fill(operation)
    try:
        plain = PLAIN.prepare(operation.text, operation.variables, operation.name)
    except NotExecutable:
        return None  # before any engine had it
    planned = PLANNED.prepare(operation.text, operation.variables, operation.name)
    contexts = await known.contexts(where, viewer)
    statements: list[str] = []

    def observe(statement: str) -> None:
        if not is_remembered(statement):
            statements.append(statement)

    known.runtime.database.observers.append(observe)
    try:
        expected = await PLAIN.execute(plain, contexts[0])
        count = len(statements)
        given_answer = await PLANNED.execute(planned, contexts[1])
        ours = len(statements) - count
    finally:
        known.runtime.database.observers.remove(observe)
    possible = await possible_faults(schema._schema, operation, contexts[2]) if expected.errors else Faults()
    assert_equal_answers(expected, given_answer, possible)
    assert expected.errors or ours <= count, "\n".join(statements)
    return given_answer


@examples(QUICK, max_examples=30)
@given(operations(SUBJECT), st.sampled_from(PLACES), st.sampled_from(VIEWERS))
async def test_queries(known: Known, operation: Operation, where: Any, viewer: Viewer) -> None:
    await assert_engines_agree(known, operation, where, viewer)


@pytest.mark.slow
@examples(QUICK, max_examples=500)
@given(operations(SUBJECT), st.sampled_from(PLACES), st.sampled_from(VIEWERS))
async def test_five_hundred_queries(known: Known, operation: Operation, where: Any, viewer: Viewer) -> None:
    await assert_engines_agree(known, operation, where, viewer)


def queries(text: str) -> list[OperationDefinitionNode]:
    written = [each for each in parse(text).definitions if isinstance(each, OperationDefinitionNode)]
    return [each for each in written if each.operation is OperationType.QUERY]


@pytest.mark.parametrize("text", [pytest.param(text, id=path.stem) for path, text in EXAMPLES.items() if queries(text)])
async def test_our_own_examples(known: Known, text: str) -> None:
    variables = {
        "slug": "linen-shirt", "token": "#order", "query": "shirt", "country": "DE", "language": "EN", "first": 24,
        "ids": ["#shirt", "#mug"], "product": "#shirt", "from": utc_now().date().isoformat(),
    }  # fmt: skip
    (query,) = queries(text)
    asked = {definition.variable.name.value for definition in query.variable_definitions or ()}
    operation = Operation(text, {name: value for name, value in variables.items() if name in asked}, None)

    answer = await assert_engines_agree(known, operation, PLACES[0], VIEWERS[1])

    assert answer is not None
    assert answer.data
