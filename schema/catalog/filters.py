"""How the filters of a list become conditions, or are refused."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final, TypeVar

from app.catalog import AttributeCondition, ProductFilters, Span, VariantCondition
from app.core.context import Place
from app.core.errors import RequestError
from app.core.money import MAX_AMOUNT, InvalidAmountError, minor_digits, parse_amount
from app.inventory import in_stock_condition
from app.pricing import PricedWithin, Tariff, priced_within
from schema.catalog.inputs import AttributeFilterInput, PriceFilterInput, ProductFilterInput

MAX_FILTERS: Final = 30
LONGEST_SLUG: Final = 200
_MOST_VALUES: Final = 50
_MOST_DIGITS: Final = 15

ValueT = TypeVar("ValueT")


def read_filters(
    place: Place, filters: list[ProductFilterInput] | None, tariff: Tariff, now: datetime
) -> ProductFilters:
    """The filters as the catalog takes them at this place, each once; too many, and malformed ones, are refused.

    Alternatives that leave nothing out are no condition: in stock or not, available here or anywhere. `tariff` is that
    of whoever asks, `now`: it knows which prices are shown.
    """
    asked = filters or []
    if len(asked) > MAX_FILTERS:
        raise RequestError(
            "TOO_MANY_FILTERS", f"`filters` takes at most {MAX_FILTERS}; it had {len(asked)}. Leave some out."
        )
    in_stock = _only([each.in_stock for each in asked])
    return ProductFilters(
        category_slugs=_texts(each.category_slug for each in asked),
        collection_slugs=_texts(each.collection_slug for each in asked),
        brand_slugs=_texts(each.brand_slug for each in asked),
        product_types=_texts(each.product_type for each in asked),
        tags=_texts(each.tag for each in asked),
        attributes=_once(_attribute(each.attribute) for each in asked if each.attribute),
        published_since=min(_moments(each.published_since for each in asked), default=None),
        published_before=max(_moments(each.published_before for each in asked), default=None),
        goes_to=place.country_code if _only([each.available_here for each in asked]) is True else None,
        variants=() if in_stock is None else (VariantCondition(in_stock_condition, in_stock),),
        products=tuple(
            priced_within(tariff, within, now)
            for within in _once(_price(place, each.price) for each in asked if each.price)
        ),
    )


def cursor_arguments(filters: ProductFilters) -> list[object]:
    """What a cursor remembers of the filters: their order does not matter."""
    return [
        sorted(filters.category_slugs),
        sorted(filters.collection_slugs),
        sorted(filters.brand_slugs),
        sorted(filters.product_types),
        sorted(filters.tags),
        sorted(repr(each) for each in filters.attributes),
        [str(filters.published_since), str(filters.published_before), filters.goes_to],
        sorted([each.condition.__name__, each.holds] for each in filters.variants),
        sorted(repr(each.asked) for each in filters.products),
    ]


def findable(text: str) -> str:
    """The slug or code, or the empty one, which nothing has, for a text that could not even be compared."""
    return text if text.isprintable() and len(text) <= LONGEST_SLUG else ""


def _attribute(asked: AttributeFilterInput) -> AttributeCondition:
    values: list[str] | None = asked.values or None
    numbers, days = (asked.min, asked.max), (asked.from_date, asked.to_date)
    given = [values is not None, any(map(_is_given, numbers)), any(map(_is_given, days)), _is_given(asked.is_true)]
    if sum(given) != 1:
        raise RequestError(
            "BAD_USER_INPUT",
            f"`attribute` of {asked.code!r} takes one of: `values`, with at least one; `min` or `max` or both; `from` "
            "or `to` or both; `is`.",
        )
    if values is not None and len(values) > _MOST_VALUES:
        raise RequestError(
            "TOO_MANY_FILTERS", f"`values` takes at most {_MOST_VALUES}; it had {len(values)}. Leave some out."
        )
    code = findable(asked.code)
    if values is not None:
        return AttributeCondition(code, _texts(values))
    if isinstance(asked.is_true, bool):
        return AttributeCondition(code, asked.is_true)
    ends = [_end(each) for each in (numbers if given[1] else days)]
    return AttributeCondition(code, Span(*ends))


def _price(place: Place, asked: PriceFilterInput) -> PricedWithin:
    if not _is_given(asked.min) and not _is_given(asked.max):
        raise RequestError("BAD_USER_INPUT", "`price` takes `min`, `max` or both.")
    least = _amount(asked.min, place.currency_code) if isinstance(asked.min, Decimal) else 0
    most = _amount(asked.max, place.currency_code) if isinstance(asked.max, Decimal) else MAX_AMOUNT
    return PricedWithin(least, most)


def _amount(amount: Decimal, currency_code: str) -> int:
    try:
        return parse_amount(str(amount), currency_code)
    except InvalidAmountError as error:
        raise RequestError(
            "BAD_USER_INPUT",
            f"`price` is in {currency_code} here, which has {minor_digits(currency_code)} decimals: {error}.",
        ) from error


def _end(value: Decimal | date | None) -> Decimal | date | None:
    """An end of a span; None where none is given."""
    if isinstance(value, Decimal):
        return _number(value)
    return value if isinstance(value, date) else None


def _number(number: Decimal) -> Decimal:
    if not number.is_finite() or len(number.as_tuple().digits) > _MOST_DIGITS or abs(number.adjusted()) > _MOST_DIGITS:
        raise RequestError("BAD_USER_INPUT", f"`min` and `max` are numbers of at most {_MOST_DIGITS} digits.")
    return number


def _moments(moments: Iterable[datetime | None]) -> list[datetime]:
    """Moments without a time zone are UTC's."""
    given = [moment for moment in moments if isinstance(moment, datetime)]
    return [moment if moment.tzinfo else moment.replace(tzinfo=UTC) for moment in given]


def _is_given(value: Decimal | date | bool | None) -> bool:
    return isinstance(value, Decimal | date | bool)


def _only(said: list[bool | None]) -> bool | None:
    """What all say that say yes or no; None where nobody does, or both are said."""
    given = {each for each in said if isinstance(each, bool)}
    return given.pop() if len(given) == 1 else None


def _texts(texts: Iterable[Any]) -> tuple[str, ...]:
    return _once(findable(text) for text in texts if isinstance(text, str))


def _once(values: Iterable[ValueT]) -> tuple[ValueT, ...]:
    return tuple(dict.fromkeys(values))
