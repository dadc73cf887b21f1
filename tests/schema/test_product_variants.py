"""Variants, options and media of products over HTTP, as staff change them."""

from typing import Any, TypeAlias

import asyncpg
import pytest

from app.catalog import VARIANT_ID
from app.core.context import RequestContext
from tests.support.client import Client
from tests.support.products import Staff, catalog_staff, create, run, told
from tests.support.shop import Shop

pytestmark = pytest.mark.slow

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

VARIANTS = """catalogProduct { version
  options { code names { languageCode text } values { code swatch names { languageCode text } } }
  variants { variantId sku weightGrams gtin mediaSources choices { optionCode valueCode } } }"""
MEDIA = """catalogProduct { version media { mediaId source status role focalPoint { x y }
  alts { languageCode text } } variants { sku mediaSources } }"""


@pytest.fixture
async def staff(shop: Shop, ctx: RequestContext) -> Staff:  # noqa: ARG001 - the shop is there before the context
    return await catalog_staff(ctx)


def sized(sku: str, size: str) -> dict[str, Any]:
    return {"sku": sku, "options": [{"name": "Size", "value": size}]}


def choices(payload: Any) -> dict[str, str]:
    """SKU → size."""
    return {each["sku"]: each["choices"][0]["valueCode"] for each in payload["catalogProduct"]["variants"]}


async def test_variants_come_change_move_and_go(client: Client, staff: Staff, connection: Connection) -> None:
    product_id, version = await create(client, staff, "shirt", variants=[sized("SH-M", "M")])

    more = await run(
        client,
        staff,
        "productVariantsCreate",
        VARIANTS,
        productId=product_id,
        version=version,
        variants=[sized("SH-L", "L"), sized("SH-XL", "Extra large")],
    )
    ids = {each["sku"]: each["variantId"] for each in more["catalogProduct"]["variants"]}
    renamed = await run(
        client,
        staff,
        "productVariantsUpdate",
        VARIANTS,
        productId=product_id,
        version=version + 1,
        variants=[
            {"id": ids["SH-M"], "sku": "SH-L", "weightGrams": 240},
            {"id": ids["SH-L"], "sku": "SH-M"},
        ],
    )
    moved = await run(
        client,
        staff,
        "productVariantsReorder",
        VARIANTS,
        productId=product_id,
        version=version + 2,
        variantIds=[ids["SH-XL"]],
    )
    fewer = await run(
        client,
        staff,
        "productVariantsDelete",
        VARIANTS,
        productId=product_id,
        version=version + 3,
        variantIds=[ids["SH-L"]],
    )

    assert choices(more) == {"SH-M": "m", "SH-L": "l", "SH-XL": "extra-large"}
    swapped = {each["variantId"]: (each["sku"], each["weightGrams"]) for each in renamed["catalogProduct"]["variants"]}
    assert swapped == {ids["SH-M"]: ("SH-L", 240), ids["SH-L"]: ("SH-M", None), ids["SH-XL"]: ("SH-XL", None)}
    assert [each["sku"] for each in moved["catalogProduct"]["variants"]] == ["SH-XL", "SH-L", "SH-M"]
    assert [each["sku"] for each in fewer["catalogProduct"]["variants"]] == ["SH-XL", "SH-L"]
    gone = await connection.fetchrow(
        "SELECT sku, is_discontinued FROM product_variant WHERE id = $1", VARIANT_ID.decode(ids["SH-L"])
    )
    assert gone is not None
    assert tuple(gone) == ("SH-M", True), "stock, carts and orders go on knowing it"


async def test_another_sku_alone_is_a_change(client: Client, staff: Staff, connection: Connection) -> None:
    product_id, version = await create(client, staff, "vase")
    (variant,) = (await run(client, staff, "productTagsAdd", VARIANTS, id=product_id, tags=[]))["catalogProduct"][
        "variants"
    ]

    changed = await run(
        client,
        staff,
        "productVariantsUpdate",
        VARIANTS,
        productId=product_id,
        version=version,
        variants=[{"id": variant["variantId"], "sku": "VASE-2"}],
    )

    assert changed["catalogProduct"]["version"] == version + 1
    assert [(each["variantId"], each["sku"]) for each in changed["catalogProduct"]["variants"]] == [
        (variant["variantId"], "VASE-2")
    ]
    assert await connection.fetchval("SELECT count(*) FROM product_variant WHERE sku = 'VASE'") == 0


async def test_variants_are_refused_at_their_place_in_the_input(client: Client, staff: Staff) -> None:
    variants = [sized("CAP-M", "M"), sized("CAP-L", "L")]
    product_id, version = await create(client, staff, "cap", variants=variants)
    other_id, _ = await create(client, staff, "hat")
    read = "catalogProduct { variants { variantId sku } }"
    (_, large) = (await run(client, staff, "productTagsAdd", read, id=product_id, tags=[]))["catalogProduct"][
        "variants"
    ]
    (foreign,) = (await run(client, staff, "productTagsAdd", read, id=other_id, tags=[]))["catalogProduct"]["variants"]

    async def update(**change: Any) -> Any:
        variant = {"id": large["variantId"], **change}
        given = {"productId": product_id, "version": version, "variants": [variant]}
        return told(await run(client, staff, "productVariantsUpdate", VARIANTS, **given))

    assert await update(sku="HAT") == [("SKU_TAKEN", ["input", "variants", "0", "sku"])]
    assert await update(sku="CAP-M") == [("SKU_REPEATED", ["input", "variants", "0", "sku"])]
    assert await update(hsCode="12") == [("VALUE_INVALID", ["input", "variants", "0", "hsCode"])]
    assert ("CHOICES_REPEATED", ["input", "variants", "0", "options"]) in await update(
        options=[{"name": "size", "value": "m"}]
    )
    assert await update(id=foreign["variantId"]) == [("NOT_FOUND", ["input", "variants", "0", "id"])]
    given = {"productId": product_id, "version": version}
    again = await run(client, staff, "productVariantsCreate", VARIANTS, **given, variants=[sized("CAP-L", "XL")])
    none_left = await run(
        client,
        staff,
        "productVariantsDelete",
        VARIANTS,
        productId=other_id,
        version=1,
        variantIds=[foreign["variantId"]],
    )
    assert told(again) == [("SKU_REPEATED", ["input", "variants", "0", "sku"])]
    assert told(none_left) == [("NO_VARIANT", ["input", "variantIds"])]
    now = await client.data('{ catalogProduct(slug: "cap") { version } }', headers=staff)
    assert now["catalogProduct"]["version"] == version


async def test_options_are_renamed_translated_sorted_and_grown(client: Client, staff: Staff) -> None:
    product_id, version = await create(client, staff, "coat", variants=[sized("CO-M", "M"), sized("CO-L", "L")])
    size = {
        "code": "size",
        "name": "Fit",
        "translations": [{"languageCode": "DE", "text": "Passform"}],
        "values": [{"code": "l", "name": "Large"}, {"code": "m", "name": "M"}, {"name": "S"}],
    }
    colour = {"name": "Colour", "valueOfOthers": "Navy", "values": [{"name": "Navy", "swatch": "#1f2a44"}]}
    given: dict[str, Any] = {"productId": product_id, "version": version}

    changed = await run(client, staff, "productOptionsUpdate", VARIANTS, **given, options=[colour, size])
    given["version"] += 1
    lost = await run(
        client, staff, "productOptionsUpdate", VARIANTS, **given, options=[{"name": "Fit", "values": [{"name": "S"}]}]
    )
    same = await run(client, staff, "productOptionsUpdate", VARIANTS, **given, options=[colour])

    assert changed["userErrors"] == []
    assert changed["catalogProduct"]["options"] == [
        {
            "code": "colour",
            "names": [{"languageCode": "EN", "text": "Colour"}],
            "values": [{"code": "navy", "swatch": "#1f2a44", "names": [{"languageCode": "EN", "text": "Navy"}]}],
        },
        {
            "code": "size",
            "names": [{"languageCode": "DE", "text": "Passform"}, {"languageCode": "EN", "text": "Fit"}],
            "values": [
                {"code": "l", "swatch": None, "names": [{"languageCode": "EN", "text": "Large"}]},
                {"code": "m", "swatch": None, "names": [{"languageCode": "EN", "text": "M"}]},
                {"code": "s", "swatch": None, "names": [{"languageCode": "EN", "text": "S"}]},
            ],
        },
    ]
    assert {each["sku"]: len(each["choices"]) for each in changed["catalogProduct"]["variants"]} == {
        "CO-M": 2,
        "CO-L": 2,
    }
    assert {code for code, _ in told(lost)} >= {"CHOICE_UNKNOWN"}
    assert {code for code, _ in told(same)} == {"CHOICES_REPEATED"}


async def test_media_come_change_move_and_go(client: Client, staff: Staff) -> None:
    product_id, version = await create(client, staff, "lamp")
    given = {"productId": product_id}
    read = "catalogProduct { variants { variantId } }"
    (variant,) = (await run(client, staff, "productTagsAdd", read, id=product_id, tags=[]))["catalogProduct"][
        "variants"
    ]
    media = [
        {"source": "lamp.png", "alts": [{"languageCode": "EN", "text": "Lamp"}], "variantIds": [variant["variantId"]]},
        {"source": "https://cdn.example/lamp.jpg", "role": "DETAIL"},
        {"source": "https://cdn.example/fetched.jpg", "fetch": True},
    ]

    added = await run(client, staff, "productMediaAdd", MEDIA, **given, version=version, media=media)
    ids = [each["mediaId"] for each in added["catalogProduct"]["media"]]
    change = {
        "id": ids[0],
        "alts": [{"languageCode": "DE", "text": "Lampe"}],
        "role": "LIFESTYLE",
        "focalPoint": {"x": "0.25", "y": "0.5"},
        "variantIds": [],
    }
    changed = await run(client, staff, "productMediaUpdate", MEDIA, **given, version=version + 1, media=[change])
    moved = await run(client, staff, "productMediaReorder", MEDIA, **given, version=version + 2, mediaIds=[ids[2]])
    fewer = await run(client, staff, "productMediaRemove", MEDIA, **given, version=version + 3, mediaIds=ids[:2])
    odd = {"source": "../secret", "focalPoint": {"x": "2", "y": "0"}}
    wrong = await run(client, staff, "productMediaAdd", MEDIA, **given, version=version + 4, media=[odd])
    gone = await run(client, staff, "productMediaRemove", MEDIA, **given, version=version + 4, mediaIds=[ids[0]])

    assert [(each["source"], each["status"], each["role"]) for each in added["catalogProduct"]["media"]] == [
        ("lamp.png", "READY", "GALLERY"),
        ("https://cdn.example/lamp.jpg", "READY", "DETAIL"),
        ("https://cdn.example/fetched.jpg", "PENDING", "GALLERY"),
    ]
    assert added["catalogProduct"]["variants"][0]["mediaSources"] == ["lamp.png"]
    first = changed["catalogProduct"]["media"][0]
    assert {(each["languageCode"], each["text"]) for each in first["alts"]} == {("EN", "Lamp"), ("DE", "Lampe")}
    assert (first["role"], {axis: float(value) for axis, value in first["focalPoint"].items()}) == (
        "LIFESTYLE",
        {"x": 0.25, "y": 0.5},
    )
    assert changed["catalogProduct"]["variants"][0]["mediaSources"] == []
    assert [each["mediaId"] for each in moved["catalogProduct"]["media"]] == [ids[2], ids[0], ids[1]]
    assert [each["mediaId"] for each in fewer["catalogProduct"]["media"]] == [ids[2]]
    assert {tuple(path or ()) for _, path in told(wrong)} == {
        ("input", "media", "0", "source"),
        ("input", "media", "0", "focalPoint"),
    }
    assert told(gone) == [("NOT_FOUND", ["input", "mediaIds", "0"])]
