"""JSONL as records."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final

import msgspec

from app.catalog import ProductDraft, check_draft
from app.core.errors import Problem, Refusal
from app.exchange.errors import ExchangeErrorCode, RowErrorCode
from app.exchange.formats.jsonl.lines import FORMAT, MOST_BYTES, VERSION, Header, Line, decode_line
from app.exchange.formats.jsonl.prices import PricesReader
from app.exchange.formats.streams import Lines, Source, UnreadableError
from app.exchange.formats.values import LARGEST_INTEGER, Values
from app.exchange.records import Bad, Record, StatedProduct, Thing, may_wait, problem

_NUL: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
"""The one character that no text of the database can have."""
_PLACE: Final = re.compile(r"^(?P<reason>.*?)(?: - at `\$?\.?(?P<field>.*)`)?$", re.DOTALL)


class JsonlReader:
    """The things of a file. Raises `Refusal` where its first line is no header of a version that is known."""

    def __init__(self, source: Source, currencies: Mapping[str, str], warehouses: Collection[str]) -> None:
        """`currencies`: of each price list, by its code."""
        self._lines = Lines(source, MOST_BYTES)
        self._currencies = currencies
        self._warehouses = warehouses
        self._check_header()

    def __iter__(self) -> Iterator[Record]:
        number = 1
        while True:
            number += 1
            try:
                data = self._lines.next()
            except UnreadableError as error:
                yield Bad(number, [problem(number, "", error.code, **error.facts)], is_thing=False)
                return
            if not data:
                return
            if not data.isspace():
                yield self.record(number, data)

    def _check_header(self) -> None:
        try:
            header = decode_line(self._lines.next())
        except (msgspec.DecodeError, UnreadableError, UnicodeDecodeError) as error:
            raise Refusal(Problem(ExchangeErrorCode.BROKEN_HEADER)) from error
        if not isinstance(header, Header) or header.format != FORMAT:
            raise Refusal(Problem(ExchangeErrorCode.BROKEN_HEADER))
        if header.version != VERSION:
            facts = {"version": header.version, "known": VERSION}
            raise Refusal(Problem(ExchangeErrorCode.UNSUPPORTED_VERSION, facts=facts))

    def record(self, number: int, data: bytes) -> Record:
        """What a line says."""
        if b"\\u0000" in data and _NUL.search(data):  # the pattern alone would take longer than all else
            return Bad(number, [problem(number, "", RowErrorCode.CONTROL_CHARACTER, character="U+0000")])
        try:
            line = decode_line(data)
        except msgspec.ValidationError as error:
            found = _PLACE.match(str(error))
            reason, field = (found["reason"], found["field"] or "") if found else (str(error), "")
            return Bad(number, [problem(number, field, RowErrorCode.NOT_OF_ITS_KIND, reason=reason)])
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            code = RowErrorCode.NOT_UTF_8 if "utf-8" in str(error).lower() else RowErrorCode.NOT_JSON
            return Bad(number, [problem(number, "", code, reason=str(error))])
        except RecursionError:
            return Bad(number, [problem(number, "", RowErrorCode.NOT_JSON, reason="nested too deeply")])
        if isinstance(line, Header):
            return Bad(number, [problem(number, "", RowErrorCode.REPEATED, value="header", line=1)])
        if isinstance(line.draft, ProductDraft):
            return self._product(number, data, line, line.draft)
        return Thing(number, line.draft)

    def _product(self, number: int, data: bytes, line: Line, draft: ProductDraft) -> Record:
        values = Values()
        prices = PricesReader(values, number, self._currencies)
        for position, variant in enumerate(draft.variants):
            if line.prices is not None:
                prices.read(position, variant.sku, line.prices[variant.sku])
            for code, pieces in line.stock.get(variant.sku, {}).items():
                field = f"variants[{position}].stock.{code}"
                if code not in self._warehouses:
                    values.complain(number, field, RowErrorCode.NOT_FOUND, value=code)
                elif not 0 <= pieces <= LARGEST_INTEGER:
                    wrong = RowErrorCode.NEGATIVE if pieces < 0 else RowErrorCode.TOO_LARGE
                    values.complain(number, field, wrong, value=str(pieces))
        if values.problems:
            return Bad(number, values.problems)
        return StatedProduct(
            line=number,
            key=draft.external_id or draft.slug,
            draft=draft,
            data=data if may_wait(draft) else None,
            checked=check_draft(draft),
            prices=prices.plain if line.prices is not None else None,
            compare_at=prices.compare_at if line.says_more else None,
            more_prices=prices.more if line.says_more else None,
            stock={sku: {code: pieces.get(code, 0) for code in self._warehouses} for sku, pieces in line.stock.items()},
        )
