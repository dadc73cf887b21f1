"""Everything that a draft of a product says can be said by mutation, and is read back."""

from dataclasses import replace
from typing import Any, TypeAlias

import asyncpg
import pytest

from app.catalog import PRODUCT_ID
from app.catalog.queries.drafts import read_products
from tests.support.client import Client
from tests.support.drafts import NOW, STARTS, WHOLE, empty_catalog
from tests.support.products import catalog_staff, create, run, told

pytestmark = pytest.mark.slow

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

INPUT: dict[str, Any] = {
    "productType": "clothing",
    "slug": "whole",
    "externalId": "test:whole",
    "name": "Whole",
    "description": "<p>All of it</p>",
    "seoTitle": "Whole | Shop",
    "seoDescription": "All.",
    "warnings": "Keep from fire.\nWash first.",
    "translations": [
        {"languageCode": "EN", "slug": "the-whole"},
        {"languageCode": "DE", "name": "Ganzes", "description": "<p>Alles</p>", "slug": "das-ganze"},
    ],
    "options": [
        {
            "code": "colour",
            "name": "Colour",
            "values": [
                {
                    "name": "Navy",
                    "swatch": "#1f2a44",
                    "translations": [{"languageCode": "DE", "text": "Marine"}],
                }
            ],
        },
        {
            "code": "size",
            "name": "Size",
            "translations": [{"languageCode": "DE", "text": "Größe"}],
            "values": [{"name": "M"}, {"name": "L"}],
        },
    ],
    "variants": [
        {
            "sku": "W-M",
            "options": [{"name": "Größe", "value": "M"}, {"name": "colour", "value": "marine"}],
            "attributes": [{"key": "voltage", "value": {"number": {"amount": "12.50", "unit": "volt"}}}],
            "weightGrams": 240,
            "lengthMm": 300,
            "widthMm": 200,
            "heightMm": 40,
            "content": {"quantity": "0.25", "unit": "liter", "reference": "1"},
            "hsCode": "620520",
            "nationalHsCodes": [{"countryCode": "US", "hsCode": "6205202067"}],
            "originCountryCode": "PT",
            "customsDescriptions": [{"languageCode": "EN", "text": "Men's shirt of flax"}],
            "gtin": "4006381333931",
            "barcode": "B-1",
            "externalId": "test:w-m",
            "mediaSources": ["https://cdn.example/back.jpg", "front.png"],
            "metadata": [{"key": "bin", "value": 4}, {"key": "nested", "value": {"a": [1, None, True]}}],
            "privateMetadata": [{"key": "cost", "value": "3.20"}],
        },
        {
            "sku": "W-L",
            "options": [{"name": "Size", "value": "l"}, {"name": "Colour", "value": "Navy"}],
            "components": [{"sku": "MUG", "quantity": 2}],
        },
    ],
    "media": [
        {
            "source": "front.png",
            "alts": [{"languageCode": "EN", "text": "Front"}],
            "width": 1000,
            "height": 1000,
            "role": "DETAIL",
            "focalPoint": {"x": "0.5", "y": "0.125"},
        },
        {"source": "https://cdn.example/back.jpg"},
        {"source": "https://video.example/1", "type": "EXTERNAL_VIDEO", "durationMs": 9000},
        {
            "source": "https://cdn.example/new.jpg",
            "alts": [{"languageCode": "EN", "text": "New"}],
            "fetch": True,
        },
    ],
    "brandSlug": "nordlicht",
    "categorySlug": "shirts",
    "manufacturerCode": "yunlan",
    "responsiblePersonCode": "agent",
    "tags": ["linen"],
    "attributes": [
        {
            "key": "material",
            "value": {
                "translations": [
                    {"languageCode": "EN", "text": "Linen"},
                    {"languageCode": "DE", "text": "Leinen"},
                ]
            },
        },
        {"key": "story", "value": {"text": "<p>From a mill.</p>"}},
        {"key": "height", "value": {"number": {"amount": "72", "unit": "centimeter"}}},
        {"key": "pages", "value": {"number": {"amount": "0.50"}}},
        {"key": "vegan", "value": {"boolean": False}},
        {"key": "harvested", "value": {"date": "2026-02-28"}},
        {"key": "care", "value": {"choices": ["iron", "wash"]}},
        {"key": "fit", "value": {"choices": ["wide"]}},
        {"key": "manual", "value": {"file": {"source": "manual.pdf", "name": "Manual"}}},
        {"key": "goes_with", "value": {"reference": {"productSlug": "mug"}}},
    ],
    "certificates": [
        {
            "kind": "GOTS",
            "number": "123",
            "issuer": "Control Union",
            "url": "https://gots.test/1",
            "validUntil": "2027-01-31",
        }
    ],
    "restrictions": [
        {"countryCode": "IR", "reason": "SANCTIONS", "legalGround": "Regulation (EU) 267/2012"},
        {"countryCode": "US", "reason": "RIGHTS"},
    ],
    "metadata": [{"key": "season", "value": "SS27"}, {"key": "numbers", "value": [1, 2.5]}],
    "privateMetadata": [{"key": "supplier", "value": {"id": 7}}],
}


async def test_every_field_of_a_draft_can_be_written(client: Client, connection: Connection) -> None:
    await empty_catalog(client.runtime.database, connection)
    client.runtime.atlas.forget()
    ctx = await client.runtime.system_context()
    staff = await catalog_staff(ctx)
    await create(client, staff, "mug")
    publication = {
        "channelCode": "default",
        "startsAt": STARTS.isoformat(),
        "endsAt": "2027-01-01T00:00:00Z",
        "markets": [{"code": "eu"}, {"code": "jp", "startsAt": NOW.isoformat()}],
    }

    made = await run(client, staff, "productCreate", **INPUT)
    assert made["userErrors"] == []
    product_id = made["catalogProduct"]["productId"]
    published = await run(client, staff, "productPublish", id=product_id, version=1, publications=[publication])

    assert published["userErrors"] == []
    key = PRODUCT_ID.decode(product_id)
    assert key is not None
    stored = (await read_products(ctx.db, [key]))[key]
    assert stored.draft == WHOLE

    again = await run(client, staff, "productsWrite", "results { product { version } }", products=[INPUT])
    assert again == {"results": [{"product": {"version": 2}}], "userErrors": [], "warnings": []}, "nothing differs"

    attributes = [
        {"key": "material", "value": None},
        {"key": "height", "value": {"number": {"amount": "1", "unit": "meter"}}},
    ]
    await run(client, staff, "productUpdate", id=product_id, version=2, attributes=attributes)
    kept = {code: value for code, value in WHOLE.attributes.items() if code != "material"}
    kept["height"] = {"amount": "100", "unit": "centimeter"}
    stored = (await read_products(ctx.db, [key]))[key]
    assert stored.draft == replace(WHOLE, attributes=kept)

    wrong = [
        {"key": "vegan", "value": {"text": "yes"}},
        {"key": "height", "value": {"number": {"amount": "1", "unit": "volt"}}},
        {"key": "wheels", "value": {"boolean": True}},
    ]
    refused = await run(client, staff, "productUpdate", id=product_id, version=3, attributes=wrong)
    assert told(refused) == [
        ("ATTRIBUTE_UNKNOWN", ["input", "attributes", "2"]),
        ("ATTRIBUTE_VALUE_INVALID", ["input", "attributes", "0"]),
        ("WRONG_UNIT", ["input", "attributes", "1"]),
    ]

    french = [{"key": "material", "translations": [{"languageCode": "FR", "text": "Lin"}]}]
    words = [{"languageCode": "FR", "name": "Tout", "seoTitle": "Tout"}]
    translated = await run(
        client,
        staff,
        "productTranslate",
        id=product_id,
        version=3,
        translations=words,
        attributes=french,
        removeLanguageCodes=["DE"],
    )
    source = await run(client, staff, "productTranslate", id=product_id, version=4, removeLanguageCodes=["EN"])
    assert translated["userErrors"] == []
    stored = (await read_products(ctx.db, [key]))[key]
    assert set(stored.draft.translations) == {"en", "fr"}
    assert stored.draft.attributes["material"] == {"fr": "Lin"}
    assert told(source) == [("VALUE_INVALID", ["input", "removeLanguageCodes"])]
