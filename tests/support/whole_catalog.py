"""A catalog with everything that drafts can say, as the file that Tradewind writes of it."""

from datetime import UTC, date, datetime
from decimal import Decimal

import asyncpg

from app.catalog import (
    AttributeDraft,
    BrandDraft,
    CategoryDraft,
    CertificateDraft,
    CollectionDraft,
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
)
from app.catalog.models import AttributeKind, AttributeScope, RestrictionReason
from app.exchange.formats.jsonl import VariantPrices, encode_header, encode_line, encode_product
from tests.support.shop import CHANNEL, PUBLISHED_AT

THINGS = (
    OperatorDraft("maker", "Mølle & Søn", ("1 Quay", "Århus"), "DK", email="safety@maker.example"),
    AttributeDraft("height", {"en": "Height", "de": "Höhe"}, AttributeKind.NUMBER, unit="centimeter"),
    AttributeDraft("material", {"en": "Material"}, AttributeKind.TEXT, is_localizable=True, is_searchable=True),
    ProductTypeDraft(
        "mugs",
        {"en": "Mugs", "fr": "Tasses"},
        (TypeAttributeDraft("height", AttributeScope.VARIANT, is_required=True), TypeAttributeDraft("material")),
    ),
    ProductTypeDraft("sets", {"en": "Sets"}),
    BrandDraft("molle", "Mølle", {"en": "<p>Since 1900.</p>"}, website="https://molle.example"),
    CategoryDraft("home", {"en": Texts("Home"), "zh-Hans": Texts("家居", slug="家居")}),
    CategoryDraft("mugs", {"en": Texts("Mugs", "<p>All of them.</p>")}, parent="home", metadata={"icon": "mug"}),
)
MUG = ProductDraft(
    slug="blue-mug",
    product_type="mugs",
    translations={
        "ar": Texts("كوب أزرق"),
        "de": Texts("Blauer Becher", "<p>Für Tee &amp; Kaffee.</p>", slug="blauer-becher", warnings="Heiß!"),
        "en": Texts("=Blue mug", "<p>For tea.</p>", seo_title="Mug", seo_description="Buy it"),
    },
    variants=(
        VariantDraft(
            sku="MUG-S",
            choices={"size": "s"},
            attributes={"height": {"amount": "8.5", "unit": "centimeter"}},
            weight_grams=280,
            length_mm=90,
            width_mm=80,
            height_mm=85,
            content=ContentDraft(Decimal("250"), "milliliter", Decimal("100")),
            hs_code="691200",
            national_hs_codes={"US": "6912003510"},
            origin_country_code="DK",
            customs_descriptions={"en": "Ceramic mug"},
            gtin="4006381333931",
            media=("mug-2.jpg",),
            metadata={"mpn": "M-1"},
        ),
        VariantDraft(
            sku="MUG-L",
            choices={"size": "l"},
            attributes={"height": {"amount": "10", "unit": "centimeter"}},
            barcode="-12",
            external_id="erp:77",
        ),
    ),
    options=(
        OptionDraft(
            "size",
            {"en": "Size", "ja": "サイズ"},
            (OptionValueDraft("s", {"en": "S"}), OptionValueDraft("l", {"en": "L"}, swatch="#112233")),
        ),
    ),
    media=(
        MediaDraft("mug-1.jpg", {"en": "A mug"}, 1200, 900, focal_point=(Decimal("0.5"), Decimal("0.25"))),
        MediaDraft("mug-2.jpg"),
    ),
    brand="molle",
    category="mugs",
    manufacturer="maker",
    tags=("gift", "blue"),
    attributes={"material": {"en": "Clay", "de": "Ton"}},
    certificates=(CertificateDraft("LFGB", number="7", valid_until=date(2030, 1, 31)),),
    restrictions=(RestrictionDraft("AE", RestrictionReason.LICENCE_REQUIRED, "Federal Law 1"),),
    publications=(PublicationDraft(CHANNEL, PUBLISHED_AT, datetime(2099, 1, 1, tzinfo=UTC)),),
    external_id="erp:mug",
    metadata={"shelf": {"row": 3, "share": 0.5}},
    private_metadata={"cost": "1.20"},
)
SET = ProductDraft(
    slug="a-set",  # sorts before the mug, whose variants it names
    product_type="sets",
    translations={"en": Texts("Set of two")},
    variants=(VariantDraft(sku="SET", components=(ComponentDraft("MUG-S", 2), ComponentDraft("MUG-L"))),),
)
GIFTS = CollectionDraft("gifts", {"en": Texts("Gifts")}, products=("blue-mug", "a-set"))

PRICES = {"MUG-S": {"eu": "9.50", "jp": "1500"}, "MUG-L": {"eu": "12.00"}, "SET": {"eu": "25.00", "us": "30.00"}}
STOCK = {"MUG-S": {"ohio": 3, "rotterdam": 12}}


def product_line(draft: ProductDraft) -> bytes:
    """The line of a product with its prices and stock."""
    return encode_product(draft, lambda sku: VariantPrices(PRICES.get(sku, {})), lambda sku: STOCK.get(sku, {}))


def whole_file(*products: ProductDraft) -> bytes:
    """Everything. The products in the order of an export: by slug, bundles last."""
    lines = [encode_line(thing) for thing in THINGS]
    return b"".join([encode_header(), *lines, *map(product_line, products or (MUG, SET)), encode_line(GIFTS)])


async def empty(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Leave the shop without anything to sell, as it was set up."""
    await connection.execute(
        "TRUNCATE product, category, collection, brand, product_type, attribute, economic_operator, slug CASCADE"
    )
