"""A price told step by step, with the figures by which anybody can do the sums again.

Amounts in the words are minor units; percentages are exact.
"""

from collections.abc import Iterator
from decimal import Decimal

from app.pricing.models import SaleKind
from app.pricing.rules.rounding import band_of
from app.pricing.rules.settings import ListFacts, SaleFacts
from app.pricing.rules.shopper import Shopper
from app.pricing.rules.values import Step, StepKind
from app.pricing.rules.way import Walk, Way
from app.tax import AppliedRate, TaxTreatment


def steps_of(way: Way, walk: Walk, shopper: Shopper, min_quantity: int) -> Iterator[Step]:
    """Each step begins with what the one before it ended with; the last ends with what is displayed."""
    base, quote = way.facts.currency_code, way.currency_code
    yield Step(StepKind.ROW, _row_words(way.facts, min_quantity), way.facts.code, None, None, walk.amount, base)
    if way.conversion is not None:
        rate = way.conversion.rate
        words = f"1 {base} = {_plain(rate.rate)} {quote}, fee {_percent(way.conversion.fee)}"
        words += ", older than the market wants" if way.conversion.is_stale else ""
        source = f"{rate.source}, {rate.as_of.isoformat(timespec='seconds')}"
        yield Step(StepKind.CONVERSION, words, source, walk.amount, base, walk.converted, quote)
    for kind, words, source, before, after in _steps_in_one_currency(way, walk, shopper):
        yield Step(kind, words, source, before, quote, after, quote)


def _steps_in_one_currency(way: Way, walk: Walk, shopper: Shopper) -> Iterator[tuple[StepKind, str, str, int, int]]:
    """What happens in the shopper's currency: kind, words, source, before, after."""
    taxing = way.taxing
    if taxing.foreign_rate is not None:
        words = f"{_rate_words(taxing.foreign_rate)} of {way.facts.tax_country_code} taken out"
        yield StepKind.TAX, words, _source(taxing.foreign_rate), walk.converted, walk.own.amount
    if taxing.rate is not None and walk.own.with_tax != taxing.displays_tax:
        words = f"{_rate_words(taxing.rate)} {'taken out' if walk.own.with_tax else 'added'}"
        yield StepKind.TAX, words, _source(taxing.rate), walk.own.amount, walk.shown
    band = band_of(walk.shown, way.rounding.bands) if way.rounding else None
    if way.rounding is not None and band is not None:
        words = f"{band.mode} of {band.step} × k + {band.ending}, from {band.start} on"
        where = "this market" if way.rounding.market_id else "all markets"
        source = f"{way.rounding.currency_code}, {where}"
        yield StepKind.ROUNDING, words, source, walk.shown, walk.rounded
    if walk.sale is not None:
        words = _sale_words(walk.sale, way.currency_code)
        yield StepKind.REDUCTION, words, walk.sale.code, walk.rounded, walk.lowered
    yield StepKind.TAX, *_last_words(way, walk, shopper), walk.lowered, way.taxed(walk).displayed


def _row_words(facts: ListFacts, min_quantity: int) -> str:
    tax = f"with the tax of {facts.tax_country_code}" if facts.tax_country_code else "with tax"
    return f"{facts.code}, {tax if facts.tax_included else 'without tax'}, from {min_quantity} on"


def _sale_words(sale: SaleFacts, currency_code: str) -> str:
    match sale.kind:
        case SaleKind.PERCENT:
            return f"{_percent((sale.percent or Decimal(0)) / 100)} off"
        case SaleKind.AMOUNT:
            return f"{sale.amounts[currency_code]} off"
        case _:
            return f"for {sale.amounts[currency_code]}"


def _last_words(way: Way, walk: Walk, shopper: Shopper) -> tuple[str, str]:
    """What the tax of the price is, and where that is written."""
    rate, taxed = way.taxing.rate, way.taxed(walk)
    if rate is None:
        return f"no rate is known in {_place(shopper)}", ""
    if shopper.treatment == TaxTreatment.REVERSE_CHARGE:
        verb = "taken out: " if shopper.displays_tax else "not added: "
        return f"{_rate_words(rate)} {verb}the buyer accounts for it", _source(rate)
    return f"{_rate_words(rate)} {'in it' if shopper.displays_tax else 'on top'}: {taxed.tax}", _source(rate)


def _place(shopper: Shopper) -> str:
    return "-".join(part for part in (shopper.country_code, shopper.region_code) if part)


def _rate_words(rate: AppliedRate) -> str:
    parts = " + ".join(f"{part.component} {_percent(part.rate)}" for part in rate.parts)
    return _percent(rate.rate) + (f" ({parts})" if len(rate.parts) > 1 else "")


def _source(rate: AppliedRate) -> str:
    return "; ".join(rate.sources)


def _percent(fraction: Decimal) -> str:
    return f"{_plain(fraction * 100)} %"


def _plain(number: Decimal) -> str:
    """Without an exponent, and without zeros that say nothing."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
