"""Deciding who sees a product, and when."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from app.catalog.commands.products.editing import INPUT, Edit, Path, Places, edit_product
from app.catalog.errors import CatalogErrorCode
from app.catalog.queries.staff import operators_by_codes
from app.catalog.rules.changes import publish, unpublish
from app.catalog.rules.drafts import ProductDraft, PublicationDraft, StoredProduct, Target, Window
from app.catalog.rules.safety import OperatorFacts, SafetyGap, needs_safety_data, safety_gaps
from app.core.context import RequestContext
from app.core.db import Database
from app.core.described import DescribedEnum
from app.core.errors import Problem, Refusal
from app.markets import Atlas, AtlasCache, MarketFacts

_PLACES: Final[Places] = {("publications",): ("publications",)}


class SafetyPolicy(DescribedEnum):
    """What becomes of markets in which a product must not be offered for want of safety data."""

    REFUSE = "REFUSE", "The publication is refused, and says what is missing."
    LEAVE_OUT = "LEAVE_OUT", "It is published to the other markets."


@dataclass(frozen=True)
class MissingSafetyData:
    """What is to be added before a product is published to these markets."""

    gaps: tuple[SafetyGap, ...]
    market_codes: tuple[str, ...]


@dataclass(frozen=True)
class PublicationWish:
    """Through which channel a product is to be seen, and when."""

    channel_code: str
    starts_at: datetime | None = None
    """None: as it is planned or has begun already, else now."""
    ends_at: datetime | None = None
    markets: Mapping[str, Window] | None = None
    """By code. None: every market of the channel."""


class Gaps:
    """What products lack of safety data, by the operators that they name."""

    def __init__(self, operators: Mapping[str, OperatorFacts]) -> None:
        self._operators = operators

    @classmethod
    async def of(cls, database: Database, drafts: Iterable[ProductDraft]) -> "Gaps":
        """Read the operators that these drafts name."""
        codes = {code for draft in drafts for code in (draft.manufacturer, draft.responsible_person) if code}
        rows = await operators_by_codes.all(database, codes=sorted(codes)) if codes else []
        return cls({row.code: OperatorFacts(*row[1:]) for row in rows})

    def in_draft(self, draft: ProductDraft) -> list[SafetyGap]:
        """What this product lacks; nothing where it may be offered everywhere."""
        get = self._operators.get
        return safety_gaps(get(draft.manufacturer or ""), get(draft.responsible_person or ""))


async def publish_product(
    ctx: RequestContext, target: Target | None, wishes: Sequence[PublicationWish], safety: SafetyPolicy
) -> UUID:
    """Let a product be seen through these channels as said here, and through others as before. Gives its id.

    Refuses a channel or market that is not there, a time that ends before it begins, and, by the policy, a market in
    the European Economic Area for a product without safety data.
    """
    atlas = await ctx.part(AtlasCache).get()
    refuse_unknown(atlas, wishes)

    async def edit(stored: StoredProduct) -> Edit:
        gaps = await Gaps.of(ctx.db, [stored.draft])
        draft = publish(stored.draft, publications_of(ctx.now, atlas, stored.draft, wishes, safety, gaps))
        return Edit(draft, _PLACES)

    return await edit_product(ctx, target, edit, action="catalog.product_published")


async def unpublish_product(ctx: RequestContext, target: Target | None, channel_codes: Collection[str] | None) -> UUID:
    """Let a product be seen through these channels no more; None: through none. Gives its id."""

    async def edit(stored: StoredProduct) -> Edit:
        return Edit(unpublish(stored.draft, channel_codes), {("publications",): ("channelCodes",)})

    return await edit_product(ctx, target, edit, action="catalog.product_unpublished")


def refuse_unknown(atlas: Atlas, wishes: Sequence[PublicationWish], path: Path = INPUT) -> None:
    """Refuse channels and markets that are not there, and a channel that is named twice."""
    problems = []
    channels = {channel.code for channel in atlas.channels}
    markets = {market.code for market in atlas.markets}
    named: set[str] = set()
    for index, wish in enumerate(wishes):
        place = (*path, "publications", str(index))
        if wish.channel_code not in channels or wish.channel_code in named:
            problems.append(_unknown((*place, "channelCode"), "channelCode", wish.channel_code))
        named.add(wish.channel_code)
        problems += [
            _unknown((*place, "markets", str(position), "code"), "code", code)
            for position, code in enumerate(wish.markets or ())
            if code not in markets
        ]
    if problems:
        raise Refusal(*problems)


def publications_of(
    now: datetime,
    atlas: Atlas,
    draft: ProductDraft,
    wishes: Sequence[PublicationWish],
    safety: SafetyPolicy,
    gaps: Gaps,
    path: Path = INPUT,
) -> list[PublicationDraft]:
    """The publications that are wished for, as far as the law lets them be."""
    missing = gaps.in_draft(draft)
    stored = {publication.channel: publication for publication in draft.publications}
    publications, problems = [], []
    for index, wish in enumerate(wishes):
        place = (*path, "publications", str(index))
        before = stored.get(wish.channel_code)
        starts_at = wish.starts_at or (before.starts_at if before else now)
        publication = PublicationDraft(wish.channel_code, starts_at, wish.ends_at, wish.markets)
        reached = _reached(atlas, publication)
        barred = [market for market in reached if missing and needs_safety_data(market.country_codes)]
        if barred and (safety is SafetyPolicy.REFUSE or len(barred) == len(reached)):
            problems.append(_without_safety(place, missing, barred))
        elif barred:
            left = {each.code: (wish.markets or {}).get(each.code, Window()) for each in reached if each not in barred}
            publication = replace(publication, markets=left)
        if wish.ends_at is not None and wish.ends_at <= starts_at:
            facts = {"field": "endsAt", "value": wish.ends_at.isoformat()}
            problems.append(Problem(CatalogErrorCode.VALUE_INVALID, (*place, "endsAt"), facts))
        publications.append(publication)
    if problems:
        raise Refusal(*problems)
    return publications


def _reached(atlas: Atlas, publication: PublicationDraft) -> list[MarketFacts]:
    """The markets in which a publication shows the product, now or later."""
    channel = atlas.channel(publication.channel)
    named = publication.markets
    return [market for market in atlas.markets if channel.sells_in(market) and (named is None or market.code in named)]


def _without_safety(place: Path, gaps: Sequence[SafetyGap], barred: Sequence[MarketFacts]) -> Problem:
    detail = MissingSafetyData(tuple(gaps), tuple(market.code for market in barred))
    facts = {"missing": ", ".join(gap.value for gap in gaps)}
    return Problem(CatalogErrorCode.EU_SAFETY_DATA_MISSING, place, facts, detail)


def _unknown(path: Path, field: str, value: str) -> Problem:
    return Problem(CatalogErrorCode.REFERENCE_UNKNOWN, path, {"field": field, "value": value})
