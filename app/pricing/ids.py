"""Kinds of ids of pricing, as clients see them."""

from app.core.ids import IdKind

PRICE_LIST_ID = IdKind("price_list")
SALE_ID = IdKind("sale")
ROUNDING_RULE_ID = IdKind("rounding_rule")
