"""Products that rules pin, boost and bury, as staff name them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self
from uuid import UUID

from app.catalog import Thing, all_attributes, attribute_document, things_by_ids
from app.core.context import RequestContext
from app.core.errors import Problem
from app.core.texts import is_line
from app.merchandising.errors import MerchandisingErrorCode as Code
from app.merchandising.rules.checks import (
    LONGEST_TAG,
    MOST_PINS,
    MOST_POSITION,
    MOST_TARGETS,
    MOST_WEIGHT,
    MOST_WEIGHTED,
    problem,
    too_many,
)
from app.merchandising.rules.facts import TargetKind


@dataclass(frozen=True)
class Pin:
    """A product and where it is to stand. An id that cannot be read is None, and is refused."""

    product_id: UUID | None
    position: int


@dataclass(frozen=True)
class WeightedTargets:
    """Products that count for more or for less: those that any of this is said of."""

    weight: float
    product_ids: Sequence[UUID | None] = ()
    category_ids: Sequence[UUID | None] = ()
    collection_ids: Sequence[UUID | None] = ()
    brand_ids: Sequence[UUID | None] = ()
    tags: Sequence[str] = ()
    attributes: Sequence[tuple[str, str]] = ()
    """Code and value."""
    in_stock: bool | None = None

    @property
    def by_kind(self) -> tuple[tuple[str, TargetKind, Sequence[UUID | None]], ...]:
        """The ids with the field that names them."""
        return (
            ("productIds", TargetKind.PRODUCT, self.product_ids),
            ("categoryIds", TargetKind.CATEGORY, self.category_ids),
            ("collectionIds", TargetKind.COLLECTION, self.collection_ids),
            ("brandIds", TargetKind.BRAND, self.brand_ids),
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing is named."""
        is_named = any(given for _, _, given in self.by_kind) or self.tags or self.attributes
        return not is_named and self.in_stock is None


_NOT_FOUND: Final[Mapping[TargetKind, Code]] = {
    TargetKind.PRODUCT: Code.PRODUCT_NOT_FOUND,
    TargetKind.CATEGORY: Code.CATEGORY_NOT_FOUND,
    TargetKind.COLLECTION: Code.COLLECTION_NOT_FOUND,
    TargetKind.BRAND: Code.BRAND_NOT_FOUND,
}


class CatalogFacts:
    """What of the catalog a change names, looked up at once."""

    def __init__(self, there: Mapping[UUID, Thing], find: Callable[[str, str], Code | None]) -> None:
        self._there = there
        self._find = find

    @classmethod
    async def of(
        cls,
        ctx: RequestContext,
        pins: Sequence[Pin],
        weighted: Iterable[WeightedTargets],
        category_ids: Sequence[UUID | None],
    ) -> Self:
        """As it is now."""
        listed = list(weighted)
        ids = {pin.product_id for pin in pins} | set(category_ids)
        ids |= {each for targets in listed for _, _, given in targets.by_kind for each in given}
        there = await things_by_ids(ctx.db, {each for each in ids if each})
        attributes = {}
        if any(targets.attributes for targets in listed):
            attributes = {each.code: each for each in await all_attributes(ctx.db)}

        def wrong_with(code: str, value: str) -> Code | None:
            if code not in attributes:
                return Code.ATTRIBUTE_NOT_FOUND
            stored = (attribute_document(attributes[code], value) or {}).get(code)
            is_choice = stored in (value, [value]) and any(each.code == value for each in attributes[code].values)
            return None if is_choice or isinstance(stored, bool) else Code.ATTRIBUTE_VALUE_INVALID

        return cls(there, wrong_with)

    def id_problems(self, kind: TargetKind, given: Sequence[UUID | None], *path: str) -> Iterator[Problem]:
        """Whether each is the id of something of this kind."""
        for position, each in enumerate(given):
            if each is None or self._there.get(each) is not Thing[kind.name]:
                yield problem(_NOT_FOUND[kind], *path, str(position))

    def pin_problems(self, pins: Sequence[Pin]) -> Iterator[Problem]:
        """Whether each pins another product to another position."""
        yield from too_many(pins, MOST_PINS, "pins")
        for place, pin in enumerate(pins):
            path = ("pins", str(place))
            before = pins[:place]
            if pin.product_id is None or self._there.get(pin.product_id) is not Thing.PRODUCT:
                yield problem(Code.PRODUCT_NOT_FOUND, *path, "productId")
            elif any(each.product_id == pin.product_id for each in before):
                yield problem(Code.PRODUCT_REPEATED, *path, "productId")
            if not 1 <= pin.position <= MOST_POSITION:
                yield problem(Code.POSITION_OUT_OF_RANGE, *path, "position", least=1, most=MOST_POSITION)
            elif any(each.position == pin.position for each in before):
                yield problem(Code.POSITION_TAKEN, *path, "position", position=pin.position)

    def weighted_problems(self, given: Sequence[WeightedTargets], field: str, *, is_boost: bool) -> Iterator[Problem]:
        """Whether each names products that are there, and a weight that does what it is to do."""
        yield from too_many(given, MOST_WEIGHTED, field)
        for place, each in enumerate(given):
            path = (field, str(place))
            is_within = 1 < each.weight <= MOST_WEIGHT if is_boost else 0 <= each.weight < 1
            if not is_within:
                least, most = (1, MOST_WEIGHT) if is_boost else (0, 1)
                yield problem(Code.WEIGHT_OUT_OF_RANGE, *path, "weight", least=least, most=int(most))
            if each.is_empty:
                yield problem(Code.TARGET_MISSING, *path)
            yield from self._target_problems(each, path)

    def _target_problems(self, each: WeightedTargets, path: tuple[str, ...]) -> Iterator[Problem]:
        for name, kind, given in each.by_kind:
            yield from too_many(given, MOST_TARGETS, *path, name)
            yield from self.id_problems(kind, given, *path, name)
        yield from too_many(each.tags, MOST_TARGETS, *path, "tags")
        for position, tag in enumerate(each.tags):
            if not is_line(tag, LONGEST_TAG):
                yield problem(Code.INVALID_TAG, *path, "tags", str(position), longest=LONGEST_TAG)
        yield from too_many(each.attributes, MOST_TARGETS, *path, "attributes")
        for position, (code, value) in enumerate(each.attributes):
            wrong = self._find(code, value)
            if wrong is not None:
                field = "attribute" if wrong is Code.ATTRIBUTE_NOT_FOUND else "value"
                facts = {"attribute": code, "code": code, "value": value}
                yield problem(wrong, *path, "attributes", str(position), field, **facts)


def pin_documents(pins: Sequence[Pin]) -> list[dict[str, Any]]:
    """Checked pins as the column has them."""
    ordered = sorted(pins, key=lambda pin: pin.position)
    return [{"product_id": pin.product_id.hex, "position": pin.position} for pin in ordered if pin.product_id]


def weighted_documents(given: Sequence[WeightedTargets]) -> list[dict[str, Any]]:
    """Checked boosts or buries as the column has them."""
    return [{"targets": targets_of(each), "weight": each.weight} for each in given]


def targets_of(given: WeightedTargets) -> list[dict[str, Any]]:
    """Each once, in the order in which they are named."""
    found = [(kind, each.hex, None) for _, kind, ids in given.by_kind for each in ids if each]
    named: list[tuple[TargetKind, str, str | None]] = [*found]
    named += [(TargetKind.TAG, tag.strip(), None) for tag in given.tags]
    named += [(TargetKind.ATTRIBUTE, value, code) for code, value in given.attributes]
    if given.in_stock is not None:
        named.append((TargetKind.IN_STOCK, "true" if given.in_stock else "false", None))
    return [{"kind": kind.value, "value": value, "code": code} for kind, value, code in dict.fromkeys(named)]
