"""What was before the shop kept its own history: of a shop that has moved here, and of the demo."""

from datetime import datetime
from typing import Final

from sqlalchemy import TIMESTAMP, Text, bindparam, func, insert, literal, not_, select, true
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.reads import table_of
from app.events import WHOLE_SHOP, announce
from app.pricing.events import TariffChanged
from app.pricing.models import Price, PriceList, PricePast, PricingPast, SettingKind

_SINCE: Final = bindparam("moment", type_=TIMESTAMP(timezone=True))
_price, _past = table_of(Price).c, table_of(PricePast).c
_list, _former = table_of(PriceList), table_of(PricingPast).c
_SAME: Final = ("variant_id", "price_list_id", "min_quantity")
_KEPT: Final = (*_SAME, "product_id", "amount", "compare_at_amount")

_PRICES: Final = insert(table_of(PricePast)).from_select(
    [*_KEPT, "since", "until", "is_told"],
    select(*(_price[name] for name in _KEPT), _SINCE, _price.since, true()).where(
        _price.since > _SINCE,
        not_(
            select(_past.id).where(*(_past[name] == _price[name] for name in _SAME), _past.starts_at.is_(None)).exists()
        ),
    ),
)
_LISTS: Final = insert(table_of(PricingPast)).from_select(
    ["kind", "subject_id", "since", "until", "document"],
    select(
        literal(SettingKind.PRICE_LIST.value, Text()),
        _list.c.id,
        _SINCE,
        _list.c.since,
        func.to_jsonb(_list.table_valued(), type_=JSONB()),
    ).where(
        _list.c.since > _SINCE,
        not_(
            select(_former.id).where(_former.kind == SettingKind.PRICE_LIST, _former.subject_id == _list.c.id).exists()
        ),
    ),
)


async def assume_past(session: AsyncSession, since: datetime) -> None:
    """Let the price lists and the undated prices that are here now have been the same since that moment.

    Only where nothing is known of the time before them: what the shop has seen itself is never overwritten, and the
    same again adds nothing. Whoever says so answers for it: the law counts reductions from these prices.
    """
    await session.execute(_PRICES, {"moment": since})
    await session.execute(_LISTS, {"moment": since})
    await announce(session, TariffChanged(WHOLE_SHOP))
