"""Types of price lists and of what stands in them, for staff."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Annotated, Self
from uuid import UUID

import strawberry
from strawberry import UNSET

from app.admission import at_most
from app.catalog import VARIANT_ID, skus_of_variants, variants_of_sku
from app.core.context import RequestContext
from app.core.errors import RequestError
from app.core.money import Money as MoneyValue
from app.core.paging import DEFAULT_PAGE, page_size, read_cursor, write_cursor
from app.execution import batched
from app.identity import Scope
from app.markets import AtlasCache
from app.pricing import (
    PRICE_LIST_ID,
    ListedPrice,
    PriceListFacts,
    PricePosition,
    listed_prices_of_variants,
    load_price_lists,
    pages_of_lists,
)
from schema.catalog.listing import single_cursor
from schema.core.codes import CountryCode, CurrencyCode
from schema.core.connections import After, Connection, First
from schema.core.money import Money
from schema.core.names import LocalizedName
from schema.core.nodes import Node, register_node
from schema.markets.types import Market

Sku = Annotated[str | None, strawberry.argument(description="Only those of the variant with this SKU.")]


async def markets_of(ctx: RequestContext, groups: Sequence[Sequence[UUID]]) -> list[list[Market]]:
    """The markets of each group of ids, without those that are gone."""
    atlas = await ctx.part(AtlasCache).get()
    return [[Market.of(ctx, market) for market in atlas.markets if market.id in ids] for ids in groups]


@strawberry.type(description="A price of a variant in a list, as staff read it.")
class PriceListEntry:
    variant_id: strawberry.ID = strawberry.field(description="The id of the variant.")
    price_list_code: str = strawberry.field(description="The code of the list that it stands in.")
    min_quantity: int = strawberry.field(description="From how many pieces on one piece costs this.")
    amount: Money = strawberry.field(description="What one piece costs, with or without tax as the list says.")
    compare_at: Money | None = strawberry.field(description="What it is compared with; null for nothing.")
    starts_at: datetime | None = strawberry.field(description="From when on it holds; null: until further notice.")
    ends_at: datetime | None = strawberry.field(
        description="The first moment at which it no longer holds; null for none."
    )
    since: datetime = strawberry.field(description="Since when the shop says so.")
    variant_key: strawberry.Private[UUID]

    @batched(description="The SKU of the variant.")
    @staticmethod
    async def sku(ctx: RequestContext, parents: Sequence["PriceListEntry"]) -> Sequence[str]:
        skus = await skus_of_variants(ctx.db, {parent.variant_key for parent in parents})
        return [skus[parent.variant_key] for parent in parents]

    @classmethod
    def of(cls, ctx: RequestContext, row: ListedPrice, price_list: PriceListFacts) -> Self:
        currency_code, locale = price_list.currency_code, ctx.place.locale
        return cls(
            variant_id=strawberry.ID(VARIANT_ID.encode(row.variant_id)),
            price_list_code=price_list.code,
            min_quantity=row.min_quantity,
            amount=Money.of(MoneyValue(row.amount, currency_code), locale),
            compare_at=Money.maybe(row.compare_at_amount, currency_code, locale),
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            since=row.since,
            variant_key=row.variant_id,
        )


@strawberry.type(description="Prices in one currency, and for whom they are. What names nobody is for everybody.")
class PriceList(Node):
    code: str = strawberry.field(description="A short name that does not change.")
    names: list[LocalizedName] = strawberry.field(
        description="Its name in each language that it has one in.", directives=[at_most(10)]
    )
    currency_code: CurrencyCode = strawberry.field(description="The currency of its amounts.")
    tax_included: bool = strawberry.field(description="Whether its amounts contain tax.")
    tax_country_code: CountryCode | None = strawberry.field(
        description="Whose tax its amounts contain; null: the amount with tax is the same everywhere."
    )
    channel_codes: list[str] = strawberry.field(description="The channels that it is for; none is all of them.")
    country_codes: list[CountryCode] = strawberry.field(
        description="The countries of delivery that it is for; none is all of them."
    )
    customer_group_codes: list[str] = strawberry.field(
        description="The customer groups that it is for; none is everybody."
    )
    starts_at: datetime | None = strawberry.field(description="From when on it holds; null for always.")
    ends_at: datetime | None = strawberry.field(
        description="The first moment at which it no longer holds; null for none."
    )
    priority: int = strawberry.field(description="Among lists that are for the same shoppers, the higher one wins.")
    is_active: bool = strawberry.field(description="Whether it is used.")
    version: int = strawberry.field(description="How often it was written: send it with `priceListUpdate`.")
    facts: strawberry.Private[PriceListFacts]

    @batched(description="The markets that it is for; none is all of them.", hints=[at_most(20)])
    @staticmethod
    async def markets(ctx: RequestContext, parents: Sequence["PriceList"]) -> Sequence[list[Market]]:
        return await markets_of(ctx, [parent.facts.market_ids for parent in parents])

    @batched(description="What stands in it, by variant, quantity and start.")
    @staticmethod
    async def prices(
        ctx: RequestContext,
        parents: Sequence["PriceList"],
        first: First = DEFAULT_PAGE,
        after: After = UNSET,
        sku: Sku = UNSET,
    ) -> Sequence[Connection[PriceListEntry]]:
        lists = {parent.facts.id: parent.facts for parent in parents}
        cursor = single_cursor(after, len(lists))
        position = _position(cursor, next(iter(lists))) if cursor else None
        variant_ids = await variants_of_sku(ctx.db, sku) if sku else None
        size = page_size(first, ctx.settings.limit_page_size)
        pages = await pages_of_lists(ctx.db, list(lists), size, position, variant_ids)
        return [
            Connection.of(
                pages[parent.facts.id],
                partial(_entry, ctx, lists),
                lambda row: write_cursor(
                    _context(row.price_list_id),
                    row.variant_id.hex,
                    row.min_quantity,
                    row.starts_at.isoformat() if row.starts_at else None,
                ),
                after=cursor,
            )
            for parent in parents
        ]

    @classmethod
    def of(cls, facts: PriceListFacts) -> Self:
        return cls(
            id=strawberry.ID(PRICE_LIST_ID.encode(facts.id)),
            code=facts.code,
            names=LocalizedName.all_of(facts.names),
            currency_code=facts.currency_code,
            tax_included=facts.tax_included,
            tax_country_code=facts.tax_country_code,
            channel_codes=facts.channel_codes,
            country_codes=list(facts.country_codes),
            customer_group_codes=facts.group_codes,
            starts_at=facts.starts_at,
            ends_at=facts.ends_at,
            priority=facts.priority,
            is_active=facts.is_active,
            version=facts.version,
            facts=facts,
        )


def _entry(ctx: RequestContext, lists: Mapping[UUID, PriceListFacts], row: ListedPrice) -> PriceListEntry:
    return PriceListEntry.of(ctx, row, lists[row.price_list_id])


def _context(price_list_id: UUID) -> str:
    return f"prices {price_list_id.hex}"


def _position(cursor: str, price_list_id: UUID) -> PricePosition:
    variant_id, min_quantity, starts_at = read_cursor(cursor, _context(price_list_id), 3)
    try:
        start = datetime.fromisoformat(starts_at) if starts_at is not None else None
        position = PricePosition(UUID(hex=variant_id), int(min_quantity), start)
    except (AttributeError, TypeError, ValueError) as error:
        raise _invalid() from error
    if not 0 < position.min_quantity < 2**31 or (start is not None and start.tzinfo is None):
        raise _invalid()
    return position


def _invalid() -> RequestError:
    return RequestError("INVALID_CURSOR", "The cursor is not one of this list. Start again without `after`.")


async def entries_of_variants(ctx: RequestContext, variant_ids: Sequence[UUID]) -> list[list[PriceListEntry]]:
    """Every price of each of these variants, by the codes of the lists."""
    lists = {each.id: each for each in await load_price_lists(ctx.db)}
    found: dict[UUID, list[PriceListEntry]] = {each: [] for each in variant_ids}
    for row in await listed_prices_of_variants(ctx.db, list(found)):
        found[row.variant_id].append(_entry(ctx, lists, row))
    return [sorted(found[each], key=lambda entry: entry.price_list_code) for each in variant_ids]


async def price_lists_by_ids(ctx: RequestContext, ids: Sequence[UUID | None]) -> list[PriceList | None]:
    """These lists, for those who may see them; None where there is none."""
    found = {each.id: each for each in await load_price_lists(ctx.db)}
    return [PriceList.of(found[each]) if each in found else None for each in ids]


async def _load_price_lists(ctx: RequestContext, ids: Sequence[UUID]) -> list[PriceList | None]:
    """Nobody else learns whether there is one."""
    if not ctx.viewer.may(Scope.PRICING_READ):
        return [None] * len(ids)
    return await price_lists_by_ids(ctx, ids)


register_node(PRICE_LIST_ID, _load_price_lists)
