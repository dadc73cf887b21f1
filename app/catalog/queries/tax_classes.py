"""Reads of tax classes."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Text, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.catalog.models import Product, TaxClass
from app.core.db import Database
from app.core.reads import Read, table_of

_class = table_of(TaxClass).c
_product = table_of(Product).c


class TaxClassRow(NamedTuple):
    """A kind of goods that laws of tax treat alike."""

    code: str
    names: Mapping[str, str]
    version: int


_classes = Read(select(_class.code, _class.names, _class.version).order_by(_class.code), TaxClassRow)
_PRODUCTS = select(func.count()).where(_product.tax_class_code == bindparam("code", type_=Text()))


async def load_tax_classes(database: Database) -> list[TaxClassRow]:
    """All of them, by code."""
    return await _classes.all(database)


async def load_tax_class_codes(session: AsyncSession) -> set[str]:
    """Their codes, as this transaction sees them."""
    return set((await session.execute(select(_class.code))).scalars())


async def count_products_of_tax_class(session: AsyncSession, code: str) -> int:
    """How many products are of the class, those among them that orders alone still name."""
    count: int = (await session.execute(_PRODUCTS, {"code": code})).scalar_one()
    return count
