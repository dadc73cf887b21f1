"""A type with an attribute of every kind, and whole drafts of products of it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from asyncpg import Connection, Record
from sqlalchemy.ext.asyncio import AsyncSession

from app.catalog import (
    AttributeDraft,
    AttributeValueDraft,
    BrandDraft,
    CategoryDraft,
    CertificateDraft,
    ComponentDraft,
    ContentDraft,
    MediaDraft,
    OperatorDraft,
    OptionDraft,
    OptionValueDraft,
    ProductDraft,
    ProductTypeDraft,
    PublicationDraft,
    RestrictionDraft,
    Texts,
    TypeAttributeDraft,
    VariantDraft,
    Window,
    upsert_attribute,
    upsert_brand,
    upsert_category,
    upsert_operator,
    upsert_product_type,
)
from app.catalog.models import AttributeKind, AttributeScope, MediaRole, MediaType, RestrictionReason
from app.core.db import Database
from app.markets import ChannelDefinition, MarketDefinition, define_channel, define_languages, define_market

STARTS = datetime(2026, 3, 1, tzinfo=UTC)
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)

ATTRIBUTES = (
    AttributeDraft("material", {"en": "Material"}, AttributeKind.TEXT, is_localizable=True),
    AttributeDraft("story", {"en": "Story"}, AttributeKind.RICH_TEXT, is_localizable=True),
    AttributeDraft("height", {"en": "Height"}, AttributeKind.NUMBER, unit="centimeter"),
    AttributeDraft("pages", {"en": "Pages"}, AttributeKind.NUMBER),
    AttributeDraft("vegan", {"en": "Vegan"}, AttributeKind.BOOLEAN),
    AttributeDraft("harvested", {"en": "Harvested"}, AttributeKind.DATE),
    AttributeDraft(
        "care",
        {"en": "Care"},
        AttributeKind.MULTI_SELECT,
        values=(AttributeValueDraft("wash", {"en": "Wash"}), AttributeValueDraft("iron", {"en": "Iron"})),
    ),
    AttributeDraft(
        "fit",
        {"en": "Fit"},
        AttributeKind.SELECT,
        values=(AttributeValueDraft("slim", {"en": "Slim"}), AttributeValueDraft("wide", {"en": "Wide"})),
    ),
    AttributeDraft("manual", {"en": "Manual"}, AttributeKind.FILE),
    AttributeDraft("goes_with", {"en": "Goes with"}, AttributeKind.REFERENCE),
    AttributeDraft("voltage", {"en": "Voltage"}, AttributeKind.NUMBER, unit="volt"),
)
OF_VARIANTS = frozenset({"voltage"})
CLOTHING = ProductTypeDraft(
    "clothing",
    {"en": "Clothing"},
    tuple(
        TypeAttributeDraft(each.code, AttributeScope.VARIANT if each.code in OF_VARIANTS else AttributeScope.PRODUCT)
        for each in ATTRIBUTES
    ),
)
MAKER = OperatorDraft(
    "nordlicht", "Nordlicht Textil GmbH", ("Hafenstr. 4", "20457 Hamburg"), "DE", "hallo@nordlicht.test"
)
FAR_MAKER = OperatorDraft("yunlan", "Yunlan Trading", ("Nanshan 8", "Shenzhen"), "CN", "hello@yunlan.test")
AGENT = OperatorDraft("agent", "EU Agent BV", ("Kade 1", "3011 Rotterdam"), "NL", website="https://agent.test")

SIZE = OptionDraft(
    "size",
    {"en": "Size", "de": "Größe"},
    (OptionValueDraft("m", {"en": "M"}), OptionValueDraft("l", {"en": "L"})),
)
COLOUR = OptionDraft("colour", {"en": "Colour"}, (OptionValueDraft("navy", {"en": "Navy", "de": "Marine"}, "#1f2a44"),))
SHIRT = ProductDraft(
    slug="shirt",
    product_type="clothing",
    translations={"en": Texts("Shirt", "<p>Linen</p>"), "de": Texts("Hemd")},
    options=(COLOUR, SIZE),
    variants=(
        VariantDraft(
            "S-M",
            {"size": "m", "colour": "navy"},
            weight_grams=240,
            hs_code="620520",
            origin_country_code="PT",
            gtin="4006381333931",
        ),
        VariantDraft(
            "S-L", {"size": "l", "colour": "navy"}, weight_grams=260, hs_code="620520", origin_country_code="PT"
        ),
    ),
    media=(MediaDraft("front.png", {"en": "Front"}, 1000, 1000), MediaDraft("https://cdn.example/back.jpg")),
    tags=("linen",),
    publications=(PublicationDraft("default", STARTS),),
)
MUG = ProductDraft("mug", "clothing", {"en": Texts("Mug")}, (VariantDraft("MUG"),))

WHOLE = replace(
    SHIRT,
    slug="whole",
    external_id="test:whole",
    translations={
        "en": Texts("Whole", "<p>All of it</p>", "the-whole", "Whole | Shop", "All.", "Keep from fire.\nWash first."),
        "de": Texts("Ganzes", "<p>Alles</p>", "das-ganze"),
    },
    variants=(
        VariantDraft(
            "W-M",
            {"size": "m", "colour": "navy"},
            {"voltage": {"amount": "12.5", "unit": "volt"}},
            240,
            300,
            200,
            40,
            ContentDraft(Decimal("0.25"), "liter", Decimal(1)),
            "620520",
            {"US": "6205202067"},
            "PT",
            {"en": "Men's shirt of flax"},
            "4006381333931",
            "B-1",
            "test:w-m",
            ("https://cdn.example/back.jpg", "front.png"),
            metadata={"bin": 4, "nested": {"a": [1, None, True]}},
            private_metadata={"cost": "3.20"},
        ),
        VariantDraft("W-L", {"size": "l", "colour": "navy"}, components=(ComponentDraft("MUG", 2),)),
    ),
    media=(
        MediaDraft(
            "front.png",
            {"en": "Front"},
            1000,
            1000,
            MediaType.IMAGE,
            MediaRole.DETAIL,
            (Decimal("0.5"), Decimal("0.125")),
        ),
        MediaDraft("https://cdn.example/back.jpg"),
        MediaDraft("https://video.example/1", type=MediaType.EXTERNAL_VIDEO, duration_ms=9000),
        MediaDraft("https://cdn.example/new.jpg", {"en": "New"}, is_fetched=True),
    ),
    brand="nordlicht",
    category="shirts",
    manufacturer="yunlan",
    responsible_person="agent",
    attributes={
        "material": {"en": "Linen", "de": "Leinen"},
        "story": {"en": "<p>From a mill.</p>"},
        "height": {"amount": "72", "unit": "centimeter"},
        "pages": "0.5",
        "vegan": False,
        "harvested": "2026-02-28",
        "care": ["wash", "iron"],
        "fit": "wide",
        "manual": {"source": "manual.pdf", "name": "Manual"},
        "goes_with": {"kind": "product", "slug": "mug"},
    },
    certificates=(CertificateDraft("GOTS", "123", "Control Union", "https://gots.test/1", date(2027, 1, 31)),),
    restrictions=(
        RestrictionDraft("IR", RestrictionReason.SANCTIONS, "Regulation (EU) 267/2012"),
        RestrictionDraft("US", RestrictionReason.RIGHTS),
    ),
    publications=(
        PublicationDraft(
            "default", STARTS, datetime(2027, 1, 1, tzinfo=UTC), {"eu": Window(), "jp": Window(NOW, None)}
        ),
    ),
    metadata={"season": "SS27", "numbers": [1, 2.5]},
    private_metadata={"supplier": {"id": 7}},
)
"""Something in every field. It refers to the mug."""


async def write_surroundings(database: Database) -> None:
    """What the drafts name: a type, a brand, a category, operators, markets and a channel."""
    async with database.transaction() as session:
        await _write_places(session)
        for attribute in ATTRIBUTES:
            await upsert_attribute(session, attribute)
        await upsert_product_type(session, CLOTHING)
        await upsert_brand(session, BrandDraft("nordlicht", "Nordlicht"))
        await upsert_category(session, CategoryDraft("shirts", {"en": Texts("Shirts")}))
        for operator in (MAKER, FAR_MAKER, AGENT):
            await upsert_operator(session, operator)


async def _write_places(session: AsyncSession) -> None:
    await define_languages(session, {"en": None})
    for code, country, currency in (("eu", "DE", "EUR"), ("jp", "JP", "JPY")):
        await define_market(
            session,
            MarketDefinition(
                code, {"en": code}, currency, True, country, "en", [country], ["en"], is_default=code == "eu"
            ),
        )
    await define_channel(session, ChannelDefinition("default", {"en": "Web"}, is_default=True))


async def empty_catalog(database: Database, connection: "Connection[Record]") -> None:
    """A catalog with all of that, no product, and nothing told."""
    await connection.execute(
        "TRUNCATE product, brand, category, collection, slug, economic_operator, attribute, product_type CASCADE"
    )
    await write_surroundings(database)
    await connection.execute("TRUNCATE outbox_event, pgqueuer")
