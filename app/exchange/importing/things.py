"""Writing what is no product: operators, attributes, types, brands, categories, collections."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from app.catalog import (
    AttributeDraft,
    BrandDraft,
    CategoryDraft,
    CollectionDraft,
    OperatorDraft,
    ProductTypeDraft,
    Upserted,
    names_present,
    upsert_attribute,
    upsert_brand,
    upsert_category,
    upsert_collection,
    upsert_operator,
    upsert_product_type,
)
from app.core.errors import Problem, Refusal
from app.exchange.importing.results import BatchResult, code_of_failure, row_problem
from app.exchange.records import Thing, ThingDraft

_UPSERTS: Final[Mapping[type[Any], tuple[str, Callable[[AsyncSession, Any], Awaitable[Upserted]]]]] = {
    CategoryDraft: ("category", upsert_category),
    OperatorDraft: ("operator", upsert_operator),
    AttributeDraft: ("attribute", upsert_attribute),
    ProductTypeDraft: ("product_type", upsert_product_type),
    BrandDraft: ("brand", upsert_brand),
    CollectionDraft: ("collection", upsert_collection),
}
"""Categories first: whoever writes them locks the tree before any row (`app.core.locks`)."""

_ORDER: Final = {kind: position for position, kind in enumerate(_UPSERTS)}

Key = tuple[type[Any], str]


def key_of(draft: ThingDraft) -> str:
    """The code or slug by which it is found again."""
    return draft.slug if isinstance(draft, BrandDraft | CategoryDraft | CollectionDraft) else draft.code


async def write_things(session: AsyncSession, things: Sequence[Thing]) -> BatchResult:
    """Write each; one that is refused leaves the others."""
    result = BatchResult()
    for thing in things:
        kind, _ = _UPSERTS[type(thing.draft)]
        try:
            written = await _upsert(session, thing.draft)
        except Refusal as refusal:
            result.refused(*(row_problem(problem, thing) for problem in refusal.problems))
        else:
            result.written(thing, kind, key_of(thing.draft), written.outcome, tuple(written.changed))
    return result


async def _upsert(session: AsyncSession, draft: ThingDraft) -> Upserted:
    _, upsert = _UPSERTS[type(draft)]
    try:
        async with session.begin_nested():
            return await upsert(session, draft)
    except DBAPIError as error:
        code = code_of_failure(error)
        if code is None:
            raise
        raise Refusal(Problem(code)) from error


@dataclass
class Needs:
    """What products of other systems name, made on the way where the shop does not have it; what it has stays."""

    _present: set[Key] = field(default_factory=set)
    """Committed, as far as this import knows."""
    _new: set[Key] = field(default_factory=set)

    async def make(self, session: AsyncSession, drafts: Iterable[ThingDraft]) -> dict[Key, Refusal]:
        """Make what is missing, and say what the shop refuses."""
        wanted: dict[Key, ThingDraft] = {}
        for draft in drafts:
            wanted.setdefault((type(draft), key_of(draft)), draft)
        missing = {key: draft for key, draft in wanted.items() if key not in self._present}
        refused: dict[Key, Refusal] = {}
        for kind in sorted({kind for kind, _ in missing}, key=_ORDER.__getitem__):
            own = {name: draft for (each, name), draft in missing.items() if each is kind}
            present = await names_present(session, kind, own)
            for name, draft in own.items():
                if name not in present:
                    try:
                        await _upsert(session, draft)
                    except Refusal as refusal:
                        refused[kind, name] = refusal
                        continue
                self._new.add((kind, name))
        return refused

    def committed(self) -> None:
        """What was made stays made."""
        self._present |= self._new
        self._new = set()

    def rolled_back(self) -> None:
        """What was made is gone."""
        self._new = set()
