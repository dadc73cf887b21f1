"""What is left out or remembered for speed: columns that nobody asked for, prices that were shown before."""

from typing import Any

import pytest

from app.catalog.models import MediaType, ProductMedia
from tests.support.client import Client
from tests.support.shop import Shop, add_rows

pytestmark = pytest.mark.slow

PRICE = """
query Shirt($country: CountryCode) @inContext(country: $country, language: DE) {
  product(slug: "linen-shirt") {
    variants { nodes { price { displayed { formatted } gross { amount } net { amount } tax { amount } taxRate } } }
  }
}
"""


async def test_alternative_texts_are_read_only_when_they_are_asked_for(client: Client, shop: Shop) -> None:
    async with client.runtime.database.transaction() as session:
        alts = {"en": "A shirt", "de": "Ein Hemd"}
        picture = ProductMedia(product_id=shop.shirt, type=MediaType.IMAGE, source="shirt.png", alts=alts, position=0)
        await add_rows(session, [picture])
    fields = 'query @inContext(language: DE) { product(slug: "linen-shirt") { %s } }'

    with client.statements() as lean:
        await client.data(fields % "featuredMedia { width } media { edges { node { id } } }")
    with client.statements() as whole:
        data = await client.data(fields % "featuredMedia { alt } media { edges { node { alt } } }")

    assert [".alts" in sql for sql in lean if "FROM product_media" in sql] == [False]
    assert [".alts" in sql for sql in whole if "FROM product_media" in sql] == [True]
    assert data["product"] == {
        "featuredMedia": {"alt": "Ein Hemd"},
        "media": {"edges": [{"node": {"alt": "Ein Hemd"}}]},
    }


@pytest.mark.usefixtures("shop")
async def test_one_amount_is_another_price_in_another_country(client: Client) -> None:
    async def price(country: str) -> Any:
        data = await client.data(PRICE, {"country": country})
        return data["product"]["variants"]["nodes"][0]["price"]

    germany = {
        "displayed": {"formatted": "59,90\u00a0€"},
        "gross": {"amount": "59.90"},
        "net": {"amount": "50.34"},
        "tax": {"amount": "9.56"},
        "taxRate": "0.19",
    }
    austria = {
        "displayed": {"formatted": "€\u00a059,90"},
        "gross": {"amount": "59.90"},
        "net": {"amount": "49.92"},
        "tax": {"amount": "9.98"},
        "taxRate": "0.2",
    }

    assert [await price(country) for country in ("DE", "AT", "DE")] == [germany, austria, germany]
