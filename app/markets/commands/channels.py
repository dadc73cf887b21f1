"""Channels, as staff make and change them."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any, TypedDict

from sqlmodel import col

from app.audit import record_change
from app.core.context import RequestContext
from app.core.errors import Problem, Refusal, refuse, refuse_stale
from app.core.locks import lock_setup
from app.events import WHOLE_SHOP
from app.markets import service
from app.markets.errors import SettingsErrorCode
from app.markets.models import Channel
from app.markets.queries import load_atlas
from app.markets.rules import Atlas, ChannelFacts
from app.markets.rules.checks import code_problems, name_problems, problem
from app.markets.service import ChannelDefinition


class ChannelChange(TypedDict, total=False):
    """What of a channel is to become what. What is left out stays."""

    names: Sequence[tuple[str, str]]
    market_codes: Sequence[str]
    default_market_code: str | None
    is_default: bool


async def create_channel(
    ctx: RequestContext,
    *,
    code: str,
    names: Sequence[tuple[str, str]],
    market_codes: Sequence[str] = (),
    default_market_code: str | None = None,
    is_default: bool = False,
) -> str:
    """A new channel that sells in these markets (none: in all of them), and its code.

    Refuses with `SettingsErrorCode` a code that is none or taken, names, and a market that is not there, or that it
    does not sell in.
    """
    definition = ChannelDefinition(code, dict(names), list(market_codes), default_market_code, is_default)
    async with ctx.transaction() as session:
        await lock_setup(session)
        atlas = await load_atlas(ctx.db)
        refuse(code_problems(code))
        if any(channel.code == code for channel in atlas.channels):
            raise Refusal(problem(SettingsErrorCode.CODE_TAKEN, "code", code=code))
        refuse(name_problems(names, atlas.language_fallbacks))
        definition = _with_markets(atlas, definition)
        await service.define_channel(session, definition)
        await record_change(
            session, ctx.viewer, "markets.channel_created", "channel", WHOLE_SHOP, before=None, after=asdict(definition)
        )
    return code


async def update_channel(ctx: RequestContext, code: str, change: ChannelChange, *, version: int | None = None) -> str:
    """Change a channel, where it still has this version (None: whichever it has), and give its code.

    What is as it should be already makes no new version. Refuses as `create_channel` does, a code or a version that is
    not the channel's, and a shop without a default channel.
    """
    async with ctx.transaction() as session:
        await lock_setup(session)
        atlas = await load_atlas(ctx.db)
        channel = next((each for each in atlas.channels if each.code == code), None)
        if channel is None:
            raise Refusal(problem(SettingsErrorCode.CHANNEL_NOT_FOUND, "code", code=code))
        refuse_stale(SettingsErrorCode.STALE_VERSION, version, channel.version)
        before = _definition_of(atlas, channel)
        values: dict[str, Any] = dict(change)
        if "names" in change:
            refuse(name_problems(change["names"], atlas.language_fallbacks))
            values["names"] = dict(change["names"])
        after = _with_markets(atlas, replace(before, **values))
        if before.is_default and not after.is_default:
            raise Refusal(problem(SettingsErrorCode.DEFAULT_CHANNEL_NEEDED, "isDefault"))
        old, new = asdict(before), asdict(after)
        changed = [name for name in new if old[name] != new[name]]
        if changed:
            await service.define_channel(session, after)
            await service.raise_version(session, Channel, col(Channel.code) == code)
            await record_change(
                session,
                ctx.viewer,
                "markets.channel_updated",
                "channel",
                WHOLE_SHOP,
                before={"code": code} | {name: old[name] for name in changed},
                after={"code": code} | {name: new[name] for name in changed},
            )
    return code


def _with_markets(atlas: Atlas, channel: ChannelDefinition) -> ChannelDefinition:
    """The definition with its markets in order. Refuses markets that are not there, or that do not go together."""
    known = {market.code for market in atlas.markets}
    asked = list(dict.fromkeys(channel.market_codes))
    problems: list[Problem] = [
        problem(SettingsErrorCode.MARKET_NOT_FOUND, "marketCodes", str(position), code=code)
        for position, code in enumerate(asked)
        if code not in known
    ]
    default = channel.default_market_code
    usual = default or next((market.code for market in atlas.markets if market.is_default), None)
    if default is not None and default not in known:
        problems.append(problem(SettingsErrorCode.MARKET_NOT_FOUND, "defaultMarketCode", code=default))
    elif asked and not problems and usual not in asked:
        problems.append(problem(SettingsErrorCode.MARKET_NOT_SOLD_IN, "defaultMarketCode", code=usual or ""))
    refuse(problems)
    return replace(channel, market_codes=sorted(asked))


def _definition_of(atlas: Atlas, channel: ChannelFacts) -> ChannelDefinition:
    codes = {market.id: market.code for market in atlas.markets}
    return ChannelDefinition(
        code=channel.code,
        names=dict(channel.names),
        market_codes=sorted(codes[market_id] for market_id in channel.market_ids),
        default_market_code=codes[channel.default_market_id] if channel.default_market_id else None,
        is_default=channel.is_default,
    )
