"""What an event makes stale, and when the shop changes by the clock alone."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from app.catalog.events import (
    BrandChanged,
    BrandDeleted,
    CategoryChanged,
    CategoryDeleted,
    CollectionChanged,
    CollectionDeleted,
    EconomicOperatorChanged,
    ProductChanged,
    ProductCreated,
    ProductsWritten,
    ProductTypesChanged,
)
from app.core.remembered import Remembered
from app.currencies import ExchangeRatesCache, RatesMoved, RatesObserved
from app.events import WHOLE_SHOP, Event, ShopReloaded
from app.events.notifications import Notice
from app.freshness import Boundaries, Freshness
from app.identity import StaffTokensChanged, StaffViewers
from app.inventory import StockChanged, StockWritten
from app.markets import AtlasCache, AtlasChanged
from app.merchandising import SearchRulesCache, SearchRulesChanged, SearchSettingsChanged
from app.orders import OrderPlaced
from app.pricing import (
    DatedListsCache,
    PriceBookCache,
    PricesChanged,
    PricesWritten,
    SaleTargetsChanged,
    TariffChanged,
)
from app.responses import ResponseCache
from app.storefronts import StorefrontChanged, Storefronts, TrustedDocuments, TrustedDocumentsChanged
from app.tax import RatesChanged, TaxRates, TaxRatesCache
from app.wiring import stale_after
from search import BrandNamesCache, FacetNames, IndexWritten, KnownKinds
from tests.support.tax import dated_rate

THING = UUID("0192f0c1-2d3e-7a4b-8c5d-6e7f8091a2b3")
HEX = "0192f0c12d3e7a4b8c5d6e7f8091a2b3"

NOTHING: set[type] = set()
ALL: set[type] = {
    AtlasCache,
    TaxRatesCache,
    ExchangeRatesCache,
    PriceBookCache,
    DatedListsCache,
    KnownKinds,
    SearchRulesCache,
    BrandNamesCache,
    FacetNames,
    Boundaries,
    StaffViewers,
    Storefronts,
    TrustedDocuments,
}


@dataclass
class Part:
    forgotten: int = 0

    def forget(self) -> None:
        self.forgotten += 1


@dataclass
class Answers(ResponseCache):
    """Writes down what it is told."""

    told: list[Any] = field(default_factory=list)

    def drop(self, tags: Any) -> None:
        self.told.append(set(tags))

    def clear(self) -> None:
        self.told.append("clear")

    def pause(self) -> None:
        self.told.append("pause")

    def resume(self) -> None:
        self.told.append("resume")


@dataclass
class Process:
    parts: dict[type, Part] = field(default_factory=lambda: {kind: Part() for kind in ALL})
    answers: Answers = field(default_factory=Answers)

    def __post_init__(self) -> None:
        self.freshness = Freshness(stale_after(), self.parts, self.answers)

    @property
    def forgotten(self) -> set[type]:
        """The parts that were to forget, each once."""
        assert all(part.forgotten <= 1 for part in self.parts.values())
        return {kind for kind, part in self.parts.items() if part.forgotten}


@pytest.mark.parametrize(
    ("event", "told", "forgotten"),
    [
        (ProductCreated(THING, 1), [{HEX, "products"}], {Boundaries}),
        (ProductChanged(THING, 2), [{HEX, "products"}], {Boundaries}),
        (CategoryChanged(THING), [{HEX, "categories", "products"}], {FacetNames}),
        (CollectionChanged(THING), [{HEX, "collections", "products"}], {FacetNames}),
        (BrandChanged(THING), [{HEX, "brands", "products"}], {BrandNamesCache, FacetNames}),
        (ProductsWritten(WHOLE_SHOP, (THING,)), ["clear"], {Boundaries, BrandNamesCache, FacetNames}),
        (CategoryDeleted(THING), [{HEX, "categories", "products"}], {FacetNames}),
        (CollectionDeleted(THING), [{HEX, "collections", "products"}], {FacetNames}),
        (BrandDeleted(THING), [{HEX, "brands", "products"}], {BrandNamesCache, FacetNames}),
        (ProductTypesChanged(WHOLE_SHOP), ["clear"], {FacetNames}),
        (EconomicOperatorChanged(THING), ["clear"], NOTHING),
        (PricesChanged(THING), [{HEX, "prices"}], {DatedListsCache, Boundaries}),
        (PricesWritten(WHOLE_SHOP, (THING,)), ["clear"], {DatedListsCache, Boundaries}),
        (StockWritten(WHOLE_SHOP, (THING,)), ["clear"], NOTHING),
        (StockChanged(THING), [{HEX, "stock"}], NOTHING),
        (IndexWritten(WHOLE_SHOP), [{"search"}], {KnownKinds}),
        (AtlasChanged(WHOLE_SHOP), ["clear"], {AtlasCache}),
        (RatesChanged(WHOLE_SHOP), ["clear"], {TaxRatesCache}),
        (RatesMoved(WHOLE_SHOP, ("EUR/USD",)), ["clear"], {ExchangeRatesCache}),
        (RatesObserved(WHOLE_SHOP), ["clear"], {ExchangeRatesCache}),
        (TariffChanged(WHOLE_SHOP), ["clear"], {PriceBookCache, DatedListsCache}),
        (SaleTargetsChanged(THING), [{"prices"}], NOTHING),
        (SearchRulesChanged(WHOLE_SHOP), [{"search"}], {SearchRulesCache}),
        (SearchSettingsChanged(WHOLE_SHOP, "en", rebuild=True), [], NOTHING),
        (StaffTokensChanged(THING), [], {StaffViewers}),
        (StorefrontChanged(THING), [], {Storefronts}),
        (TrustedDocumentsChanged(THING), [], {TrustedDocuments}),
        (ShopReloaded(WHOLE_SHOP), ["clear"], ALL),
        (OrderPlaced(THING, cart_id=THING, attempt_id=THING), [], NOTHING),
    ],
    ids=lambda value: value.type if isinstance(value, Event) else "",
)
def test_what_an_event_makes_stale(event: Event, told: list[Any], forgotten: set[type]) -> None:
    process = Process()

    process.freshness.heard(Notice(event.type, event.subject_id))

    assert process.answers.told == told
    assert process.forgotten == forgotten


def test_a_type_of_another_version_makes_everything_stale() -> None:
    process = Process()

    process.freshness.heard(Notice("catalog.product_split", THING))

    assert process.answers.told == ["clear"]
    assert process.forgotten == ALL


def test_a_deaf_process_answers_nothing_and_begins_anew_when_it_hears() -> None:
    process = Process()

    process.freshness.lost()
    assert (process.answers.told, process.forgotten) == (["pause"], NOTHING)

    process.freshness.restored()
    assert (process.answers.told, process.forgotten) == (["pause", "resume"], ALL)


async def test_what_is_read_while_it_is_to_be_forgotten_is_not_remembered() -> None:
    """The change may fall between the read and its end."""
    values = iter(["before", "after", "never"])

    async def read() -> str:
        value = next(values)
        if value == "before":
            remembered.forget()
        return value

    remembered = Remembered(read, seconds=60)

    assert [await remembered.get() for _ in range(3)] == ["before", "after", "after"]


RATES = TaxRates.of([dated_rate("DE", "0.19", "2020-01-01", "2027-01-01"), dated_rate("DE", "0.19", "2027-03-01")])


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2019, 12, 31), date(2020, 1, 1)),
        (date(2020, 1, 1), date(2027, 1, 1)),
        (date(2026, 12, 31), date(2027, 1, 1)),
        (date(2027, 1, 1), date(2027, 3, 1)),
        (date(2027, 3, 1), None),
    ],
)
def test_rates_change_on_the_first_day_of_one_and_after_the_last_of_another(day: date, expected: date | None) -> None:
    assert RATES.next_change(day) == expected


def test_a_shop_without_rates_has_no_change_of_them() -> None:
    assert TaxRates.of([]).next_change(datetime(2026, 1, 1, tzinfo=UTC).date()) is None
