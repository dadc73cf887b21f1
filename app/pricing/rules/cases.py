"""The ways on which a tariff makes prices of stored amounts, each with the variants that go it.

Every kind of variants (`app.pricing.rules.kinds`) goes one way or none: that of the first of the tariff's lists in
which it stands, of its tax class, and of the sales that are for it. There are few ways, however many kinds: sales of
which the same one always wins are told apart by the strongest of them alone, and classes that are taxed alike not at
all.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import product
from typing import Final, NamedTuple
from uuid import UUID
from weakref import WeakKeyDictionary

from app.pricing.models import SaleKind
from app.pricing.rules.assembly import needs_tax_class
from app.pricing.rules.kinds import is_marking, names_nothing
from app.pricing.rules.settings import SaleFacts
from app.pricing.rules.tariff import Tariff
from app.tax import EXEMPT, STANDARD


class PriceCase(NamedTuple):
    """One way, and what is stored of the variants that go it."""

    price_list_id: UUID
    """They stand in this list,"""
    earlier_list_ids: tuple[UUID, ...]
    """and in none of these."""
    tax_class_codes: tuple[str, ...]
    """They are of one of these classes, or of another than these; empty and not `of_these_classes`: of any."""
    of_these_classes: bool
    marked_by: tuple[UUID, ...]
    """All of these sales mark them,"""
    not_marked_by: tuple[UUID, ...]
    """and none of these."""
    sale_ids: tuple[UUID, ...]
    """The sales of which one makes the price."""
    tax_class_code: str
    """One that stands for their classes."""

    @property
    def is_everything(self) -> bool:
        """Whether whatever stands in the list goes this way."""
        return not (self.earlier_list_ids or self.tax_class_codes or self.marked_by or self.not_marked_by)


class _Classes(NamedTuple):
    codes: tuple[str, ...]
    of_these: bool
    example: str


class _Choice(NamedTuple):
    """The strongest sale of a chain that is for a variant, and what that takes."""

    sale_ids: tuple[UUID, ...]
    marked_by: tuple[UUID, ...]
    not_marked_by: tuple[UUID, ...]


_ANY_CLASS: Final = _Classes((), of_these=False, example=STANDARD)
_known: WeakKeyDictionary[Tariff, tuple[PriceCase, ...]] = WeakKeyDictionary()


def price_cases(tariff: Tariff) -> tuple[PriceCase, ...]:
    """All ways of the tariff. What goes none of them is not sold."""
    found = _known.get(tariff)
    if found is None:
        found = _known[tariff] = tuple(_cases(tariff))
    return found


def taxed_apart(tariff: Tariff) -> Sequence[str]:
    """The classes that may be taxed otherwise than the standard one, here or where a list has its tax from, and that
    one: every other class is taxed as it."""
    countries = {tariff.shopper.country_code, *(each.tax_country_code for each in tariff.lists.values())}
    known = {each for code in countries if code for _, each in tariff.taxes.by_country.get(code, {})}
    return sorted(known | {STANDARD, EXEMPT})


def _cases(tariff: Tariff) -> Iterator[PriceCase]:
    chains = [list(_choices(chain)) for chain in _chains(tariff)]
    for place, list_id in enumerate(tariff.list_ids):
        for classes, chosen in product(_classes(tariff, list_id), product(*chains)):
            yield PriceCase(
                price_list_id=list_id,
                earlier_list_ids=tariff.list_ids[:place],
                tax_class_codes=classes.codes,
                of_these_classes=classes.of_these,
                marked_by=tuple(each for choice in chosen for each in choice.marked_by),
                not_marked_by=tuple(each for choice in chosen for each in choice.not_marked_by),
                sale_ids=tuple(each for choice in chosen for each in choice.sale_ids),
                tax_class_code=classes.example,
            )


def _classes(tariff: Tariff, list_id: UUID) -> list[_Classes]:
    """The classes by how amounts of the list are taxed."""
    if not needs_tax_class(tariff.lists[list_id], tariff.shopper):
        return [_ANY_CLASS]
    alike: dict[object, list[str]] = {}
    for code in taxed_apart(tariff):
        alike.setdefault(tariff.taxing(list_id, code), []).append(code)
    if len(alike) == 1:
        return [_ANY_CLASS]
    named = [_Classes(tuple(codes), True, codes[0]) for codes in alike.values() if STANDARD not in codes]
    others = tuple(code for group in named for code in group.codes)
    return [_Classes(others, False, STANDARD), *named]


def _chains(tariff: Tariff) -> Iterator[list[SaleFacts]]:
    """Sales of each kind that lower a price in the currency, the strongest first: of two, the stronger one never makes
    the higher price. What comes after one that is for everything never decides."""
    currency_code = tariff.shopper.currency_code
    for kind in SaleKind:
        strengths = [
            (strength, sale.facts)
            for sale in tariff.sales
            if sale.facts.kind is kind and (strength := _strength(sale.facts, currency_code)) is not None
        ]
        chain: list[SaleFacts] = []
        for _, sale in sorted(strengths, key=lambda each: each[0], reverse=True):
            chain.append(sale)
            if not is_marking(sale):
                break
        yield chain


def _strength(sale: SaleFacts, currency_code: str) -> Decimal | int | None:
    """The more, the lower is what it leaves of any price. None: it leaves every price as it is."""
    if sale.kind is SaleKind.PERCENT:
        return sale.percent
    amount = sale.amounts.get(currency_code)
    return -amount if amount is not None and sale.kind is SaleKind.FIXED_PRICE else amount


def _choices(chain: Sequence[SaleFacts]) -> Iterator[_Choice]:
    """For each sale of the chain: it is for the variant, and no stronger one is; and that none of them is."""
    absent: list[UUID] = []
    present: list[UUID] = []
    for sale in chain:
        if not is_marking(sale):
            yield _Choice((sale.id,), tuple(present), tuple(absent))
            return
        if names_nothing(sale):
            yield _Choice((sale.id,), tuple(present), (*absent, sale.id))
            present.append(sale.id)
        else:
            yield _Choice((sale.id,), (*present, sale.id), tuple(absent))
            absent.append(sale.id)
    yield _Choice((), tuple(present), tuple(absent))
