"""What a hit must be as well as a match, in the engine's language of filters."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from app.catalog import (
    AttributeCondition,
    Audience,
    ProductFilters,
    SlugKind,
    Span,
    VariantCondition,
    brand_by_slug,
    owners_of_slugs,
)
from app.core.context import Place, RequestContext
from app.inventory import in_stock_condition
from app.pricing import PricedWithin

NOTHING: Final = 'visible_in = ""'
"""What no document meets."""

_PLAIN_CODE: Final = re.compile(r"[A-Za-z0-9_-]+")


async def read_conditions(ctx: RequestContext, filters: ProductFilters) -> tuple[str, ...]:
    """The filters of a list as those of a search, each once and in one order. All must hold."""
    place = ctx.place
    found = {
        *_equal("category_ids", await _owners(ctx, SlugKind.CATEGORY, filters.category_slugs)),
        *_equal("collection_ids", await _owners(ctx, SlugKind.COLLECTION, filters.collection_slugs)),
        *_equal("brand_id", [await _brand(ctx, slug) for slug in filters.brand_slugs]),
        *(f"product_type = {_text(code)}" for code in filters.product_types),
        *(f"tags = {_text(tag)}" for tag in filters.tags),
        *(_described(asked) for asked in filters.attributes),
        *(_VARIANT_CONDITIONS[asked.condition](asked) for asked in filters.variants),
        *(_PRODUCT_CONDITIONS[type(asked.asked)](asked.asked, place) for asked in filters.products),
    }
    if filters.published_since is not None:
        found.add(f"published.{place.channel_code} >= {moment_number(filters.published_since)}")
    if filters.published_before is not None:
        found.add(f"published.{place.channel_code} < {moment_number(filters.published_before)}")
    if filters.goes_to is not None:
        found.add(f"NOT restricted_in = {_text(filters.goes_to)}")
    return tuple(sorted(found))


def visible_to(audience: Audience) -> list[str]:
    """What documents that an audience may find say of themselves."""
    everywhere, here = audience.channel_code, f"{audience.channel_code}:{audience.market_code}"
    conditions = [f"visible_in IN [{_text(everywhere)}, {_text(here)}]"]
    return [*conditions, "has_safety_data = true"] if audience.needs_safety_data else conditions


def moment_number(moment: datetime) -> int:
    """A moment as documents have it: whole seconds, rounded up."""
    return -int(-moment.timestamp() // 1)


def prices_of(market_code: str, currency_code: str) -> str:
    """The name by which documents have the prices of a market in a currency that it offers."""
    return f"{market_code}-{currency_code}"


def day_number(day: date) -> int:
    """A day as documents have it: 20270331."""
    return day.year * 10_000 + day.month * 100 + day.day


async def _owners(ctx: RequestContext, kind: SlugKind, slugs: Sequence[str]) -> list[UUID | None]:
    if not slugs:
        return []
    found = await owners_of_slugs(ctx.db, kind, slugs)
    return [found.get(slug) for slug in slugs]


async def _brand(ctx: RequestContext, slug: str) -> UUID | None:
    brand = await brand_by_slug(ctx.db, slug)
    return brand.id if brand else None


def _equal(name: str, ids: Sequence[UUID | None]) -> Iterator[str]:
    for each in ids:
        yield f'{name} = "{each.hex}"' if each else NOTHING


def _described(asked: AttributeCondition) -> str:
    if not _PLAIN_CODE.fullmatch(asked.code):
        return NOTHING
    name = f"attributes.{asked.code}"
    if isinstance(asked.wanted, bool):
        return f"{name} = {_text('true' if asked.wanted else 'false')}"
    if not isinstance(asked.wanted, Span):
        return f"{name} IN [{', '.join(map(_text, asked.wanted))}]" if asked.wanted else NOTHING
    least, most = map(_number, asked.wanted)
    if least is not None and most is not None:
        return f"{name} {least} TO {most}"
    return f"{name} >= {least}" if least is not None else f"{name} <= {most}"


def _number(value: Decimal | date | None) -> str | None:
    if isinstance(value, date):
        return str(day_number(value))
    return None if value is None else format(value, "f")


def _in_stock(asked: VariantCondition) -> str:
    return f"in_stock = {json.dumps(asked.holds)}"


def _priced(asked: PricedWithin, place: Place) -> str:
    """One amount lies within both ends, which two conditions would not say of a product with several prices."""
    return f"amounts.{prices_of(place.market_code, place.currency_code)} {asked.least} TO {asked.most}"


_VARIANT_CONDITIONS: Final[Mapping[Callable[..., Any], Callable[[VariantCondition], str]]] = {
    in_stock_condition: _in_stock
}
_PRODUCT_CONDITIONS: Final[Mapping[type, Callable[[Any, Place], str]]] = {PricedWithin: _priced}


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
