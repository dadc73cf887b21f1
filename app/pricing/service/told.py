"""What was charged before the shop kept its own history, as somebody tells it: of a shop that has moved here."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import TIMESTAMP, Integer, Text, Uuid, func, insert, literal, literal_column, select, tuple_, union_all
from sqlalchemy.dialects.postgresql import JSONB, distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.described import DescribedEnum
from app.core.reads import array_parameter, table_of
from app.events import WHOLE_SHOP, announce
from app.pricing.events import TariffChanged
from app.pricing.models import DatedPrice, Price, PriceList, PricePast, PricingPast, SettingKind

_MOMENT: Final = TIMESTAMP(timezone=True)
_price, _dated, _past = table_of(Price).c, table_of(DatedPrice).c, table_of(PricePast).c
_list, _former = table_of(PriceList), table_of(PricingPast).c

_PLACES: Final = (
    func.unnest(array_parameter("list_ids", Uuid()), array_parameter("variant_ids", Uuid()))
    .table_valued("list_id", "variant_id")
    .render_derived()
)


def _is_asked(table: Any) -> Any:
    return tuple_(table.price_list_id, table.variant_id).in_(select(_PLACES.c.list_id, _PLACES.c.variant_id))


_OWN = union_all(
    select(_price.price_list_id, _price.variant_id, _price.since).where(_is_asked(_price)),
    select(_dated.price_list_id, _dated.variant_id, _dated.since).where(_is_asked(_dated)),
    select(_past.price_list_id, _past.variant_id, _past.since).where(_is_asked(_past), ~_past.is_told),
).subquery("own")
_FIRST: Final = select(_OWN.c.price_list_id, _OWN.c.variant_id, func.min(_OWN.c.since)).group_by(
    _OWN.c.price_list_id, _OWN.c.variant_id
)
_SPANS: Final = select(_past.price_list_id, _past.variant_id, _past.amount, _past.since, _past.until).where(
    _is_asked(_past), _past.starts_at.is_(None), _past.min_quantity == literal_column("1", Integer())
)
_WANTED: Final = (
    func.unnest(array_parameter("list_ids", Uuid()), array_parameter("moments", _MOMENT))
    .table_valued("list_id", "since")
    .render_derived("wanted")
)
_VERSIONS = union_all(
    select(_list.c.id, _list.c.since, func.to_jsonb(_list.table_valued(), type_=JSONB()).label("document")),
    select(_former.subject_id, _former.since, _former.document).where(_former.kind == SettingKind.PRICE_LIST),
).subquery("version")
_EARLIEST = (
    select(*_VERSIONS.c)
    .ext(distinct_on(_VERSIONS.c.id))
    .order_by(_VERSIONS.c.id, _VERSIONS.c.since)
    .subquery("earliest")
)
_LISTS: Final = insert(table_of(PricingPast)).from_select(
    ["kind", "subject_id", "since", "until", "document"],
    select(
        literal(SettingKind.PRICE_LIST.value, Text()),
        _EARLIEST.c.id,
        _WANTED.c.since,
        _EARLIEST.c.since,
        _EARLIEST.c.document,
    ).where(_EARLIEST.c.id == _WANTED.c.list_id, _EARLIEST.c.since > _WANTED.c.since),
)


class PastPrice(NamedTuple):
    """What one piece cost in a list from a moment up to and without another, in minor units of the list's currency."""

    price_list_id: UUID
    variant_id: UUID
    product_id: UUID
    amount: int
    since: datetime
    until: datetime


class PastFlaw(DescribedEnum):
    """Why what is told is not believed."""

    NOT_PAST = "NOT_PAST", "The time is not over yet."
    KNOWN_BETTER = "KNOWN_BETTER", "The shop knows itself what it charged at that time, or that it charged nothing."
    OVERLAPPING = "OVERLAPPING", "Something else was told of that time."


class ToldOutcome(NamedTuple):
    """What became of one of them."""

    is_new: bool = False
    flaw: PastFlaw | None = None
    since: datetime | None = None
    """With a flaw: from when on something is known, or since when what was told otherwise held."""


@dataclass
class _Known:
    """What is known of one variant in one list."""

    first: datetime | None = None
    """From when on the shop knows by itself."""
    spans: list[tuple[int, datetime, datetime]] = field(default_factory=list)
    """Amount, since and until."""

    def judge(self, told: PastPrice, now: datetime) -> ToldOutcome:
        """Whether it is believed; then it is known from now on."""
        span = (told.amount, told.since, told.until)
        if span in self.spans:
            return ToldOutcome()
        if told.until > now:
            return ToldOutcome(flaw=PastFlaw.NOT_PAST, since=now)
        if self.first is not None and told.until > self.first:
            return ToldOutcome(flaw=PastFlaw.KNOWN_BETTER, since=self.first)
        for _, since, until in self.spans:
            if since < told.until and told.since < until:
                return ToldOutcome(flaw=PastFlaw.OVERLAPPING, since=since)
        self.spans.append(span)
        return ToldOutcome(is_new=True)


async def tell_past_prices(session: AsyncSession, told: Sequence[PastPrice], now: datetime) -> list[ToldOutcome]:
    """Add what was charged at times before the first of which the shop itself knows anything, and say in their order
    what became of each.

    Nothing that is known is overwritten, and the same again adds nothing. Price lists are taken to have been then what
    the first known version of them says. Whoever tells it answers for it: the law counts reductions from these prices.
    """
    known = await _known(session, {(each.price_list_id, each.variant_id) for each in told})
    outcomes = [known[each.price_list_id, each.variant_id].judge(each, now) for each in told]
    new = [each for each, outcome in zip(told, outcomes, strict=True) if outcome.is_new]
    if new:
        rows = [{**each._asdict(), "min_quantity": 1, "is_told": True} for each in new]
        await session.execute(insert(table_of(PricePast)), rows)
        await _reach_back(session, new)
        await announce(session, TariffChanged(WHOLE_SHOP))
    return outcomes


async def _known(session: AsyncSession, places: set[tuple[UUID, UUID]]) -> Mapping[tuple[UUID, UUID], _Known]:
    ordered = sorted(places)
    parameters = {"list_ids": [place[0] for place in ordered], "variant_ids": [place[1] for place in ordered]}
    known: defaultdict[tuple[UUID, UUID], _Known] = defaultdict(_Known)
    for list_id, variant_id, since in await session.execute(_FIRST, parameters):
        known[list_id, variant_id].first = since
    for list_id, variant_id, amount, since, until in await session.execute(_SPANS, parameters):
        known[list_id, variant_id].spans.append((amount, since, until))
    return known


async def _reach_back(session: AsyncSession, told: Sequence[PastPrice]) -> None:
    """Let the price lists have been there at these times."""
    first: dict[UUID, datetime] = {}
    for each in told:
        first[each.price_list_id] = min(each.since, first.get(each.price_list_id, each.since))
    await session.execute(_LISTS, {"list_ids": list(first), "moments": list(first.values())})
