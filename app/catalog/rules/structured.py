"""Structured data about products for search engines: https://schema.org/Product as JSON-LD."""

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

_ESCAPED = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_SCHEMA = "https://schema.org"


class OfferFacts(NamedTuple):
    """What a variant is offered for."""

    sku: str
    name: str
    gtin: str | None
    price: Decimal
    currency_code: str
    is_in_stock: bool


class ProductFacts(NamedTuple):
    """What is told of a product."""

    name: str
    description: str
    """Plain text."""
    language_tag: str
    brand: str | None
    images: Sequence[str]
    """Absolute addresses."""
    offers: Sequence[OfferFacts]


def product_data(product: ProductFacts) -> dict[str, Any]:
    """The product as schema.org describes one. What is not known is left out."""
    offers = [_offer(each) for each in product.offers]
    return _known(
        {
            "@context": _SCHEMA,
            "@type": "Product",
            "name": product.name,
            "description": product.description,
            "inLanguage": product.language_tag,
            "brand": {"@type": "Brand", "name": product.brand} if product.brand else None,
            "image": list(product.images),
            "sku": product.offers[0].sku if len(offers) == 1 else None,
            "gtin": product.offers[0].gtin if len(offers) == 1 else None,
            "offers": offers,
        }
    )


def script_text(data: Any) -> str:
    """JSON that stays JSON wherever it stands in a page: nothing in it can end a script element or begin a comment."""
    return "".join(
        _ESCAPED.get(character, character) for character in json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    )


def _offer(offer: OfferFacts) -> dict[str, Any]:
    return _known(
        {
            "@type": "Offer",
            "sku": offer.sku,
            "name": offer.name,
            "gtin": offer.gtin,
            "price": f"{offer.price:f}",
            "priceCurrency": offer.currency_code,
            "availability": f"{_SCHEMA}/{'InStock' if offer.is_in_stock else 'OutOfStock'}",
        }
    )


def _known(facts: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in facts.items() if value}
