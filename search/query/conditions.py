"""What a hit must be as well as a match, in the engine's language of filters: a condition for each thing asked of.

Alternatives of one thing are joined by OR, and the things must all hold (`app.catalog.ProductFilters`). A facet is
counted under the conditions of all other things, which is why they are kept apart.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from app.catalog import AttributeCondition, Audience, ListOwners, ProductFilters, Span
from app.core.context import RequestContext
from app.inventory import in_stock_condition
from app.pricing import PricedWithin, tariff_of
from search.documents.numbers import day_number, moment_number, tag_key
from search.query.facet_names import FacetNames
from search.query.priced import known_kinds, price_condition

NOTHING: Final = 'visible_in = ""'
"""What no document meets."""

CATEGORY: Final = "category"
COLLECTION: Final = "collection"
BRAND: Final = "brand"
PRODUCT_TYPE: Final = "productType"
TAG: Final = "tag"
IN_STOCK: Final = "inStock"
AVAILABLE_HERE: Final = "availableHere"
PRICE: Final = "price"
PUBLISHED: Final = "published"
"""No facet, but a thing that conditions are on."""

_ATTRIBUTE: Final = "attribute."
_PLAIN_CODE: Final = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True)
class Conditions:
    """What filters ask for."""

    by_facet: Mapping[str, str]
    """By the key of the facet (`brand`, `attribute.<code>`): one condition, in the engine's language."""
    owners: ListOwners
    """The categories, collections and brands that the filters name, as far as there are such."""

    def all(self, but: str | None = None) -> tuple[str, ...]:
        """Those that must hold, in one order; without those of one facet."""
        return tuple(self.by_facet[key] for key in sorted(self.by_facet) if key != but)


async def owners_of(ctx: RequestContext, filters: ProductFilters) -> ListOwners:
    """The categories, collections and brands that filters name, as far as there are such."""
    slugs = (filters.category_slugs, filters.collection_slugs, filters.brand_slugs)
    return await ctx.part(FacetNames).owners(*slugs) if any(slugs) else ListOwners()


async def read_conditions(
    ctx: RequestContext, filters: ProductFilters, language_tag: str | None = None, owners: ListOwners | None = None
) -> Conditions:
    """The filters of a list as conditions of a search in the index of a language (None: the page's). `owners`: what
    they name, where it is known.

    Raises `SearchUnavailableError` where a price is asked for and the engine does not say what kinds of prices it has.
    """
    owners = owners or await owners_of(ctx, filters)
    found = {
        **_owned(CATEGORY, "category_ids", filters.category_slugs, owners.category_ids),
        **_owned(COLLECTION, "collection_ids", filters.collection_slugs, owners.collection_ids),
        **_owned(BRAND, "brand_id", filters.brand_slugs, owners.brand_ids),
        **_said(PRODUCT_TYPE, "product_type", filters.product_types),
        **_said(TAG, "tag_keys", [tag_key(tag) for tag in filters.tags]),
        **{
            attribute_key(code): any_of([_described(each) for each in asked])
            for code, asked in filters.attributes_by_code.items()
        },
        **_published(filters, ctx.place.channel_code),
    }
    if in_stock := filters.variants_by_condition.get(in_stock_condition):
        found[IN_STOCK] = any_of([f"in_stock = {json.dumps(each.holds)}" for each in in_stock])
    if filters.goes_to is not None:
        found[AVAILABLE_HERE] = f"NOT restricted_in = {text(filters.goes_to)}"
    if priced := filters.products_by_kind.get(PricedWithin):
        found[PRICE] = price_condition(
            await tariff_of(ctx), [each.asked for each in priced], await known_kinds(ctx, language_tag)
        )
    return Conditions(found, owners)


def attribute_key(code: str) -> str:
    """The key of an attribute's facet."""
    return f"{_ATTRIBUTE}{code}"


def attribute_of(key: str) -> str | None:
    """The code of the attribute whose facet this is; None for another facet."""
    return key.removeprefix(_ATTRIBUTE) if key.startswith(_ATTRIBUTE) else None


def visible_to(audience: Audience) -> list[str]:
    """What documents that an audience may find say of themselves."""
    everywhere, here = audience.channel_code, f"{audience.channel_code}:{audience.market_code}"
    conditions = [f"visible_in IN [{text(everywhere)}, {text(here)}]"]
    return [*conditions, "has_safety_data = true"] if audience.needs_safety_data else conditions


def any_of(conditions: Sequence[str]) -> str:
    """The condition that one of these holds."""
    return " OR ".join(conditions) if len(conditions) < 2 else f"({' OR '.join(conditions)})"


def text(value: str) -> str:
    """A text as a literal of the engine's language."""
    return json.dumps(value, ensure_ascii=False)


def number_text(value: Decimal | date | None) -> str | None:
    """A number or a day as a literal of the engine's language."""
    if isinstance(value, date):
        return str(day_number(value))
    return None if value is None else format(value, "f")


def _owned(key: str, name: str, slugs: Sequence[str], ids: Sequence[UUID]) -> dict[str, str]:
    if not slugs:
        return {}
    return _said(key, name, [each.hex for each in ids]) or {key: NOTHING}


def _said(key: str, name: str, values: Sequence[str]) -> dict[str, str]:
    return {key: f"{name} IN [{', '.join(map(text, values))}]"} if values else {}


def _published(filters: ProductFilters, channel_code: str) -> dict[str, str]:
    ends = (
        (">=", filters.published_since),
        ("<", filters.published_before),
    )
    said = [f"published.{channel_code} {sign} {moment_number(moment)}" for sign, moment in ends if moment is not None]
    return {PUBLISHED: " AND ".join(said)} if said else {}


def _described(asked: AttributeCondition) -> str:
    if not _PLAIN_CODE.fullmatch(asked.code):
        return NOTHING
    name = f"attributes.{asked.code}"
    if isinstance(asked.wanted, bool):
        return f"{name} = {text('true' if asked.wanted else 'false')}"
    if not isinstance(asked.wanted, Span):
        return f"{name} IN [{', '.join(map(text, asked.wanted))}]" if asked.wanted else NOTHING
    least, most = map(number_text, asked.wanted)
    if least is not None and most is not None:
        return f"{name} {least} TO {most}"
    return f"{name} >= {least}" if least is not None else f"{name} <= {most}"
