"""The vectors of products in the database: read by keys, written beside what was there."""

import struct
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import LargeBinary, Text, Uuid, any_, bindparam, column, func, select
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.db import Database
from app.core.reads import Read, array_parameter, table_of
from search.embedding.embedder import Vector
from search.embedding.models import ProductVector

_table = table_of(ProductVector)


class KeptVector(NamedTuple):
    """A vector, and of what it is."""

    digest: bytes
    vector: Vector


class _Row(NamedTuple):
    product_id: UUID
    digest: bytes
    numbers: bytes


_of_products: Final = Read(
    select(_table.c.product_id, _table.c.digest, _table.c.numbers).where(
        _table.c.product_id == any_(array_parameter("ids", Uuid())),
        _table.c.language_tag == bindparam("language_tag", type_=Text()),
    ),
    _Row,
)


def _keeping() -> Insert:
    """All rows by one statement, in the order of the products: two workers that keep the same ones take turns."""
    made = (
        func.unnest(
            array_parameter("ids", Uuid()),
            array_parameter("digests", LargeBinary()),
            array_parameter("numbers", LargeBinary()),
        )
        .table_valued(column("id", Uuid()), column("digest", LargeBinary()), column("numbers", LargeBinary()))
        .render_derived("made")
    )
    rows = select(made.c.id, bindparam("language_tag", type_=Text()), made.c.digest, made.c.numbers).order_by(made.c.id)
    statement = insert(_table).from_select(["product_id", "language_tag", "digest", "numbers"], rows)
    return statement.on_conflict_do_update(
        index_elements=[_table.c.product_id, _table.c.language_tag],
        set_={"digest": statement.excluded.digest, "numbers": statement.excluded.numbers},
    )


_KEEP: Final = _keeping()


async def kept_vectors(database: Database, product_ids: Sequence[UUID], language_tag: str) -> dict[UUID, KeptVector]:
    """What is kept of these products in a language."""
    rows = await _of_products.all(database, ids=list(product_ids), language_tag=language_tag)
    return {row.product_id: KeptVector(row.digest, unpacked(row.numbers)) for row in rows}


async def keep_vectors(session: AsyncSession, language_tag: str, made: Mapping[UUID, KeptVector]) -> None:
    """Keep these, over what was kept of the same products in the language."""
    if made:
        ids = sorted(made)
        values = {
            "ids": ids,
            "digests": [made[each].digest for each in ids],
            "numbers": [packed(made[each].vector) for each in ids],
            "language_tag": language_tag,
        }
        await session.execute(_KEEP, values)


def rounded(vector: Vector) -> Vector:
    """The vector as it will be read: what is written first and what is written later are the same."""
    return unpacked(packed(vector))


def packed(vector: Vector) -> bytes:
    """As the database has it."""
    return struct.pack(f"<{len(vector)}e", *vector)


def unpacked(numbers: bytes) -> Vector:
    """The vector that was packed."""
    return struct.unpack(f"<{len(numbers) // 2}e", numbers)
