"""Writes of what the shop comes with about prior prices."""

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.ids import new_id
from app.core.locks import lock_setup
from app.core.reads import table_of
from app.events import WHOLE_SHOP, announce
from app.pricing.events import TariffChanged
from app.pricing.models import PriorPriceRule
from app.pricing.reference import PriorPriceRow, reference_prior_rules

_TABLE = table_of(PriorPriceRule)


async def load_prior_price_rules(session: AsyncSession) -> bool:
    """Bring the rules about prior prices to this version's; says whether any differed. Nobody else writes them."""
    await lock_setup(session)
    columns = [_TABLE.c[name] for name in PriorPriceRow._fields]
    stored = {PriorPriceRow(*row) for row in await session.execute(select(*columns))}
    wanted = set(reference_prior_rules())
    if stored == wanted:
        return False
    for row in stored - wanted:
        await session.execute(
            delete(_TABLE).where(_TABLE.c.country_code == row.country_code, _TABLE.c.valid_from == row.valid_from)
        )
    if missing := sorted(wanted - stored):
        await session.execute(insert(_TABLE), [{"id": new_id(), **row._asdict()} for row in missing])
    await announce(session, TariffChanged(WHOLE_SHOP))
    return True
