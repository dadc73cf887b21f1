"""CSV of sales. Products, categories, collections and brands are named by their slugs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, cast
from uuid import UUID

from app.catalog import NamedThing, Thing
from app.core.money import to_decimal
from app.exchange.errors import RowErrorCode
from app.exchange.formats.csv_rows import Row
from app.exchange.formats.settings.cells import AUDIENCE, NAME, Cells, joined, name_cells, plain
from app.exchange.formats.streams import Source
from app.exchange.formats.tables import TableReader
from app.exchange.formats.values import Values, shown
from app.exchange.records import Record, SettingRow
from app.pricing import SaleChange, SaleKind, SaleRow

_NEEDED: Final = ("code", "kind")
_THINGS: Final[Mapping[str, Thing]] = {
    "products": Thing.PRODUCT,
    "categories": Thing.CATEGORY,
    "collections": Thing.COLLECTION,
    "brands": Thing.BRAND,
}
_EXCLUDED: Final = "excluded_"
_MORE: Final = (
    *("percent", "amounts", "markets", "channels", "customer_groups"),
    *(*_THINGS, "attributes", *(f"{_EXCLUDED}{name}" for name in _THINGS)),
    *("starts_at", "ends_at", "paused"),
)
SALE_COLUMNS: Final = (*_NEEDED, *_MORE)

_FIELDS: Final = {
    "marketCodes": "markets", "channelCodes": "channels", "customerGroupCodes": "customer_groups",
    "startsAt": "starts_at", "endsAt": "ends_at", "names": "name_en", "targets": "attributes", "excluded": "products",
}  # fmt: skip


@dataclass(frozen=True)
class SaidTargets:
    """What a sale is for, or is not for, as a file names it."""

    slugs: Mapping[str, Sequence[str]]
    """By the column."""
    attributes: Sequence[tuple[str, str]] = ()

    @property
    def by_kind(self) -> dict[str, Thing]:
        """What the columns name."""
        return {column: _THINGS[column.removeprefix(_EXCLUDED)] for column in self.slugs}


@dataclass(frozen=True)
class SaidSale:
    """What a row says of a sale."""

    code: str
    change: SaleChange
    """But for the targets."""
    targets: SaidTargets | None
    """None: the file has no column for any; so is the next."""
    excluded: SaidTargets | None


def sale_reader(source: Source) -> TableReader:
    """Rows of sales."""

    def read(row: Row, values: Values) -> Record | None:
        cells = Cells(row, values)
        code = cells.required("code")
        said = SaidSale(code, _change(cells), _targets(cells), _excluded(cells))
        return SettingRow(row.line, code, said, _FIELDS)

    return TableReader(source, _NEEDED, read, optional=_MORE, prefixes=(NAME,))


def _change(cells: Cells) -> SaleChange:
    kind = cells.choice("kind", SaleKind)
    change: dict[str, object] = {"kind": kind}
    if "percent" in cells:
        change["percent"] = cells.number("percent")
    if "amounts" in cells:
        change["amounts"] = [_amount(cells, text) for text in cells.several("amounts")]
    for column, name in AUDIENCE.items():
        if column in cells:
            change[name] = cells.several(column)
    for column, name in (("starts_at", "starts_local"), ("ends_at", "ends_local")):
        if column in cells:
            change[name] = cells.local(column)
    if "paused" in cells:
        change["is_paused"] = cells.flag("paused", usual=False)
    if names := cells.names():
        change["names"] = names
    return cast(SaleChange, change)


def _amount(cells: Cells, text: str) -> tuple[str, Decimal]:
    """`EUR 5.00`."""
    currency, _, number = text.partition(" ")
    return cells.currency("amounts", currency), cells.decimal("amounts", number.strip())


def _targets(cells: Cells) -> SaidTargets | None:
    if not any(name in cells for name in (*_THINGS, "attributes")):
        return None
    attributes = []
    for text in cells.several("attributes"):
        code, equals, value = text.partition("=")
        if not equals:
            cells.complain("attributes", RowErrorCode.NOT_A_VALUE, value=shown(text))
        attributes.append((code.strip(), value.strip()))
    return SaidTargets({name: cells.several(name) for name in _THINGS if name in cells}, attributes)


def _excluded(cells: Cells) -> SaidTargets | None:
    columns = [f"{_EXCLUDED}{name}" for name in _THINGS if f"{_EXCLUDED}{name}" in cells]
    return SaidTargets({name: cells.several(name) for name in columns}) if columns else None


def sale_cells(row: SaleRow, market_codes: Mapping[UUID, str], things: Mapping[UUID, NamedThing]) -> dict[str, str]:
    """The row of a sale. `market_codes`: by id; `things`: what it is for and not for. What is gone is left out."""

    def named(thing: Thing, *ids: Sequence[UUID]) -> str:
        found = (things.get(each) for some in ids for each in some)
        return joined(sorted(each.slug for each in found if each and each.kind is thing))

    return {
        "code": row.code,
        "kind": row.kind.value,
        "percent": "" if row.percent is None else plain(row.percent),
        "amounts": joined(f"{code} {to_decimal(amount, code):f}" for code, amount in sorted(row.amounts.items())),
        "markets": joined(sorted(market_codes[each] for each in row.market_ids if each in market_codes)),
        "channels": joined(row.channel_codes),
        "customer_groups": joined(row.group_codes),
        **{name: named(thing, row.product_ids, row.list_ids) for name, thing in _THINGS.items()},
        "attributes": joined(f"{code}={_value(value)}" for each in row.conditions for code, value in each.items()),
        **{
            f"{_EXCLUDED}{name}": named(thing, row.excluded_product_ids, row.excluded_list_ids)
            for name, thing in _THINGS.items()
        },
        "starts_at": row.starts_local.isoformat() if row.starts_local else "",
        "ends_at": row.ends_local.isoformat() if row.ends_local else "",
        "paused": "true" if row.is_paused else "false",
        **name_cells(row.names),
    }


def _value(value: Any) -> str:
    """A stored value of an attribute as it is written in a file."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value[0]) if isinstance(value, list) else str(value)
