"""The demo shop: loaded whole, loaded once, sold from, and left alone in a database that holds another shop."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from typer.testing import CliRunner

from app import demo
from app.catalog import Audience, ProductList, ProductOrder, list_products
from app.cli import program
from app.core.clock import utc_now
from app.core.money import parse_amount
from app.core.settings import Settings
from app.demo import DemoFacts, demo_facts, loader
from app.demo.catalog import newest_first, write_product
from app.demo.content import ContentEntry, ProductEntry, shop_content
from app.demo.merchandising import define_merchandising
from app.embedded import Services
from app.markets import MarketDefinition, define_languages, define_market, load_atlas, resolve_place
from app.merchandising import load_search_rules, load_synonyms
from app.pricing import Shopper, load_price_book, prices_of_variants
from app.wiring import Runtime
from tests.support.client import Client
from tests.support.databases import clone_database, drop_database
from tests.support.demo import mapping_of, row_versions, rows_of

pytestmark = pytest.mark.slow

LANGUAGES = 6
CUT_OFF_AFTER = 20

TRACK = """
query Track($token: OrderToken!) @inContext(language: EN) {
  order(token: $token) {
    number status
    lines(first: 10) { nodes { sku quantity } }
    cost { subtotal { amount } shipping { amount } tax { amount } total { amount } }
    payments { status amount { amount } }
    shipments {
      status trackingNumber carrier { name } estimate { reasons }
      events { code place occurredAt }
    }
    placedAt
  }
}
"""
LOOKUP = """
query Lookup($number: String!, $email: String!) { orderLookup(number: $number, email: $email) { status } }
"""

COUNTS = """
    SELECT 'products', count(*) FROM product JOIN product_publication ON product_id = id
        WHERE starts_at <= now() AND has_safety_data
    UNION ALL SELECT 'names', count(*) FROM product_translation WHERE name <> '' AND description LIKE '<p>%</p>'
    UNION ALL SELECT 'variants', count(*) FROM product_variant
        WHERE weight_grams > 0 AND hs_code IS NOT NULL AND origin_country_code IS NOT NULL
    UNION ALL SELECT 'prices', count(*) FROM price WHERE amount > 0
    UNION ALL SELECT 'stock', count(*) FROM stock
    UNION ALL SELECT 'warehouses', count(*) FROM warehouse
    UNION ALL SELECT 'media', count(*) FROM product_media
    UNION ALL SELECT 'categories', count(*) FROM category_translation
    UNION ALL SELECT 'collections', count(*) FROM collection_translation
    UNION ALL SELECT 'collected', count(*) FROM collection_product
    UNION ALL SELECT 'brands', count(*) FROM brand
    UNION ALL SELECT 'markets', count(*) FROM market
    UNION ALL SELECT 'delivery options', count(*) FROM delivery_option
    UNION ALL SELECT 'delivery prices', count(*) FROM delivery_price
    UNION ALL SELECT 'payment methods', count(*) FROM payment_method
    """

CONTENT = shop_content()


class PowerCutError(Exception):
    """Somebody pulled the plug."""


@pytest.fixture(scope="module")
async def after_the_cut(settings: Settings) -> list[int]:
    """Loads the demo shop in two goes: the first ends in the middle, the second is asked for twice at once.

    How many products, notes and orders the first one left.
    """
    written = 0

    async def write_some(*arguments: Any) -> Any:
        nonlocal written
        written += 1
        if written > CUT_OFF_AFTER:
            raise PowerCutError
        return await write_product(*arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loader, "write_product", write_some)
        with pytest.raises(PowerCutError):
            await demo.load(settings)
    (left,) = await rows_of(
        settings.database_url,
        """
        SELECT (SELECT count(*) FROM product), (SELECT count(*) FROM idempotent_request), (SELECT count(*) FROM "order")
        """,
    )
    assert sorted(await asyncio.gather(demo.load(settings), demo.load(settings))) == [False, True]
    return list(left)


@pytest.fixture(autouse=True)
def _loaded(after_the_cut: list[int], runtime: Runtime) -> None:
    """Every test of this file looks at a loaded shop."""
    del after_the_cut
    runtime.atlas.forget()


@pytest.fixture
def other_settings(services: Services, template: str, settings: Settings) -> Iterator[Settings]:
    """Settings with an empty database of the test's own."""
    url = clone_database(services, template)
    yield settings.model_copy(update={"database_url": url})
    drop_database(services, url)


@pytest.fixture
async def facts(runtime: Runtime) -> DemoFacts:
    """What visitors are pointed to."""
    found = await demo_facts(await runtime.system_context())
    assert found is not None
    return found


def test_a_first_go_that_was_cut_off_left_whole_products_and_was_not_taken_for_complete(
    after_the_cut: list[int],
) -> None:
    assert after_the_cut == [CUT_OFF_AFTER, 0, 0]


async def test_everything_is_there(settings: Settings) -> None:
    variants = sum(len(product.variants) for product in CONTENT.products)
    pricing = CONTENT.pricing
    more = sum(len(tier.amounts) for tier in pricing.tiers)
    more += sum(len(row.amounts) for each in pricing.price_lists for row in each.prices)
    counted = await mapping_of(settings.database_url, COUNTS)
    assert counted == {
        "products": len(CONTENT.products),
        "names": len(CONTENT.products) * LANGUAGES,
        "variants": variants,
        "prices": variants * 6 + more,
        "stock": variants * 3,
        "warehouses": 3,
        "media": len(CONTENT.products),
        "categories": len(CONTENT.categories) * LANGUAGES,
        "collections": len(CONTENT.collections) * LANGUAGES,
        "collected": sum(len(product.collections) for product in CONTENT.products),
        "brands": len(CONTENT.brands),
        "markets": 6,
        "delivery options": len(CONTENT.delivery_options),
        "delivery prices": sum(len(option.prices) for option in CONTENT.delivery_options),
        "payment methods": len(CONTENT.payment_methods),
    }
    assert len(CONTENT.products) >= 60
    assert variants >= 150


async def test_every_market_sells_every_variant_at_the_price_of_the_files(runtime: Runtime) -> None:
    ids = await mapping_of(runtime.settings.database_url, "SELECT sku, id FROM product_variant")
    atlas, book = await load_atlas(runtime.database), await load_price_book(runtime.database)
    for market in atlas.markets:
        shopper = Shopper.of(resolve_place(atlas, market.default_country_code, None, None))
        found = await prices_of_variants(runtime.database, book.tariff(shopper, utc_now()), list(ids.values()))
        currency = market.currency_code
        assert {sku: found[variant_id].price.regular for sku, variant_id in ids.items()} == {
            variant.sku: parse_amount(variant.prices[currency], currency)
            for product in CONTENT.products
            for variant in product.variants
        }


async def test_what_is_said_about_search_is_there_and_said_once(runtime: Runtime, settings: Settings) -> None:
    said = CONTENT.merchandising
    rules = {rule.code: rule for rule in await load_search_rules(runtime.database)}
    assert {code: (rule.queries, rule.redirect) for code, rule in rules.items()} == {
        entry.code: (list(entry.queries), entry.redirect) for entry in said.rules
    }
    slugs = {row["id"]: row["slug"] for row in await rows_of(settings.database_url, "SELECT id, slug FROM product")}
    pinned = [slugs[each] for each in rules["gift-ideas"].facts.pins.values()]
    assert pinned == ["hazelnut-pralines", "scented-candle"]
    synonyms = await load_synonyms(runtime.database)
    assert {(row.language_tag, *row.words) for row in synonyms} == {
        (entry.language_tag, *entry.words) for entry in said.synonyms
    }

    before = await row_versions(settings.database_url)
    brand_rows = await rows_of(settings.database_url, "SELECT id, slug FROM brand")
    async with runtime.database.transaction() as session:
        brands = {row["slug"]: row["id"] for row in brand_rows}
        await define_merchandising(session, said, brands, {slug: each for each, slug in slugs.items()})
    assert await row_versions(settings.database_url) == before


async def test_every_picture_is_in_the_media_folder(settings: Settings) -> None:
    rows = await rows_of(settings.database_url, "SELECT source, width, height, alts ->> 'ja' FROM product_media")
    assert {(source, alt) for source, _, _, alt in rows} == {
        (f"{product.slug}.png", product.translations["ja"].name) for product in CONTENT.products
    }
    assert sorted(path.name for path in settings.media_dir.iterdir()) == sorted(row[0] for row in rows)
    for source, width, height, _ in rows:
        with Image.open(settings.media_dir / source) as picture:
            assert (picture.format, picture.size) == ("PNG", (width, height))


async def test_the_newest_come_first_and_the_kinds_take_turns(runtime: Runtime) -> None:
    ctx = await runtime.system_context()
    asked = ProductList(("en",), Audience.of(ctx.place, ctx.now), 100, ProductOrder.NEWEST)
    shown = [row.slug for row in (await list_products(runtime.database, asked)).items]
    assert shown == [product.slug for product in newest_first(CONTENT)]
    kinds = {product.slug: product.product_type for product in CONTENT.products}
    assert [kinds[slug] for slug in shown[:5]] == ["clothing", "beauty", "home", "electronics", "food"]
    assert shown[0] == "linen-shirt"


async def test_loading_again_is_one_read(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    before = await row_versions(settings.database_url)
    statements: list[str] = []
    opened = Runtime.open

    async def open_watched(given: Settings) -> Runtime:
        runtime = await opened(given)
        runtime.database.observers.append(statements.append)
        return runtime

    monkeypatch.setattr(Runtime, "open", open_watched)
    assert not await demo.load(settings)
    assert len(statements) == 1
    assert await row_versions(settings.database_url) == before


async def test_loading_all_of_it_again_writes_nothing_but_the_note(settings: Settings) -> None:
    await rows_of(settings.database_url, "DELETE FROM idempotent_request WHERE key LIKE 'shop:%'")
    before = await row_versions(settings.database_url)
    assert await demo.load(settings)
    after = await row_versions(settings.database_url)
    assert {table for table in after if after[table] != before[table]} == {"idempotent_request"}


async def test_a_picture_that_was_lost_is_drawn_again(settings: Settings) -> None:
    lost = settings.media_dir / "linen-shirt.png"
    picture = lost.read_bytes()
    lost.unlink()
    assert not await demo.load(settings)
    assert lost.read_bytes() == picture


async def test_the_demo_order_is_on_its_way_through_customs(client: Client, facts: DemoFacts) -> None:
    order = (await client.data(TRACK, {"token": facts.order_token}))["order"]
    assert (order["number"], order["status"]) == (facts.order_number, "SHIPPED")
    assert order["lines"]["nodes"] == [{"sku": "QW-OEH-SND", "quantity": 1}, {"sku": "BH-HRJ-NVY-M", "quantity": 1}]
    assert {name: money["amount"] for name, money in order["cost"].items()} == {
        "subtotal": "328.00",  # 199.00 + 129.00
        "shipping": "33.80",  # 990 grams by express: 24.90 + 8.90
        "tax": "57.77",  # the 19 % in each: 31.77 + 20.60 + 5.40
        "total": "361.80",
    }
    assert order["payments"] == [{"status": "AUTHORIZED", "amount": {"amount": "361.80"}}]
    (shipment,) = order["shipments"]
    assert (shipment["trackingNumber"], shipment["carrier"]) == ("SBX-CUSTOMS-0001", {"name": "Sandbox Parcel"})
    assert shipment["status"] == "IMPORT_CLEARED"
    assert "CUSTOMS_DELAY" in shipment["estimate"]["reasons"]
    assert [(event["code"], event["place"]) for event in reversed(shipment["events"])] == [
        ("CREATED", None),
        ("LABEL_CREATED", "Shenzhen, China"),
        ("PICKED_UP", "Shenzhen, China"),
        ("IN_TRANSIT", "Guangzhou, China"),
        ("EXPORT_CLEARED", "Guangzhou, China"),
        ("IN_TRANSIT", "Leipzig, Germany"),
        ("IN_CUSTOMS", "Leipzig, Germany"),
        ("CUSTOMS_DELAY", "Leipzig, Germany"),
        ("DUTY_DUE", "Leipzig, Germany"),
        ("IMPORT_CLEARED", "Leipzig, Germany"),
    ]
    moments = [order["placedAt"], *(event["occurredAt"] for event in reversed(shipment["events"]))]
    assert [datetime.fromisoformat(each) for each in moments] == sorted(map(datetime.fromisoformat, moments))


async def test_visitors_are_pointed_to_what_is_there(client: Client, facts: DemoFacts) -> None:
    found = await client.data(LOOKUP, {"number": facts.order_number, "email": facts.order_email})
    assert found == {"orderLookup": {"status": "SHIPPED"}}
    product = "query ($slug: String!) { product(slug: $slug) { variants(first: 100) { nodes { id } } } }"
    nodes = (await client.data(product, {"slug": facts.product_slug}))["product"]["variants"]["nodes"]
    assert {"id": facts.variant_id} in nodes


async def test_outside_the_sandbox_nobody_is_given_the_token_of_an_order(runtime: Runtime) -> None:
    ctx = await runtime.system_context()
    assert await demo_facts(replace(ctx, settings=ctx.settings.model_copy(update={"sandbox": False}))) is None


async def test_a_database_with_another_shop_is_left_alone(other_settings: Settings) -> None:
    runtime = await Runtime.open(other_settings)
    async with runtime.database.transaction() as session:
        await define_languages(session, {"en": None})
        await define_market(session, MarketDefinition("mars", {"en": "Mars"}, "EUR", False, "DE", "en", ["DE"], ["en"]))
    await runtime.close()
    before = await row_versions(other_settings.database_url)
    with pytest.raises(demo.DemoError, match=r"holds another shop \(market mars\): load the demo into a database"):
        await demo.load(other_settings)
    assert await row_versions(other_settings.database_url) == before


def test_the_command_says_what_it_did(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in {
        "DATABASE_URL": settings.database_url,
        "MEILI_URL": settings.meili_url,
        "MEILI_KEY": settings.meili_key.get_secret_value(),
        "TRADEWIND_SECRET_KEY": settings.secret_key.get_secret_value(),
        "TRADEWIND_SEARCH_PREFIX": settings.search_prefix,
        "TRADEWIND_MEDIA_DIR": str(settings.media_dir),
    }.items():
        monkeypatch.setenv(name, value)
    result = CliRunner().invoke(program, ["demo", "--index", "--data-dir", str(tmp_path)])
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        "The demo shop is there already: nothing was changed.",
        f"{len(CONTENT.products)} products are indexed for search.",
    ]


def test_a_quantity_that_was_written_as_a_number_is_refused() -> None:
    with pytest.raises(ValueError, match="write numbers as text"):
        ContentEntry.model_validate({"quantity": 0.19, "unit": "liter"})


def test_a_field_that_nobody_reads_is_refused() -> None:
    with pytest.raises(ValueError, match="Extra inputs are not permitted"):
        ProductEntry.model_validate(CONTENT.products[0].model_dump(by_alias=True) | {"colour": "red"})
