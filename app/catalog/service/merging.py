"""Making rows agree with what is wanted, and knowing whether anything differed."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

KeyT = TypeVar("KeyT")
RowT = TypeVar("RowT", bound=SQLModel)


class Merge:
    """One comparison of a draft with what is stored. `changed` tells whether anything was written."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._removed: list[list[SQLModel]] = []
        self.changed = False

    def assign(self, row: SQLModel, values: Mapping[str, Any]) -> None:
        """Set what differs."""
        for name, value in values.items():
            if getattr(row, name) != value:
                setattr(row, name, value)
                self.changed = True

    async def rows(
        self,
        stored: Mapping[KeyT, RowT],
        wanted: Mapping[KeyT, Mapping[str, Any]],
        make: Callable[..., RowT],
        *,
        remove: bool = True,
    ) -> dict[KeyT, RowT]:
        """The wanted rows by key: those that are there, set right, and new ones. The others go, unless told to stay."""
        merged = {}
        for key, values in wanted.items():
            row = stored.get(key)
            if row is None:
                row = make(**values)
                self._session.add(row)
                self.changed = True
            else:
                self.assign(row, values)
            merged[key] = row
        if remove:
            surplus: list[SQLModel] = [row for key, row in stored.items() if key not in wanted]
            self._removed.append(surplus)
            self.changed = self.changed or bool(surplus)
        await self._session.flush()  # rows that refer to these come next
        return merged

    async def remove_surplus(self) -> None:
        """Delete what is no longer wanted, those that refer to others first."""
        for group in reversed(self._removed):
            for row in group:
                await self._session.delete(row)
            await self._session.flush()
