"""Files that catalogs come and go as. A reader is an iterator of records (`app.exchange.records`); a writer takes
what is in the shop and gives bytes. Both are streams: neither holds more than a line or product in memory."""

from typing import Final

from app.core.described import DescribedEnum


class ImportFormat(DescribedEnum):
    """What a file that comes in is written in. Each may be compressed by gzip."""

    JSONL = "JSONL", "Tradewind's own: everything, one JSON object a line."
    SHOPIFY = "SHOPIFY", "Shopify's product CSV."
    GOOGLE_XML = "GOOGLE_XML", "A product feed for Google or Facebook: RSS 2.0 or Atom with their elements."
    GOOGLE_TSV = "GOOGLE_TSV", "The same feed as text, its columns separated by tabs."
    PRICES = (
        "PRICES",
        "CSV with the columns sku, price_list, amount, and, if you like, min_quantity, compare_at, starts_at, ends_at.",
    )
    PRICE_LISTS = "PRICE_LISTS", "CSV of price lists: for whom they are, and what their amounts are."
    SALES = "SALES", "CSV of sales: what they reduce, by how much, for whom and when."
    ROUNDING_RULES = "ROUNDING_RULES", "CSV with the columns currency, market, from, step, ending, mode: a row a band."
    TAX_RATES = (
        "TAX_RATES",
        "CSV with the columns country, region, tax_class, component, rate, valid_from, valid_to, source, confidence.",
    )
    EXCHANGE_RATES = "EXCHANGE_RATES", "CSV of rates that are set by hand: base, quote, rate, holds_until, note."
    PRICE_HISTORY = (
        "PRICE_HISTORY",
        "CSV with the columns sku, price_list, amount, from, until: what was charged before.",
    )
    STOCK = "STOCK", "CSV with the columns sku, warehouse, on_hand."
    TRANSLATIONS = "TRANSLATIONS", "CSV with the columns kind, key, language, field, source, text."
    XLIFF = "XLIFF", "A translator's file in XLIFF 2.1, 2.0 or 1.2: any text that shoppers read, in one language."
    PO = "PO", "The same in the format of GNU gettext."


class ExportFormat(DescribedEnum):
    """What a file that goes out is written in. Each can be compressed by gzip."""

    JSONL = (
        "JSONL",
        "Tradewind's own: everything, one JSON object a line. What is read back is the same, byte for byte.",
    )
    SHOPIFY = "SHOPIFY", "Shopify's product CSV, in one language and currency."
    GOOGLE_XML = "GOOGLE_XML", "A product feed for Google or Facebook, RSS 2.0: what shoppers of one market see."
    GOOGLE_TSV = "GOOGLE_TSV", "The same feed as text, its columns separated by tabs."
    PRICES = (
        "PRICES",
        "CSV with the columns sku, price_list, amount, and, if you like, min_quantity, compare_at, starts_at, ends_at.",
    )
    PRICE_LISTS = "PRICE_LISTS", "CSV of price lists: for whom they are, and what their amounts are."
    SALES = "SALES", "CSV of sales: what they reduce, by how much, for whom and when."
    ROUNDING_RULES = "ROUNDING_RULES", "CSV with the columns currency, market, from, step, ending, mode: a row a band."
    TAX_RATES = (
        "TAX_RATES",
        "CSV with the columns country, region, tax_class, component, rate, valid_from, valid_to, source, confidence.",
    )
    EXCHANGE_RATES = "EXCHANGE_RATES", "CSV of rates that are set by hand: base, quote, rate, holds_until, note."
    PRICE_HISTORY = (
        "PRICE_HISTORY",
        "CSV with the columns sku, price_list, amount, from, until: what was charged before.",
    )
    STOCK = "STOCK", "CSV with the columns sku, warehouse, on_hand."
    TRANSLATIONS = "TRANSLATIONS", "CSV with the columns kind, key, language, field, source, text."
    XLIFF = "XLIFF", "For translators, as XLIFF 2.1: every text that shoppers read, and how it stands in one language."
    PO = "PO", "The same in the format of GNU gettext."
    PARTNERS = (
        "PARTNERS",
        "For partners: what shoppers of one market see through one channel, in all languages, one JSON object a line.",
    )


FOR_TRANSLATORS: Final = frozenset({ExportFormat.XLIFF, ExportFormat.PO})
"""They are of texts, one by one, into one language."""

SETTINGS: Final[frozenset[ExportFormat]] = frozenset(
    {
        ExportFormat.PRICE_LISTS,
        ExportFormat.SALES,
        ExportFormat.ROUNDING_RULES,
        ExportFormat.TAX_RATES,
        ExportFormat.EXCHANGE_RATES,
        ExportFormat.PRICE_HISTORY,
    }
)
"""They are of what decides prices, and of what was charged: no product goes through them. Files that come in are
called the same."""
