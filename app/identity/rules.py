"""The scopes that a staff token can carry, and what is allowed of tokens."""

from collections.abc import Collection
from typing import Final

from app.core.described import DescribedEnum
from app.core.ids import IdKind

STAFF_TOKEN_ID: Final = IdKind("token")

LONGEST_NAME: Final = 120


class Scope(DescribedEnum):
    """What a token allows."""

    AUDIT_READ = "audit:read", "See who changed what, and when."
    CATALOG_READ = (
        "catalog:read",
        "See all of the catalog: drafts, every translation, what is missing, private metadata.",
    )
    CATALOG_WRITE = (
        "catalog:write",
        "Make, change and delete products, types, categories, collections, brands and media.",
    )
    CATALOG_PUBLISH = "catalog:publish", "Decide who sees which products, and when."
    TRANSLATIONS_WRITE = "translations:write", "Translate what shoppers read, and nothing else."
    EXCHANGE_WRITE = "exchange:write", "Import files and export the catalog, with prices and stock."
    SETTINGS_WRITE = (
        "settings:write",
        "Set the shop up: languages, markets, channels, price lists and warehouses.",
    )
    PRICING_READ = (
        "pricing:read",
        "See price lists, sales, rates and rules, why a price is what it is, and prices at other times and for others.",
    )
    PRICING_WRITE = "pricing:write", "Change prices, price lists, sales, exchange rates, rounding and tax."
    SEARCH_READ = (
        "search:read",
        "See synonyms, stop words and rules of search, try them out, and what is searched for and clicked.",
    )
    SEARCH_WRITE = "search:write", "Change synonyms, stop words, the weight of fields, and rules of search."
    INVENTORY_READ = "inventory:read", "See stock by warehouse."
    INVENTORY_WRITE = "inventory:write", "Adjust stock."
    ORDERS_READ = "orders:read", "List and open orders."
    ORDERS_WRITE = "orders:write", "Cancel orders."
    SHIPMENTS_WRITE = "shipments:write", "Make shipments."
    TOKENS_READ = "tokens:read", "List the tokens of staff; never the secrets."
    TOKENS_WRITE = (
        "tokens:write",
        "Make, rotate and revoke tokens of staff, with no scopes but those that the token itself has.",
    )
    STOREFRONTS_READ = "storefronts:read", "List storefronts and their tokens; never the secrets."
    STOREFRONTS_WRITE = "storefronts:write", "Make, change and delete storefronts, and their tokens."


def not_held(scopes: Collection[str], held: Collection[str]) -> list[str]:
    """The scopes that one who holds these cannot give, in alphabetical order."""
    return sorted({str(scope) for scope in scopes} - set(held))
