"""Root fields of exchange rates, for staff."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import UNSET

from app.core.context import RequestContext
from app.core.errors import RequestError
from app.core.paging import DEFAULT_PAGE, Page, page_size, read_cursor, write_cursor
from app.currencies import effective_rate_page, pair_page
from app.execution import root
from app.identity import Scope
from schema.core.access import scope
from schema.core.codes import CurrencyCode
from schema.core.connections import After, Connection, First
from schema.currencies.types import EffectiveExchangeRate, ExchangeRate, shown_pairs

_PAIRS = "exchangeRates"

OnlyBase = Annotated[CurrencyCode | None, strawberry.argument(description="Only pairs from this currency.")]
OnlyQuote = Annotated[CurrencyCode | None, strawberry.argument(description="Only pairs into this currency.")]
Base = Annotated[CurrencyCode, strawberry.argument(description="From which currency.")]
Quote = Annotated[CurrencyCode, strawberry.argument(description="Into which currency.")]


@strawberry.type
class CurrencyQueries:
    @root(
        description="The pairs of currencies that the shop converts between, by their codes. "
        "Needs a token with the scope `pricing:read`.",
        access=scope(Scope.PRICING_READ),
    )
    @staticmethod
    async def exchange_rates(
        ctx: RequestContext,
        first: First = DEFAULT_PAGE,
        after: After = UNSET,
        base: OnlyBase = UNSET,
        quote: OnlyQuote = UNSET,
    ) -> Connection[ExchangeRate]:
        size = page_size(first, ctx.settings.limit_page_size)
        pairs = await pair_page(
            ctx.db,
            base=str(base) if base else None,
            quote=str(quote) if quote else None,
            after=_read_pair(after) if after else None,
            limit=size + 1,
        )
        page = Page(await shown_pairs(ctx, pairs[:size]), has_next=len(pairs) > size)
        return Connection.of(page, lambda pair: pair, _write_pair, after=after or None)

    @root(
        description="What the shop went by from one currency into another, the latest first. "
        "Needs a token with the scope `pricing:read`.",
        access=scope(Scope.PRICING_READ),
    )
    @staticmethod
    async def exchange_rate_history(
        ctx: RequestContext, base: Base, quote: Quote, first: First = DEFAULT_PAGE, after: After = UNSET
    ) -> Connection[EffectiveExchangeRate]:
        size = page_size(first, ctx.settings.limit_page_size)
        listed = f"exchangeRateHistory:{base}:{quote}"
        rows = await effective_rate_page.all(
            ctx.db,
            base=str(base),
            quote=str(quote),
            before=_read_moment(after, listed) if after else None,
            limit=size + 1,
        )
        page = Page(rows[:size], has_next=len(rows) > size)
        return Connection.of(
            page,
            EffectiveExchangeRate.of,
            lambda row: write_cursor(listed, row.since.isoformat()),
            after=after or None,
        )


def _write_pair(pair: ExchangeRate) -> str:
    return write_cursor(_PAIRS, str(pair.base_currency_code), str(pair.quote_currency_code))


def _read_pair(cursor: str) -> tuple[str, str]:
    base, quote = read_cursor(cursor, _PAIRS, 2)
    if not isinstance(base, str) or not isinstance(quote, str) or not (base + quote).isascii():
        raise _invalid()
    return base, quote


def _read_moment(cursor: str, listed: str) -> datetime:
    (text,) = read_cursor(cursor, listed, 1)
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise _invalid() from error
    if moment.tzinfo is None:
        raise _invalid()
    return moment


def _invalid() -> RequestError:
    return RequestError("INVALID_CURSOR", "The cursor is not one of this list. Start again without `after`.")
