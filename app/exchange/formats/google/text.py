"""Feeds as text separated by tabs."""

from collections.abc import Iterator

from app.exchange.formats.cells import unescaped
from app.exchange.formats.csv_rows import BadRow, RowReader
from app.exchange.formats.google.items import REQUIRED, BadItem, Item
from app.exchange.formats.streams import Source


def tsv_items(source: Source) -> Iterator[Item | BadItem]:
    """The items of a file. Raises `Refusal` where its header lacks a column."""
    return _items(RowReader(source, REQUIRED, separator="\t", plain_name=_plain_name))


def _items(rows: RowReader) -> Iterator[Item | BadItem]:
    for row in rows:
        if isinstance(row, BadRow):
            yield BadItem(row.problem, _group(row.values))
            continue
        cells = {name: unescaped(text) for name, text in row.values.items()}
        several = tuple(each.strip() for each in cells.get("additional_image_link", "").split(",") if each.strip())
        values = {name: (text,) for name, text in cells.items() if text}
        yield Item(row.line, {**values, "additional_image_link": several})


def _group(values: dict[str, str] | object) -> str:
    if not isinstance(values, dict):
        return ""
    return values.get("item_group_id") or values.get("id") or ""


def _plain_name(name: str) -> str:
    """`image link`, `Image_Link` and `g:image_link` are the same column."""
    return name.strip().lower().removeprefix("g:").replace(" ", "_")
