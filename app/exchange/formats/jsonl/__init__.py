"""Tradewind's own format: one JSON object a line, everything that staff can say of the catalog, in drafts.

The first line names the format and its version. Then each thing has a line: operators, attributes, product types,
brands, categories (each after the one above it), products, bundles, and at last the collections, which name products.
`record` says what a line is of; its other fields are those of the draft, and a variant has its `prices`, `{price list
code: "24.90"}`, and its `stock`, `{warehouse code: pieces}`, besides: it is sold in no other list, and none is anywhere
else; where they are left out, prices and stock stay as they are. What prices are compared with stands in `compare_at`,
likewise, and prices for more pieces or for a while in `more_prices`, by price list too; where a product has neither of
the two, all such stays as it is. What is as usual is left out. The same catalog gives the same bytes: fields in one
order, keys of maps sorted, things by their codes.
"""

from app.exchange.formats.jsonl.lines import (
    VariantPrices,
    decode_line,
    encode_header,
    encode_line,
    encode_product,
    more_price_line,
)
from app.exchange.formats.jsonl.reading import JsonlReader

__all__ = [
    "JsonlReader",
    "VariantPrices",
    "decode_line",
    "encode_header",
    "encode_line",
    "encode_product",
    "more_price_line",
]
