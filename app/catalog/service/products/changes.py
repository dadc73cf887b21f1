"""What differs between the rows that are stored and those that are wanted, for many products at once."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.catalog.models import MediaStatus
from app.catalog.service.products.stored import unfinished
from app.catalog.service.products.tables import MEDIA, PARTS, PRODUCT_FIELDS, PRODUCTS, TRANSLATIONS, Key, Part, Row
from app.catalog.service.products.wanted import Making
from app.catalog.service.products.words import reworded

_VERSION: Final = PRODUCTS.at("version")
_MEDIA_STATUS: Final = MEDIA.at("status")
_ALL: Final = (PRODUCTS, *PARTS)


@dataclass
class Changes:
    """The rows to write."""

    inserted: dict[Part, list[Row]] = field(default_factory=lambda: {part: [] for part in _ALL})
    updated: dict[Part, list[Row]] = field(default_factory=lambda: {part: [] for part in _ALL})
    deleted: dict[Part, list[Key]] = field(default_factory=lambda: {part: [] for part in PARTS})

    def create(self, making: Making, digest: str, now: datetime) -> None:
        """A product that is not there yet."""
        self.inserted[PRODUCTS].append((*making.product(), f"1:{digest}", now, 1, now))
        for part, rows in making.parts():
            self.inserted[part].extend(rows)

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
        """Write it all: what others refer to first, what refers to others goes last."""
        for part in _ALL:
            await part.insert(session, self.inserted[part])
            await part.update(session, self.updated[part])
        for part in reversed(PARTS):
            await part.delete(session, self.deleted[part])

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
        self.inserted[part] += new
        self.updated[part] += changed
        return bool(surplus or new or changed)
