"""What differs between the rows that are stored and those that are wanted, for many products at once."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.catalog.models import MediaStatus
from app.catalog.service.products.stored import unfinished
from app.catalog.service.products.tables import (
    MEDIA,
    PARTS,
    PRODUCT_FIELDS,
    PRODUCTS,
    TRANSLATIONS,
    CopiedRow,
    Key,
    Part,
    Row,
)
from app.catalog.service.products.wanted import Making
from app.catalog.service.products.words import reworded
from app.core.haste import in_haste

_VERSION: Final = PRODUCTS.at("version")
_MEDIA_STATUS: Final = MEDIA.at("status")
_ALL: Final = (PRODUCTS, *PARTS)
_AT_A_TIME: Final = 32
"""New products, whose rows of a table take some hundred microseconds: as long as an answer of the database may have to
wait."""


@dataclass
class Changes:
    """The rows to write."""

    inserted: dict[Part, list[CopiedRow]] = field(default_factory=lambda: {part: [] for part in _ALL})
    updated: dict[Part, list[Row]] = field(default_factory=lambda: {part: [] for part in _ALL})
    deleted: dict[Part, list[Key]] = field(default_factory=lambda: {part: [] for part in PARTS})
    _created: list[Iterator[tuple[Part, list[Row]]]] = field(default_factory=list)
    """Of each new product, what gives its rows, table by table in the order of `PARTS`."""

    def create(self, making: Making, digest: str, now: datetime) -> None:
        """A product that is not there yet. The rows of its other tables are made when they are written."""
        self.inserted[PRODUCTS].append(PRODUCTS.copied((*making.product(), f"1:{digest}", now, 1, now)))
        self._created.append(making.parts())

    def change(self, making: Making, digest: str, now: datetime) -> tuple[int, list[str]]:
        """A product that is there: its version from now on, and the fields of the draft that differ.

        A change of nothing that a draft says, such as of the operator's address, is one too, of no field.
        """
        before = making.stored.product
        if before is None:
            raise LookupError(f"product {making.subject.id} was locked, and is gone")
        own, fields = making.product(), dict[str, None]()
        for name, old, new in zip(PRODUCTS.columns, unfinished(before), own, strict=False):
            if old != new and name in PRODUCT_FIELDS:
                fields[PRODUCT_FIELDS[name]] = None
        for part, rows in making.parts():
            if self._change_part(part, making.stored.parts[part], {part.key(row): row for row in rows}):
                fields[part.draft_field] = None
        version: int = before[_VERSION]
        if fields or unfinished(before) != own:
            version += 1
            self.updated[PRODUCTS].append((*own, f"{version}:{digest}", now, version))
        return version, list(fields)

    def reword(self, making: Making, _digest: str, now: datetime) -> tuple[int, list[str]]:
        """The same of a product of which only the words can be written. What a draft comes to is then not known."""
        before, subject = making.stored.product, making.subject
        if before is None or subject.before is None:
            raise LookupError(f"product {subject.id} was locked, and is gone")
        own, fields = before, dict[str, None]()
        for part, rows in [making.translations(), *reworded(subject, subject.before, making.stored)]:
            if part is PRODUCTS:
                (own,) = rows
                if own != before:
                    fields["attributes"] = None
                continue
            stored = {part.key(row): row for row in making.stored.parts[part].values()}
            wanted = {part.key(row): row for row in rows}
            if part is not TRANSLATIONS:
                wanted = {**stored, **wanted}
            if self._change_part(part, stored, wanted):
                fields[part.draft_field] = None
        version: int = before[_VERSION]
        if fields:
            version += 1
            self.updated[PRODUCTS].append((*unfinished(own), None, now, version))
        return version, list(fields)

    async def write(self, session: AsyncSession) -> None:
        """Write it all: what others refer to first, what refers to others goes last.

        While the database takes in the rows of one table, those of the next are made.
        """
        for part, following in zip(_ALL, (*PARTS, None), strict=True):
            making = in_haste(self._make(following)) if following and self._created else None
            try:
                await part.insert(session, self.inserted[part])
                await part.update(session, self.updated[part])
                if making is not None:
                    await making
            finally:
                if making is not None:
                    making.cancel()
        for part in reversed(PARTS):
            await part.delete(session, self.deleted[part])

    async def _make(self, part: Part) -> None:
        """The rows that new products have in this table, a few at a time: whenever the database is waited for."""
        inserted = self.inserted[part]
        for number, rows_of in enumerate(self._created, start=1):
            made, rows = next(rows_of)
            if made is not part:
                raise LookupError(f"rows of {made.table.name} came for {part.table.name}")
            inserted += map(part.copied, rows)
            if number % _AT_A_TIME == 0:
                await asyncio.sleep(0)

    @property
    def media_to_fetch(self) -> list[UUID]:
        """The media that are to be loaded from their addresses."""
        return [row[0] for row in self.inserted[MEDIA] if row[_MEDIA_STATUS] == MediaStatus.PENDING.value]

    def _change_part(self, part: Part, stored: dict[Key, Row], wanted: dict[Key, Row]) -> bool:
        if stored == wanted:
            return False
        surplus = [key for key in stored if key not in wanted]
        new = [row for key, row in wanted.items() if key not in stored]
        changed = [row for key, row in wanted.items() if key in stored and stored[key] != row]
        self.deleted[part] += surplus
        self.inserted[part] += map(part.copied, new)
        self.updated[part] += changed
        return bool(surplus or new or changed)
