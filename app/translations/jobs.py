"""Work in the background: finding out how far products are translated."""

from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, select, text
from sqlmodel import col

from app.catalog.models import Product
from app.core.context import RequestContext
from app.core.locks import lock_in_order
from app.core.reads import table_of
from app.translations.models import TranslationStanding
from app.translations.statements import MEASURE

MEASURE_JOB: Final = "translations.measure"
"""Finds out how far those products are translated of which it is not known. It takes no payload."""

_BATCH: Final = 500
_measure = text(MEASURE).bindparams(bindparam("ids", type_=ARRAY(Uuid())))


async def measure(ctx: RequestContext, _payload: dict[str, Any]) -> None:
    """Find it out, some hundred products in a transaction. Whoever writes one of them waits, and marks it anew."""
    product = table_of(Product).c
    last = UUID(int=0)
    while True:
        async with ctx.transaction() as session:
            unknown = (
                select(col(TranslationStanding.product_id))
                .where(col(TranslationStanding.is_known).is_(False), col(TranslationStanding.product_id) > last)
                .order_by(col(TranslationStanding.product_id))
                .limit(_BATCH)
            )
            ids = list((await session.execute(unknown)).scalars())
            if not ids:
                return
            await lock_in_order(session, [product.id], product.id.in_(ids), by=product.id)
            await session.execute(_measure, {"ids": ids})
            last = ids[-1]
