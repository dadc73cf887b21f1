"""What is stored about the prices of a product, in a form that no rate, no clock and no sale's percentage changes.

Variants of one product are of one *kind* if they stand in the same price lists and the same sales are for them. A sale
*marks* the variants that set it apart: those that it covers where it names anything, and those that it does not cover
where it names nothing but what it leaves out. A sale that is simply for everything marks nothing, whatever happens to
it. When a sale holds, for whom, and how much it takes off is no part of this: the tariff says it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Self
from uuid import UUID

from app.pricing.rules.reductions import SaleInForce, condition_key
from app.pricing.rules.settings import SaleFacts
from app.pricing.rules.tariff import Tariff


class StoredRow(NamedTuple):
    """The row of a list that holds for one piece of a variant at a moment."""

    variant_id: UUID
    price_list_id: UUID
    amount: int


class StoredKind(NamedTuple):
    """Variants of one product that stand in the same lists and are marked by the same sales."""

    sale_ids: tuple[UUID, ...]
    """Those that mark them, sorted."""
    amounts: Mapping[UUID, tuple[int, ...]]
    """By list, in minor units of its currency: each amount once, the least first."""


class StoredPrices(NamedTuple):
    """All that is stored about what one piece of each of a product's variants costs."""

    tax_class_code: str
    kinds: tuple[StoredKind, ...]
    """In an order that follows from what is in them. A variant without any price is of none."""


@dataclass(frozen=True)
class MarkingSales:
    """The sales that mark variants."""

    sales: tuple[SaleInForce, ...]
    target_list_ids: tuple[UUID, ...]
    """Every list of products that they name or leave out."""
    conditions: tuple[Mapping[str, Any], ...]
    """Every condition that they name, each once."""

    @classmethod
    def of(cls, sales: Iterable[SaleFacts]) -> Self:
        """Those of these sales, by id."""
        marking = sorted((sale for sale in sales if is_marking(sale)), key=lambda sale: sale.id)
        conditions = {condition_key(condition): condition for sale in marking for condition in sale.conditions}
        places = {text: place for place, text in enumerate(conditions)}
        targets = (target for sale in marking for target in (*sale.list_ids, *sale.excluded_list_ids))
        return cls(
            tuple(
                SaleInForce(sale, tuple(places[condition_key(each)] for each in sale.conditions)) for sale in marking
            ),
            tuple(dict.fromkeys(targets)),
            tuple(conditions.values()),
        )

    def marks(self, product_id: UUID, target_ids: Sequence[UUID], met_conditions: Sequence[int]) -> tuple[UUID, ...]:
        """The sales that mark a variant of the product, which stands in these of the lists and meets these of the
        conditions."""
        return tuple(
            sale.facts.id
            for sale in self.sales
            if sale.covers(product_id, target_ids, met_conditions) != names_nothing(sale.facts)
        )


def names_nothing(sale: SaleFacts) -> bool:
    """Whether it is for everything, but for what it leaves out."""
    return not (sale.product_ids or sale.list_ids or sale.conditions)


def is_marking(sale: SaleFacts) -> bool:
    """Whether it is for some products and not for others."""
    return bool(not names_nothing(sale) or sale.excluded_product_ids or sale.excluded_list_ids)


def kinds_of(rows: Iterable[StoredRow], marks: Mapping[UUID, tuple[UUID, ...]]) -> tuple[StoredKind, ...]:
    """The kinds of a product's variants. `marks`: by variant, the sales that mark it."""
    amounts: dict[UUID, dict[UUID, int]] = {}
    for row in rows:
        amounts.setdefault(row.variant_id, {})[row.price_list_id] = row.amount
    alike: dict[tuple[tuple[UUID, ...], tuple[UUID, ...]], list[dict[UUID, int]]] = {}
    for variant_id, by_list in amounts.items():
        alike.setdefault((tuple(sorted(by_list)), marks[variant_id]), []).append(by_list)
    return tuple(
        StoredKind(sale_ids, {list_id: tuple(sorted({each[list_id] for each in variants})) for list_id in list_ids})
        for (list_ids, sale_ids), variants in sorted(alike.items())
    )


def least_displayed(tariff: Tariff, stored: StoredPrices) -> int | None:
    """The lowest price of the product's variants as this tariff has it displayed. None: none of them is sold."""
    displayed = (_least(tariff, stored.tax_class_code, kind) for kind in stored.kinds)
    return min((each for each in displayed if each is not None), default=None)


def all_displayed(tariff: Tariff, stored: StoredPrices) -> set[int]:
    """Every price of the product's variants as this tariff has it displayed."""
    return {price for kind in stored.kinds for price in _displayed(tariff, stored.tax_class_code, kind)}


def _least(tariff: Tariff, tax_class_code: str, kind: StoredKind) -> int | None:
    """Steps from the stored amount to the price never turn the order of two amounts round."""
    return next(_displayed(tariff, tax_class_code, kind), None)


def _displayed(tariff: Tariff, tax_class_code: str, kind: StoredKind) -> Iterator[int]:
    list_id = next((each for each in tariff.list_ids if each in kind.amounts), None)
    if list_id is None:
        return
    covering = tuple(
        sale.facts.id
        for sale in tariff.sales
        if not is_marking(sale.facts) or (sale.facts.id in kind.sale_ids) != names_nothing(sale.facts)
    )
    for amount in kind.amounts[list_id]:
        yield tariff.displayed(list_id, tax_class_code, covering, amount)
