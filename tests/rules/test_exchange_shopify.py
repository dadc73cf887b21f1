"""Reading Shopify's product CSV: rows, products, and everything that can be wrong with them. No database."""

from io import BytesIO
from pathlib import Path

import pytest

from app.core.errors import Refusal
from app.exchange.errors import ExchangeErrorCode, RowErrorCode
from app.exchange.formats import csv_rows
from app.exchange.formats.csv_rows import BadRow, Row, RowReader
from app.exchange.formats.foreign import Defaults
from app.exchange.formats.names import slug_of
from app.exchange.formats.shopify.reading import product_draft
from app.exchange.formats.shopify.rows import (
    MAX_ROWS,
    REQUIRED_COLUMNS,
    Group,
    ShopifyImage,
    ShopifyProduct,
    derived_sku,
    groups,
    read_product,
)
from app.exchange.formats.streams import Source
from app.exchange.records import problem
from app.exchange.report import RowProblem
from tests.support.shop import PUBLISHED_AT

SAMPLE = Path(__file__).parents[1] / "data" / "shopify" / "products.csv"
DEFAULTS = Defaults("EUR", "de", "rotterdam", ("web",), {"EUR": ("eu",)}, PUBLISHED_AT)
HEADER = "Handle,Title,Variant SKU,Variant Inventory Qty,Variant Price"


def reader(content: bytes) -> RowReader:
    return RowReader(Source(BytesIO(content)), REQUIRED_COLUMNS)


def read(content: bytes, currency: str = "EUR") -> list[ShopifyProduct | list[RowProblem]]:
    return [read_product(group, currency) for group in groups(iter(reader(content)))]


def problems_with(*rows: str, header: str = HEADER, currency: str = "EUR") -> list[RowProblem]:
    content = ("\n".join([header, *rows]) + "\n").encode("utf-8", "surrogateescape")
    return [problem for result in read(content, currency) if isinstance(result, list) for problem in result]


def test_reads_variants_images_and_texts() -> None:
    tee, mug, lamp = read(SAMPLE.read_bytes())
    assert isinstance(tee, ShopifyProduct)
    assert isinstance(mug, ShopifyProduct)
    assert isinstance(lamp, ShopifyProduct)
    assert (tee.line, tee.handle, tee.title, tee.vendor, tee.type) == (
        2, "harbour-tee", "Harbour Tee", "Möwe & Co", "Shirts",
    )  # fmt: skip
    assert tee.tags == ("cotton", "summer")
    assert tee.option_names == ("Size", "Colour")
    assert [
        (
            variant.line,
            variant.sku,
            variant.option_values,
            variant.price,
            variant.quantity,
            variant.grams,
            variant.barcode,
        )
        for variant in tee.variants
    ] == [
        (2, "harbour-tee:s/navy", ("S", "Navy"), 2490, 4, 180, "4006381333931"),
        (4, "TEE-M-NAVY", ("M", "Navy"), 2490, 0, 190, None),
        (5, "harbour-tee:m/s-m-red", ("M", "S/M red"), 2600, None, None, None),
    ]
    assert tee.images == (
        ShopifyImage("https://cdn.example/tee-1.jpg", "On a pier"),
        ShopifyImage("https://cdn.example/tee-2.jpg", "From behind"),
        ShopifyImage("https://cdn.example/tee-3.jpg", ""),
    )
    assert (mug.title, mug.option_names, mug.variants[0].sku, mug.variants[0].price) == (
        "=SUM(A1:A9) mug", (), "=MUG", 950,
    )  # fmt: skip
    assert (tee.published, mug.published, lamp.published) == (True, True, False)


def test_a_draft_has_codes_that_tell_similar_values_apart() -> None:
    tee = read(SAMPLE.read_bytes())[0]
    assert isinstance(tee, ShopifyProduct)
    draft = product_draft(tee, DEFAULTS)
    assert (draft.slug, draft.product_type, draft.external_id) == ("harbour-tee", "shirts", "shopify:harbour-tee")
    assert draft.translations["de"].name == "Harbour Tee"
    assert [(option.code, option.names, [value.code for value in option.values]) for option in draft.options] == [
        ("size", {"en": "Size", "de": "Size"}, ["s", "m"]),
        ("colour", {"en": "Colour", "de": "Colour"}, ["navy", "s-m-red"]),
    ]
    assert [variant.choices for variant in draft.variants] == [
        {"size": "s", "colour": "navy"},
        {"size": "m", "colour": "navy"},
        {"size": "m", "colour": "s-m-red"},
    ]


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Möwe & Co", "mowe-co"),
        ("Größe", "grosse"),
        ("红色 T-Shirt", "红色-t-shirt"),
        ("a_b", "a-b"),
        ("…", ""),
    ],
)
def test_slugs_keep_scripts_that_ascii_cannot_write(text: str, slug: str) -> None:
    assert slug_of(text) == slug


@pytest.mark.parametrize(
    ("values", "sku"),
    [((), "top"), (("Small",), "top:small"), (("S/M", "Navy  Blue"), "top:s-m/navy-blue"), (("红",), "top:红")],
)
def test_a_sku_is_derived_from_handle_and_options(values: tuple[str, ...], sku: str) -> None:
    assert derived_sku("top", values) == sku


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("mug,Mug,M,1,-5", problem(3, "Variant Price", RowErrorCode.NEGATIVE, value="-5")),
        ("mug,Mug,M,1,", problem(3, "Variant Price", RowErrorCode.MISSING)),
        ('mug,Mug,M,1,"9,95"', problem(3, "Variant Price", RowErrorCode.NOT_A_NUMBER, value="9,95")),
        ("mug,Mug,M,1,1e3", problem(3, "Variant Price", RowErrorCode.NOT_A_NUMBER, value="1e3")),
        ("mug,Mug,M,1,NaN", problem(3, "Variant Price", RowErrorCode.NOT_A_NUMBER, value="NaN")),
        (
            "mug,Mug,M,1,9.999",
            problem(3, "Variant Price", RowErrorCode.TOO_MANY_DECIMALS, value="9.999", currency="EUR"),
        ),
        ("mug,Mug,M,1," + "9" * 17, problem(3, "Variant Price", RowErrorCode.TOO_LARGE, value="9" * 17)),
        ("mug,Mug,M,1.5,5", problem(3, "Variant Inventory Qty", RowErrorCode.NOT_WHOLE, value="1.5")),
        ("mug,Mug,M,many,5", problem(3, "Variant Inventory Qty", RowErrorCode.NOT_WHOLE, value="many")),
        ("mug,Mug,M,-2,5", problem(3, "Variant Inventory Qty", RowErrorCode.NEGATIVE, value="-2")),
        ("mug,Mug,M,1000000001,5", problem(3, "Variant Inventory Qty", RowErrorCode.TOO_LARGE, value="1000000001")),
        (
            "mug,Mug,M," + "9" * 900 + ",5",
            problem(3, "Variant Inventory Qty", RowErrorCode.TOO_LARGE, value="9" * 80 + "…"),
        ),
        ("mug,,M,1,5", problem(3, "Title", RowErrorCode.MISSING)),
        (",Mug,M,1,5", problem(3, "Handle", RowErrorCode.MISSING)),
        ("mug,M\x00ug,M,1,5", problem(3, "Title", RowErrorCode.CONTROL_CHARACTER, character="U+0000")),
        ("mug,M\udce4ug,M,1,5", problem(3, "Title", RowErrorCode.NOT_UTF_8)),
        ("mug," + "x" * 1_001 + ",M,1,5", problem(3, "Title", RowErrorCode.TOO_LONG, length=1_001, most=1_000)),
        ("mug,Mug,M,1,5,extra", problem(3, "", RowErrorCode.WRONG_FIELD_COUNT, found=6, expected=5)),
        ("mug,Mug", problem(3, "", RowErrorCode.WRONG_FIELD_COUNT, found=2, expected=5)),
        ('mug,"M"ug,M,1,5', problem(3, "", RowErrorCode.BROKEN_QUOTE, most=csv_rows.HARD_LIMIT)),
        ('mug,"Mug,M,1,5', problem(3, "", RowErrorCode.UNCLOSED_QUOTE, most=csv_rows.HARD_LIMIT)),
    ],
)
def test_a_bad_row_is_reported_by_line_field_and_reason(row: str, expected: RowProblem) -> None:
    assert problems_with("tee,Tee,T,1,5", row) == [expected]


def test_a_reason_is_a_sentence_in_plain_words() -> None:
    (told,) = problems_with("mug,Mug,M,1,-5")
    assert str(told) == "2: Variant Price: “-5” is negative; it must be zero or more."
    assert told.reason(("de",)) == "„-5“ ist negativ; es muss null oder mehr sein."


@pytest.mark.parametrize(
    ("columns", "row", "expected"),
    [
        (
            "Published", "maybe",
            problem(2, "Published", RowErrorCode.NOT_ONE_OF, value="maybe", known="true, false"),
        ),
        (
            "Image Src", "http://cdn.example/a.jpg",
            problem(2, "Image Src", RowErrorCode.NOT_HTTPS, value="http://cdn.example/a.jpg"),
        ),
        (
            "Image Src", "javascript:alert(1)",
            problem(2, "Image Src", RowErrorCode.NOT_HTTPS, value="javascript:alert(1)"),
        ),
        ("Variant Grams", "1kg", problem(2, "Variant Grams", RowErrorCode.NOT_WHOLE, value="1kg")),
        ("Option1 Name,Option1 Value", "Size,", problem(2, "Option1 Value", RowErrorCode.MISSING)),
        (
            "Option1 Name,Option1 Value,Option2 Name,Option2 Value", "Size,M,Size,L",
            problem(2, "Option1 Name", RowErrorCode.REPEATED, value="Size", line=2),
        ),
    ],
)  # fmt: skip
def test_other_columns_are_checked_too(columns: str, row: str, expected: RowProblem) -> None:
    assert expected in problems_with(f"mug,Mug,5,{row}", header=f"Handle,Title,Variant Price,{columns}")


def test_everything_wrong_with_a_product_is_reported_at_once() -> None:
    assert problems_with("tee,,T,x,-1", "tee,,T,1,2") == [
        problem(2, "Title", RowErrorCode.MISSING),
        problem(2, "Variant Price", RowErrorCode.NEGATIVE, value="-1"),
        problem(2, "Variant Inventory Qty", RowErrorCode.NOT_WHOLE, value="x"),
    ]


def test_variants_of_a_product_that_are_the_same_are_reported() -> None:
    assert problems_with("tee,Tee,T,1,5", "tee,,T,1,6") == [
        problem(3, "Variant SKU", RowErrorCode.REPEATED, value="T", line=2),
        problem(3, "Option1 Value", RowErrorCode.REPEATED, value="", line=2),
    ]


def test_yen_have_no_decimals() -> None:
    assert problems_with("tee,Tee,T,1,9.50", currency="JPY") == [
        problem(2, "Variant Price", RowErrorCode.TOO_MANY_DECIMALS, value="9.50", currency="JPY")
    ]
    assert problems_with("tee,Tee,T,1,950", currency="JPY") == []


def test_an_unclosed_quote_spoils_its_own_product_only() -> None:
    tee, mug = read(f'{HEADER}\ntee,Tee,T,1,5\nmug,"Mug,M,1,5\nhat,Hat,H,1,5\n'.encode())
    assert isinstance(tee, ShopifyProduct)
    assert isinstance(mug, list)
    assert [each.line for each in mug] == [3]


def test_a_row_that_cannot_be_read_spoils_the_product_it_belongs_to() -> None:
    assert problems_with("tee,Tee,T,1,5", "tee,,U,1", "tee,,V,1,5") == [
        problem(3, "", RowErrorCode.WRONG_FIELD_COUNT, found=4, expected=5)
    ]


def test_a_field_without_end_is_not_held_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_rows, "HARD_LIMIT", 1_000)
    expected = problem(3, "", RowErrorCode.ENDLESS, most=1_000)
    assert problems_with("tee,Tee,T,1,5", 'mug,"' + "x\n" * 600) == [expected]
    assert problems_with("tee,Tee,T,1,5", "mug," + "x" * 2_000) == [expected]


def test_a_product_of_too_many_rows_is_refused_without_being_held() -> None:
    rows = (Row(line, {"Handle": "tee"}) for line in range(2, MAX_ROWS + 100))
    (group,) = groups(rows)
    assert len(group.rows) == MAX_ROWS
    assert group.problems == [problem(MAX_ROWS + 2, "", RowErrorCode.TOO_MANY_ROWS, most=5_000)]


def test_rows_are_read_one_by_one_and_lines_counted_through_quoted_breaks() -> None:
    rows = reader(f'{HEADER}\n"tee","two\nlines",T,1,5\n\nmug,Mug,M,1\nhat,Hat,H,1,5\n'.encode())
    assert [(type(row), row.line) for row in rows] == [(Row, 2), (BadRow, 5), (Row, 6)]


@pytest.mark.parametrize(
    ("content", "code", "facts"),
    [
        (b"", ExchangeErrorCode.FILE_EMPTY, {}),
        (b"\xff\xfeH\x00a\x00", ExchangeErrorCode.WRONG_ENCODING, {"encoding": "UTF-16"}),
        (b"PK\x03\x04\x14\x00\x06\x00\xfa\xfb", ExchangeErrorCode.WRONG_ENCODING, {"encoding": "ZIP"}),
        (
            b"Handle,Body (HTML)\n",
            ExchangeErrorCode.MISSING_COLUMNS,
            {"columns": "Title, Variant Price", "separator": ","},
        ),
        (
            b"Handle;Title;Variant Price\n",
            ExchangeErrorCode.MISSING_COLUMNS,
            {"columns": "Handle, Title, Variant Price", "separator": ","},
        ),
        (b"Handle,Title,Variant Price,Title\n", ExchangeErrorCode.REPEATED_COLUMN, {"columns": "Title"}),
        (b'Handle,"Title', ExchangeErrorCode.BROKEN_HEADER, {}),
    ],
)
def test_a_file_that_is_no_product_csv_is_refused(
    content: bytes, code: ExchangeErrorCode, facts: dict[str, str]
) -> None:
    with pytest.raises(Refusal) as refused:
        reader(content)
    (told,) = refused.value.problems
    assert (told.code, told.facts) == (code, facts)


def test_a_group_without_rows_is_no_product() -> None:
    missing = problem(7, "Handle", RowErrorCode.MISSING)
    assert read_product(Group("", problems=[missing]), "EUR") == [missing]
