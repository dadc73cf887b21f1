"""What sales are for: products, lists of products, and values of attributes, as staff name them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from uuid import UUID

from app.catalog import Thing, all_attributes, attribute_document, things_by_ids
from app.core.context import RequestContext
from app.core.errors import Problem
from app.pricing.commands.setting import problem
from app.pricing.errors import PricingErrorCode

MOST_TARGETS: Final = 500
"""Of one kind, of one sale: for more there are collections."""
MOST_CONDITIONS: Final = 20


@dataclass(frozen=True)
class Targets:
    """Products that a sale is for, or is not for. An id that cannot be read is None, and is refused."""

    product_ids: Sequence[UUID | None] = ()
    category_ids: Sequence[UUID | None] = ()
    """With all categories below them."""
    collection_ids: Sequence[UUID | None] = ()
    brand_ids: Sequence[UUID | None] = ()
    attributes: Sequence[tuple[str, str]] = ()
    """Code and value: what has any of them."""

    @property
    def by_kind(self) -> tuple[tuple[str, Thing, Sequence[UUID | None]], ...]:
        """The ids with the field that names them."""
        return (
            ("productIds", Thing.PRODUCT, self.product_ids),
            ("categoryIds", Thing.CATEGORY, self.category_ids),
            ("collectionIds", Thing.COLLECTION, self.collection_ids),
            ("brandIds", Thing.BRAND, self.brand_ids),
        )


class ReadTargets(NamedTuple):
    """The same as columns of a sale have it, and what is wrong with it."""

    product_ids: list[UUID]
    list_ids: list[UUID]
    conditions: list[dict[str, Any]]
    problems: list[Problem]


async def read_targets(ctx: RequestContext, targets: Targets, field: str) -> ReadTargets:
    """Look up what the targets name. `field`: where in the input they stand."""
    ids = {each for _, _, given in targets.by_kind for each in given if each}
    there = await things_by_ids(ctx.db, ids)
    problems = [
        problem(PricingErrorCode.TARGET_NOT_FOUND, field, name, str(position))
        for name, kind, given in targets.by_kind
        for position, each in enumerate(given)
        if each is None or there.get(each) is not kind
    ]
    problems += [
        problem(PricingErrorCode.TOO_MANY, field, name, most=MOST_TARGETS)
        for name, _, given in targets.by_kind
        if len(given) > MOST_TARGETS
    ]
    documents, wrong = await _documents(ctx, targets.attributes, field)
    product_ids = {each for each in targets.product_ids if each}
    return ReadTargets(sorted(product_ids), sorted(ids - product_ids), documents, [*problems, *wrong])


async def _documents(
    ctx: RequestContext, given: Sequence[tuple[str, str]], field: str
) -> tuple[list[dict[str, Any]], list[Problem]]:
    if not given:
        return [], []
    if len(given) > MOST_CONDITIONS:
        return [], [problem(PricingErrorCode.TOO_MANY, field, "attributes", most=MOST_CONDITIONS)]
    attributes = {each.code: each for each in await all_attributes(ctx.db)}
    documents: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for position, (code, value) in enumerate(given):
        path = (field, "attributes", str(position))
        attribute = attributes.get(code)
        if attribute is None:
            problems.append(problem(PricingErrorCode.ATTRIBUTE_NOT_FOUND, *path, "attribute", code=code))
        elif (document := attribute_document(attribute, value)) is None:
            facts = {"attribute": code, "value": value}
            problems.append(problem(PricingErrorCode.ATTRIBUTE_VALUE_INVALID, *path, "value", **facts))
        elif document not in documents:
            documents.append(document)
    return documents, problems
