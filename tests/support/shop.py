"""A small shop for tests: the demo shop's markets, warehouses, options and methods, and products of its own.

Written with models and plain sums, so that a test can compute what it expects without asking the code it tests.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from app.catalog import PublicationDraft, Window
from app.catalog.models import (
    Brand,
    Category,
    CategoryTranslation,
    EconomicOperator,
    Product,
    ProductPublication,
    ProductTranslation,
    ProductType,
    ProductVariant,
)
from app.core.db import Database
from app.core.money import parse_amount
from app.inventory.models import Stock, Warehouse
from app.markets.models import Language, Market, MarketCountry, MarketLanguage
from app.payments.models import PaymentMethod
from app.payments.status import PaymentMethodKind
from app.pricing.models import Price, PriceList
from app.shipping.models import Carrier, DeliveryOption, DeliveryPrice, Zone, ZoneCountry

PUBLISHED_AT = datetime(2026, 1, 1, tzinfo=UTC)
CHANNEL = "default"
"""The channel that a shop has from the start."""
MAKER = "nordlicht"
"""The operator who answers for products, in the EU too."""

PRICES = {"EUR": "59.90", "GBP": "52.00", "USD": "64.00", "CNY": "459.00", "JPY": "9800", "AED": "239.00"}
"""Of the shirt, in each market's currency; the mug costs a tenth."""

TEXTS = {
    "shirt": {
        "en": "Linen shirt",
        "de": "Leinenhemd",
        "fr": "Chemise en lin",
        "zh-Hans": "亚麻衬衫",
        "ja": "リネンシャツ",
        "ar": "قميص كتان",
    },
    "mug": {"en": "Stoneware mug", "de": "Steinzeugbecher"},
}


@dataclass(frozen=True)
class Shop:
    """Ids of what a test may need. The shirt has two variants, the mug one; the draft is not published."""

    markets: dict[str, UUID]
    warehouses: dict[str, UUID]
    options: dict[tuple[str, str, str], UUID]
    """(warehouse, zone, code)."""
    payment_methods: dict[str, UUID]
    shirt: UUID
    shirt_m: UUID
    shirt_l: UUID
    mug: UUID
    mug_variant: UUID
    draft: UUID
    draft_variant: UUID


def demo_data(name: str) -> list[dict[str, Any]]:
    """One file of the demo shop's data."""
    rows: list[dict[str, Any]] = json.loads((files("app.demo") / "shop" / name).read_text("utf-8"))
    return rows


async def seed_shop(database: Database) -> Shop:
    """Write the shop into an empty, migrated database."""
    async with database.transaction() as session:
        markets = await _seed_markets(session)
        warehouses = await _seed_warehouses(session)
        options = await _seed_delivery(session, warehouses)
        methods = await _seed_payment_methods(session)
        products = await _seed_products(session, markets, warehouses)
    return Shop(markets=markets, warehouses=warehouses, options=options, payment_methods=methods, **products)


def on_sale(
    starts_at: datetime = PUBLISHED_AT, ends_at: datetime | None = None, markets: Mapping[str, Window] | None = None
) -> dict[str, Any]:
    """What a draft says so that shoppers see the product, in the EU too: who made it, and a publication."""
    return {"manufacturer": MAKER, "publications": (PublicationDraft(CHANNEL, starts_at, ends_at, markets),)}


def published(product: Product, starts_at: datetime, ends_at: datetime | None = None) -> ProductPublication:
    """The publication that shows the product in all markets."""
    return ProductPublication(product_id=product.id, channel_code=CHANNEL, starts_at=starts_at, ends_at=ends_at)


async def add_rows(session: AsyncSession, *groups: Sequence[SQLModel]) -> None:
    """Write groups of rows, each after the one it refers to."""
    for group in groups:
        session.add_all(group)
        await session.flush()


async def _seed_markets(session: AsyncSession) -> dict[str, UUID]:
    languages = [Language(tag=row["tag"], fallback_tag=row["fallback"]) for row in demo_data("languages.json")]
    markets, countries, offered, lists = [], [], [], []
    for row in demo_data("markets.json"):
        market = Market(
            code=row["code"],
            names=row["names"],
            currency_code=row["currencyCode"],
            displays_tax=row["displaysTax"],
            default_country_code=row["defaultCountryCode"],
            default_language_tag=row["defaultLanguageTag"],
            time_zone=row["timeZone"],
            is_default=row["isDefault"],
        )
        markets.append(market)
        countries += [MarketCountry(country_code=code, market_id=market.id) for code in row["countryCodes"]]
        offered += [
            MarketLanguage(market_id=market.id, language_tag=tag, position=position)
            for position, tag in enumerate(row["languageTags"])
        ]
        lists.append(
            PriceList(
                code=row["code"],
                market_ids=[market.id],
                currency_code=row["currencyCode"],
                tax_included=row["displaysTax"],
            )
        )
    languages.sort(key=lambda language: (language.tag != "en", language.tag not in ("de", "fr", "zh-Hans")))
    await add_rows(session, languages[:1], languages[1:4], languages[4:], markets, countries, offered, lists)
    return {market.code: market.id for market in markets}


async def _seed_warehouses(session: AsyncSession) -> dict[str, UUID]:
    rows = [
        Warehouse(
            code=row["code"],
            names=row["names"],
            country_code=row["countryCode"],
            time_zone=row["timeZone"],
            cut_off_hour=row["cutOffHour"],
        )
        for row in demo_data("warehouses.json")
    ]
    await add_rows(session, rows)
    return {row.code: row.id for row in rows}


async def _seed_delivery(session: AsyncSession, warehouses: dict[str, UUID]) -> dict[tuple[str, str, str], UUID]:
    carrier = Carrier(code="sandbox", name="Sandbox Parcel")
    zones = {row["code"]: Zone(code=row["code"]) for row in demo_data("zones.json")}
    countries = [
        ZoneCountry(country_code=code, zone_id=zones[row["code"]].id)
        for row in demo_data("zones.json")
        for code in row["countryCodes"]
    ]
    options, prices, ids = [], [], {}
    for row in demo_data("delivery_options.json"):
        option = DeliveryOption(
            code=row["code"],
            warehouse_id=warehouses[row["warehouse"]],
            zone_id=zones[row["zone"]].id,
            carrier_id=carrier.id,
            names=row["names"],
            min_days=row["minDays"],
            max_days=row["maxDays"],
            customs_days=row["customsDays"],
            position=row["position"],
        )
        options.append(option)
        ids[row["warehouse"], row["zone"], row["code"]] = option.id
        prices += [
            DeliveryPrice(
                option_id=option.id,
                currency_code=currency,
                base_amount=parse_amount(price["base"], currency),
                per_kilogram_amount=parse_amount(price["perKilogram"], currency),
            )
            for currency, price in row["prices"].items()
        ]
    await add_rows(session, [carrier], list(zones.values()), countries, options, prices)
    return ids


async def _seed_payment_methods(session: AsyncSession) -> dict[str, UUID]:
    rows = [
        PaymentMethod(
            code=row["code"],
            provider_code=row["providerCode"],
            kind=PaymentMethodKind(row["kind"]),
            names=row["names"],
            country_codes=row["countryCodes"],
            currency_codes=row["currencyCodes"],
            position=position,
        )
        for position, row in enumerate(demo_data("payment_methods.json"))
    ]
    await add_rows(session, rows)
    return {row.code: row.id for row in rows}


async def _seed_products(
    session: AsyncSession, markets: dict[str, UUID], warehouses: dict[str, UUID]
) -> dict[str, UUID]:
    brand = Brand(slug="nordlicht", name="Nordlicht")
    clothing = Category(slug="clothing")
    shirts = Category(slug="shirts", parent_id=clothing.id)
    home = Category(slug="home", position=1)
    words = [
        CategoryTranslation(category_id=clothing.id, language_tag="en", name="Clothing"),
        CategoryTranslation(category_id=clothing.id, language_tag="de", name="Kleidung"),
        CategoryTranslation(category_id=shirts.id, language_tag="en", name="Shirts"),
        CategoryTranslation(category_id=shirts.id, language_tag="de", name="Hemden"),
        CategoryTranslation(category_id=home.id, language_tag="en", name="Home"),
    ]
    types = [ProductType(code=code, names={"en": code.title()}) for code in ("clothing", "home")]
    maker = EconomicOperator(
        code=MAKER,
        name="Nordlicht GmbH",
        address_lines=["Hafenstr. 4", "20457 Hamburg"],
        country_code="DE",
        email="hello@nordlicht.example",
    )
    await add_rows(session, types, [maker], [brand], [clothing, home], [shirts], words)
    shirt = Product(
        slug="linen-shirt",
        product_type="clothing",
        brand_id=brand.id,
        category_id=shirts.id,
        has_safety_data=True,
    )
    mug = Product(
        slug="stoneware-mug", product_type="home", brand_id=brand.id, category_id=home.id, has_safety_data=True
    )
    draft = Product(slug="draft", product_type="home", category_id=home.id, has_safety_data=True)
    publications = [published(shirt, PUBLISHED_AT), published(mug, PUBLISHED_AT + timedelta(days=1))]
    texts = [
        ProductTranslation(product_id=product.id, language_tag=tag, name=name, description=f"<p>{name}.</p>")
        for product, names in ((shirt, TEXTS["shirt"]), (mug, TEXTS["mug"]), (draft, {"en": "Draft"}))
        for tag, name in names.items()
    ]
    variants = [
        _variant(shirt, "SHIRT-M", 0, {"en": "M"}, 240, "620520", "PT"),
        _variant(shirt, "SHIRT-L", 1, {"en": "L"}, 260, "620520", "PT"),
        _variant(mug, "MUG", 0, {"en": ""}, 380, "691200", "CN"),
        _variant(draft, "DRAFT", 0, {"en": ""}, None, None, None),
    ]
    await add_rows(session, [shirt, mug, draft], publications, texts, variants)
    shirt_m, shirt_l, mug_variant, draft_variant = variants
    await _seed_prices(session, markets, [(shirt_m, 1), (shirt_l, 1), (mug_variant, 10), (draft_variant, 1)])
    stock = {
        shirt_m.id: {"rotterdam": 10, "shenzhen": 100},
        shirt_l.id: {"shenzhen": 5},
        mug_variant.id: {"rotterdam": 3, "ohio": 50},
        draft_variant.id: {"rotterdam": 1},
    }
    await add_rows(
        session,
        [
            Stock(variant_id=variant_id, warehouse_id=warehouses[code], on_hand=pieces)
            for variant_id, places in stock.items()
            for code, pieces in places.items()
        ],
    )
    return {
        "shirt": shirt.id,
        "shirt_m": shirt_m.id,
        "shirt_l": shirt_l.id,
        "mug": mug.id,
        "mug_variant": mug_variant.id,
        "draft": draft.id,
        "draft_variant": draft_variant.id,
    }


async def _seed_prices(
    session: AsyncSession, markets: dict[str, UUID], priced: Sequence[tuple[ProductVariant, int]]
) -> None:
    rows = (await session.execute(PriceList.__table__.select())).all()  # type: ignore[attr-defined] # set by SQLModel
    await add_rows(
        session,
        [
            Price(
                variant_id=variant.id,
                price_list_id=row.id,
                product_id=variant.product_id,
                amount=parse_amount(PRICES[row.currency_code], row.currency_code) // divisor,
            )
            for row in rows
            for variant, divisor in priced
            if set(row.market_ids) & set(markets.values())
        ],
    )


def _variant(
    product: Product,
    sku: str,
    position: int,
    names: dict[str, str],
    grams: int | None,
    hs: str | None,
    origin: str | None,
) -> ProductVariant:
    return ProductVariant(
        product_id=product.id,
        sku=sku,
        position=position,
        names=names,
        weight_grams=grams,
        hs_code=hs,
        origin_country_code=origin,
    )
