"""One go at a batch of drafts: look up what they name, judge them, write what differs."""

from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.catalog.errors import CatalogErrorCode
from app.catalog.rules.attributes import Reference
from app.catalog.rules.checked import CheckedDraft, digest_of
from app.catalog.rules.checks import clean_draft, draft_problems, normalized
from app.catalog.rules.drafts import ProductDraft, Target, Upserted, UpsertOutcome
from app.catalog.service.products.changes import Changes
from app.catalog.service.products.judging import (
    Bundles,
    Claims,
    Subject,
    attribute_problems,
    component_problems,
    naming_problems,
    taken_problems,
)
from app.catalog.service.products.names import Names, look_up
from app.catalog.service.products.stored import Found, FoundProducts, StoredRows, lock_products, read_bundles, read_rows
from app.catalog.service.products.wanted import Making
from app.catalog.service.products.words import new_problems
from app.core.details import StaleVersion
from app.core.errors import Problem, Refusal
from app.core.ids import new_ids


@dataclass
class Written:
    """What became of the drafts of a batch, by their places."""

    outcomes: dict[int, Upserted | Refusal] = field(default_factory=dict)
    versions: dict[UUID, int] = field(default_factory=dict)
    """Of the products that were made or changed."""
    media_to_fetch: list[UUID] = field(default_factory=list)
    postponed: list[int] = field(default_factory=list)
    """Places of drafts whose product has come before in the batch."""


async def write_batch(
    session: AsyncSession,
    drafts: Mapping[int, ProductDraft],
    targets: Mapping[int, Target | None],
    checked: Mapping[int, CheckedDraft | None],
    now: datetime,
) -> Written:
    """Write the drafts, each under its place. Raises what the database does when others wrote the same meanwhile."""
    given = list(drafts.values())
    names = await look_up(session, given)
    components = {
        known.product_id
        for draft in given
        for variant in draft.variants
        for component in variant.components
        if (known := names.variants.get(component.sku))
    }
    found = await lock_products(session, given, targets.values(), components)
    batch = _Batch(names, found, checked, now)
    subjects = batch.accepted(drafts, targets)
    rows = await read_rows(session, [each.id for each in subjects if not each.is_new])
    for stored in rows.values():
        batch.variant_ids |= {sku: row[0] for sku, row in stored.variants.items()}
    batch.claim(subjects)
    bundles = {sku: variant.id for sku, variant in batch.claims.variants.items() if sku in batch.claims.bundles}
    parts = [known.id for draft in given for each in _component_skus(draft) if (known := names.variants.get(each))]
    subjects = batch.judged(subjects, await read_bundles(session, parts, list(bundles.values())))
    changes = Changes()
    for subject in subjects:
        batch.change(changes, subject, rows.get(subject.id) or StoredRows())
    await changes.write(session)
    batch.written.media_to_fetch = changes.media_to_fetch
    return batch.written


class _Batch:
    """The state of one go."""

    def __init__(
        self, names: Names, found: FoundProducts, checked: Mapping[int, CheckedDraft | None], now: datetime
    ) -> None:
        self.names = names
        self.found = found
        self.checked = checked
        self.now = now
        self.claims = Claims()
        self.ids = new_ids()
        self.variant_ids = {sku: known.id for sku, known in names.variants.items()}
        self.written = Written()

    def accepted(self, drafts: Mapping[int, ProductDraft], targets: Mapping[int, Target | None]) -> list[Subject]:
        """The drafts that are to be compared: neither refused by themselves, nor the same as when last written."""
        subjects, begun = [], set[object]()
        for place, draft in drafts.items():
            target = targets.get(place)
            found = self.found.of(draft, target)
            key = found.id if found else draft.external_id or draft.slug
            if key in begun:
                self.written.postponed.append(place)
                continue
            begun.add(key)
            if target is not None and (problem := _target_problem(target, found)):
                self.written.outcomes[place] = Refusal(problem)
                continue
            if found is not None and found.digest == f"{found.version}:{self._digest(place, draft)}":
                self.written.outcomes[place] = self._unchanged(draft, found)
                continue
            before = target.before if target else None
            try:
                clean, is_reworded = self._clean(place, draft), False
            except Refusal as refusal:
                earlier = draft_problems(clean_draft(before)) if before else ()
                if before is None or (problems := new_problems(refusal.problems, earlier)):
                    self.written.outcomes[place] = Refusal(*problems) if before else refusal
                    continue
                clean, is_reworded = clean_draft(draft), True
            product_id = found.id if found else next(self.ids)
            subject = Subject(place, draft, clean, product_id, is_new=found is None, before=before)
            subject.is_reworded = is_reworded
            subjects.append(subject)
        return subjects

    def claim(self, subjects: Sequence[Subject]) -> None:
        """Let each product have its slugs and SKUs, unless another one has them, or something is wrong with it.

        Whether what it names of this batch will really come is judged later.
        """
        coming = {Reference("product", each.draft.slug): each.id for each in subjects}
        references = ChainMap(self.names.slugs, coming)
        for subject in subjects:
            if problems := self._problems(subject, references):
                if subject.before is not None:
                    earlier = Subject(
                        subject.place, subject.before, clean_draft(subject.before), subject.id, is_new=False
                    )
                    problems = new_problems(problems, self._problems(earlier, references))
                    subject.is_reworded = True
                if problems:
                    self.written.outcomes[subject.place] = Refusal(*problems)
                    continue
            for variant in subject.draft.variants:
                if variant.sku not in self.variant_ids:
                    self.variant_ids[variant.sku] = next(self.ids)
            self.claims.take(subject, self.variant_ids)

    def judged(self, subjects: Sequence[Subject], bundles: Bundles) -> list[Subject]:
        """Those that stay, once all are gone that name what is refused."""
        standing = [each for each in subjects if each.place not in self.written.outcomes]
        while True:
            references = self._references()
            refused = []
            leaning = (each for each in standing if not each.is_reworded and self._leans_on_others(each.draft))
            for subject in leaning:
                problems = [
                    *attribute_problems(subject, self.names, references),
                    *component_problems(subject.draft, self.names, self.claims, bundles),
                ]
                if problems and subject.before is not None:  # words name nobody: it leant on what is gone already
                    subject.is_reworded = True
                elif problems:
                    self.written.outcomes[subject.place] = Refusal(*problems)
                    refused.append(subject)
            if not refused:
                return standing
            for subject in refused:
                self.claims.release(subject)
            standing = [each for each in standing if each.place not in self.written.outcomes]

    def change(self, changes: Changes, subject: Subject, stored: StoredRows) -> None:
        """Add what differs, and say so."""
        making = Making(subject, stored, self.names, self.variant_ids, self.ids, self.now)
        digest = self._digest(subject.place, subject.given)
        outcome, fields = UpsertOutcome.CREATED, list[str]()
        if subject.is_new:
            changes.create(making, digest, self.now)
            self.written.versions[subject.id] = 1
        else:
            change = changes.reword if subject.is_reworded else changes.change
            version, fields = change(making, digest, self.now)
            outcome = UpsertOutcome.UNCHANGED
            if version != self.found.by_id[subject.id].version:
                outcome = UpsertOutcome.UPDATED
                self.written.versions[subject.id] = version
        ids = {variant.sku: self.variant_ids[variant.sku] for variant in subject.draft.variants}
        self.written.outcomes[subject.place] = Upserted(outcome, subject.id, ids, fields)

    def _problems(self, subject: Subject, references: Mapping[Reference, UUID]) -> list[Problem]:
        return [
            *naming_problems(subject.draft, self.names),
            *attribute_problems(subject, self.names, references),
            *taken_problems(subject, self.names, self.found.by_external_id, self.claims),
        ]

    def _leans_on_others(self, draft: ProductDraft) -> bool:
        known = self.names.types[draft.product_type]
        return any(True for _ in _component_skus(draft)) or any(True for _ in known.references(draft))

    def _references(self) -> Mapping[Reference, UUID]:
        """Whom slugs belong to, here and in the tables."""
        here = {Reference("product", slug): owner for slug, owner in self.claims.slugs.items()}
        return ChainMap(self.names.slugs, here) if here else self.names.slugs

    def _clean(self, place: int, draft: ProductDraft) -> ProductDraft:
        """Raises `Refusal`."""
        checked = self.checked.get(place)
        clean = normalized(draft) if checked is None else checked.clean
        if isinstance(clean, Refusal):
            raise clean
        return clean

    def _digest(self, place: int, draft: ProductDraft) -> str:
        """Of the draft as it was given, and of what it names: another thing may have got the name since."""
        names, known = self.names, self.names.types.get(draft.product_type)
        named: list[Any] = [
            known and known.state,
            names.brands.get(draft.brand or ""),
            names.categories.get(draft.category or ""),
            *(names.operators.get(code or "") for code in (draft.manufacturer, draft.responsible_person)),
            *(self._owner(reference) for reference in (known.references(draft) if known else ())),
            *(self.variant_ids.get(sku) for sku in _component_skus(draft)),
        ]
        checked = self.checked.get(place)
        own = digest_of(draft) if checked is None else checked.digest
        digest = own and digest_of([own, named])
        return digest.hex() if digest else ""  # none: it is refused

    def _owner(self, reference: Reference) -> UUID | None:
        owner = self.names.slugs.get(reference)
        return self.claims.slugs.get(reference.slug) if owner is None and reference.kind == "product" else owner

    def _unchanged(self, draft: ProductDraft, found: Found) -> Upserted:
        ids = {sku: self.variant_ids[sku] for variant in draft.variants if (sku := variant.sku.strip())}
        return Upserted(UpsertOutcome.UNCHANGED, found.id, ids)


def _target_problem(target: Target, found: Found | None) -> Problem | None:
    if found is None:
        return Problem(CatalogErrorCode.NOT_FOUND, ("id",))
    if target.version not in (None, found.version):
        return Problem(CatalogErrorCode.STALE_VERSION, ("version",), detail=StaleVersion(found.version))
    return None


def _component_skus(draft: ProductDraft) -> Iterator[str]:
    return (component.sku for variant in draft.variants for component in variant.components)
