"""A product of which everything is said that can be said of one: a lamp, in two colours, with a set of two."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from app.catalog import (
    AttributeDraft,
    AttributeValueDraft,
    BrandDraft,
    CertificateDraft,
    ComponentDraft,
    ContentDraft,
    MediaDraft,
    OperatorDraft,
    OptionDraft,
    OptionValueDraft,
    ProductDraft,
    ProductTypeDraft,
    RestrictionDraft,
    Texts,
    TypeAttributeDraft,
    Upserted,
    VariantDraft,
    upsert_attribute,
    upsert_brand,
    upsert_operator,
    upsert_product,
    upsert_product_type,
)
from app.catalog.models import AttributeKind, AttributeScope, MediaRole, MediaType, RestrictionReason
from tests.support.shop import on_sale

MATERIALS = (
    AttributeValueDraft("oak", {"en": "Oak", "de": "Eiche"}),
    AttributeValueDraft("steel", {"en": "Steel", "de": "Stahl"}, "#b0b7bf"),
)
ATTRIBUTES = (
    AttributeDraft("material", {"en": "Material", "de": "Material"}, AttributeKind.MULTI_SELECT, values=MATERIALS),
    AttributeDraft("height", {"en": "Height", "de": "Höhe"}, AttributeKind.NUMBER, unit="centimeter"),
    AttributeDraft("care", {"en": "Care", "de": "Pflege"}, AttributeKind.TEXT, is_localizable=True),
    AttributeDraft("dimmable", {"en": "Dimmable", "de": "Dimmbar"}, AttributeKind.BOOLEAN),
    AttributeDraft("since", {"en": "Since", "de": "Seit"}, AttributeKind.DATE),
    AttributeDraft("manual", {"en": "Manual", "de": "Anleitung"}, AttributeKind.FILE),
    AttributeDraft("matches", {"en": "Matches", "de": "Passt zu"}, AttributeKind.REFERENCE),
    AttributeDraft("watts", {"en": "Power", "de": "Leistung"}, AttributeKind.NUMBER, unit="watt"),
)
LIGHTING = ProductTypeDraft(
    "lighting",
    {"en": "Lighting", "de": "Leuchten"},
    (
        *(TypeAttributeDraft(each.code) for each in ATTRIBUTES[:-1]),
        TypeAttributeDraft("watts", AttributeScope.VARIANT),
    ),
)
DESCRIPTION = "<p>A lamp &amp; its shade.</p><p>It </p><script>x()</script><p>glows.</p>"

LAMP = ProductDraft(
    slug="lamp",
    product_type="lighting",
    translations={
        "en": Texts("Lamp </script>", DESCRIPTION, seo_title="Buy a lamp", warnings="Gets hot."),
        "de": Texts("Lampe", "<p>Leuchtet.</p>", slug="lampe", seo_description="Die Lampe."),
    },
    brand="hygge",
    options=(
        OptionDraft(
            "colour",
            {"en": "Colour", "de": "Farbe"},
            (
                OptionValueDraft("black", {"en": "Black", "de": "Schwarz"}, "#000"),
                OptionValueDraft("white", {"en": "White", "de": "Weiß"}, "#fff"),
            ),
        ),
        OptionDraft(
            "size",
            {"en": "Size", "de": "Größe"},
            (OptionValueDraft("s", {"en": "S"}), OptionValueDraft("l", {"en": "L"})),
        ),
    ),
    variants=(
        VariantDraft(
            "LAMP-B-S",
            {"colour": "black", "size": "s"},
            attributes={"watts": 40},
            weight_grams=1250,
            length_mm=125,
            width_mm=120,
            height_mm=400,
            content=ContentDraft(Decimal(250), "milliliter", Decimal(100)),
            hs_code="940521",
            national_hs_codes={"US": "9405214010"},
            customs_descriptions={"en": "LED table lamp"},
            gtin="4006381333931",
            media=("black.jpg",),
            metadata={"shelf": 4},
        ),
        VariantDraft("LAMP-B-L", {"colour": "black", "size": "l"}, weight_grams=900, barcode="B-L"),
        VariantDraft("LAMP-W-S", {"colour": "white", "size": "s"}),
    ),
    media=(
        MediaDraft("lamp.jpg", {"en": "A lamp"}, 2000, 1500, focal_point=(Decimal("0.25"), Decimal("0.5"))),
        MediaDraft("black.jpg", {"en": "A black lamp"}, 1000, 1000, role=MediaRole.DETAIL),
        MediaDraft("lamp.mp4", type=MediaType.VIDEO, role=MediaRole.LIFESTYLE, duration_ms=12500),
    ),
    attributes={
        "since": "2027-03-31",
        "matches": {"kind": "product", "slug": "stoneware-mug"},
        "manual": {"source": "lamp.pdf", "name": "Manual"},
        "dimmable": True,
        "care": {"en": "Dust it."},
        "height": {"amount": "0.405", "unit": "meter"},
        "material": ["steel", "oak"],
    },
    certificates=(CertificateDraft("CE", valid_until=date(2030, 1, 1)), CertificateDraft("GS", "123", "TÜV")),
    restrictions=(
        RestrictionDraft("JP", RestrictionReason.DANGEROUS_GOODS),
        RestrictionDraft("FR", RestrictionReason.PROHIBITED, "Règlement (UE) 2019/1148"),
    ),
    metadata={"shelf": 3, "colour": "red"},
    private_metadata={"margin": 3},
    **(on_sale() | {"manufacturer": "lumen", "responsible_person": "nordlicht"}),
)
LUMEN = OperatorDraft("lumen", "Lumen Ltd", ("1 Bulb Street", "Leeds LS1 1AA"), "GB", email="safety@lumen.example")

LAMP_SET = ProductDraft(
    slug="lamp-set",
    product_type="lighting",
    translations={"en": Texts("Lamp set")},
    variants=(VariantDraft("LAMP-SET", components=(ComponentDraft("LAMP-B-S", 2), ComponentDraft("LAMP-W-S"))),),
    **on_sale(),
)


async def make_lamp(session: AsyncSession, now: datetime) -> tuple[Upserted, Upserted]:
    """Write the lamp, and the set of three, which is a bundle. Neither has a price or stock."""
    for attribute in ATTRIBUTES:
        await upsert_attribute(session, attribute)
    await upsert_product_type(session, LIGHTING)
    await upsert_operator(session, LUMEN)
    await upsert_brand(
        session,
        BrandDraft("hygge", "Hygge", {"en": "<p>Warm.</p>"}, "https://hygge.example", {"founded": 1990}),
    )
    return await upsert_product(session, LAMP, now), await upsert_product(session, LAMP_SET, now)
