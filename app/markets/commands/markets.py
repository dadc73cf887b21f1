"""Markets, as staff make, change and delete them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, TypedDict
from uuid import UUID

from sqlmodel import col

from app.audit import record_change
from app.core.context import RequestContext
from app.core.errors import Refusal, refuse, refuse_stale
from app.core.locks import lock_setup
from app.markets import service
from app.markets.commands.neighbours import MarketNeighbours
from app.markets.errors import SettingsErrorCode
from app.markets.ids import MARKET_ID
from app.markets.models import Market
from app.markets.queries import load_atlas
from app.markets.rules import Atlas, MarketFacts
from app.markets.rules.checks import code_problems, market_problems, name_problems, problem
from app.markets.service import MarketDefinition


class MarketChange(TypedDict, total=False):
    """What of a market is to become what. What is left out stays."""

    names: Sequence[tuple[str, str]]
    displays_tax: bool
    country_codes: Sequence[str]
    default_country_code: str
    language_tags: Sequence[str]
    default_language_tag: str
    time_zone: str
    more_currency_codes: Sequence[str]
    is_default: bool


async def create_market(
    ctx: RequestContext,
    *,
    code: str,
    names: Sequence[tuple[str, str]],
    currency_code: str,
    displays_tax: bool,
    country_codes: Sequence[str],
    default_country_code: str | None = None,
    language_tags: Sequence[str],
    default_language_tag: str | None = None,
    time_zone: str = "UTC",
    more_currency_codes: Sequence[str] = (),
    is_default: bool = False,
) -> UUID:
    """A new market, and its id. The first one of a shop is its default.

    The default country and language are the first ones unless they are named. Refuses with `SettingsErrorCode` a code
    that is none or taken, names, a country that another market serves, a language that the shop does not speak, a time
    zone that is none, and too many currencies.
    """
    async with ctx.transaction() as session:
        await lock_setup(session)
        atlas = await load_atlas(ctx.db)
        definition = MarketDefinition(
            code=code,
            names=dict(names),
            currency_code=currency_code,
            displays_tax=displays_tax,
            default_country_code=default_country_code or next(iter(country_codes), ""),
            default_language_tag=default_language_tag or next(iter(language_tags), ""),
            country_codes=list(dict.fromkeys(country_codes)),
            language_tags=list(dict.fromkeys(language_tags)),
            time_zone=time_zone,
            more_currency_codes=_others(more_currency_codes, currency_code),
            is_default=is_default or not atlas.markets,
        )
        refuse(code_problems(code))
        if atlas.market_by_code(code):
            raise Refusal(problem(SettingsErrorCode.CODE_TAKEN, "code", code=code))
        _refuse_what_is_wrong(atlas, None, names, definition)
        market_id = await service.define_market(session, definition)
        await ctx.part(MarketNeighbours).follow(session, definition, market_id)
        await record_change(
            session, ctx.viewer, "markets.created", MARKET_ID.prefix, market_id, before=None, after=asdict(definition)
        )
    return market_id


async def update_market(
    ctx: RequestContext, market_id: UUID | None, change: MarketChange, *, version: int | None = None
) -> UUID:
    """Change a market, where it still has this version (None: whichever it has), and give its id.

    Its code and its currency stay: carts, orders and prices are in it. What is as it should be already makes no new
    version. Refuses as `create_market` does, an id or version that is not the market's, and a shop without a default.
    """
    async with ctx.transaction() as session:
        await lock_setup(session)
        atlas = await load_atlas(ctx.db)
        market = _found(atlas, market_id, version)
        before = _definition_of(market)
        values: dict[str, Any] = dict(change)
        if "names" in change:
            values["names"] = dict(change["names"])
        for name in ("country_codes", "language_tags"):
            if name in values:
                values[name] = list(dict.fromkeys(values[name]))
        if "more_currency_codes" in change:
            values["more_currency_codes"] = _others(change["more_currency_codes"], market.currency_code)
        after = replace(before, **values)
        _refuse_what_is_wrong(atlas, market.id, change.get("names"), after)
        if before.is_default and not after.is_default:
            raise Refusal(problem(SettingsErrorCode.DEFAULT_MARKET_NEEDED, "isDefault"))
        old, new = _difference(before, after)
        if new:
            await service.define_market(session, after)
            await ctx.part(MarketNeighbours).follow(session, after, market.id)
            await service.raise_version(session, Market, col(Market.id) == market.id)
            await record_change(
                session, ctx.viewer, "markets.updated", MARKET_ID.prefix, market.id, before=old, after=new
            )
    return market.id


async def delete_market(ctx: RequestContext, market_id: UUID | None, *, version: int | None = None) -> UUID:
    """Delete a market that nothing refers to, where it still has this version. Gives the id that it had.

    Refused: the default one, unless it is the last, and one that has carts, orders, a channel, or that a price list or
    a sale names.
    """
    async with ctx.transaction() as session:
        await lock_setup(session)
        atlas = await load_atlas(ctx.db)
        market = _found(atlas, market_id, version)
        if market.is_default and len(atlas.markets) > 1:
            raise Refusal(problem(SettingsErrorCode.DEFAULT_MARKET_NEEDED, "id"))
        is_named = await ctx.part(MarketNeighbours).names(session, market.id)
        if is_named or not await service.delete_market(session, market.id):
            raise Refusal(problem(SettingsErrorCode.IN_USE, "id", code=market.code))
        before = asdict(_definition_of(market))
        await record_change(
            session, ctx.viewer, "markets.deleted", MARKET_ID.prefix, market.id, before=before, after=None
        )
    return market.id


def _refuse_what_is_wrong(
    atlas: Atlas, own: UUID | None, names: Sequence[tuple[str, str]] | None, market: MarketDefinition
) -> None:
    problems = [
        *(name_problems(names, atlas.language_fallbacks) if names is not None else ()),
        *market_problems(
            atlas,
            own,
            country_codes=market.country_codes,
            default_country_code=market.default_country_code,
            language_tags=market.language_tags,
            default_language_tag=market.default_language_tag,
            time_zone=market.time_zone,
            more_currency_codes=market.more_currency_codes,
        ),
    ]
    refuse(problems)


def _found(atlas: Atlas, market_id: UUID | None, version: int | None) -> MarketFacts:
    market = next((each for each in atlas.markets if each.id == market_id), None)
    if market is None:
        raise Refusal(problem(SettingsErrorCode.MARKET_NOT_FOUND, "id"))
    refuse_stale(SettingsErrorCode.STALE_VERSION, version, market.version)
    return market


def _definition_of(market: MarketFacts) -> MarketDefinition:
    return MarketDefinition(
        code=market.code,
        names=dict(market.names),
        currency_code=market.currency_code,
        displays_tax=market.displays_tax,
        default_country_code=market.default_country_code,
        default_language_tag=market.default_language_tag,
        country_codes=sorted(market.country_codes),
        language_tags=list(market.language_tags),
        time_zone=market.time_zone,
        more_currency_codes=list(market.more_currency_codes),
        is_default=market.is_default,
    )


def _others(currency_codes: Sequence[str], own: str) -> list[str]:
    """Each once, without the market's own."""
    return [code for code in dict.fromkeys(currency_codes) if code != own]


def _difference(before: MarketDefinition, after: MarketDefinition) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    old, new = asdict(before), asdict(after)
    new["country_codes"] = sorted(new["country_codes"])
    changed = [name for name in new if old[name] != new[name]]
    return {name: old[name] for name in changed}, {name: new[name] for name in changed}
