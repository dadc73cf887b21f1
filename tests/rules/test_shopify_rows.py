"""Reading Shopify's product CSV: rows, products, and everything that can be wrong with them. No database."""

from pathlib import Path

import pytest

from app.imports import ImportRefusedError, csv_rows
from app.imports.csv_rows import BadRow, Row, RowReader
from app.imports.drafts import product_draft, slug_of
from app.imports.shopify import (
    MAX_ROWS,
    REQUIRED_COLUMNS,
    Complaint,
    Group,
    ShopifyImage,
    ShopifyProduct,
    derived_sku,
    groups,
    read_product,
)
from tests.support.shop import PUBLISHED_AT

SAMPLE = Path(__file__).parents[1] / "data" / "shopify" / "products.csv"
HEADER = "Handle,Title,Variant SKU,Variant Inventory Qty,Variant Price"


def read(path: Path, currency: str = "EUR") -> list[ShopifyProduct | list[Complaint]]:
    with RowReader(path, REQUIRED_COLUMNS) as reader:
        return [read_product(group, currency) for group in groups(iter(reader))]


def complaints_about(tmp_path: Path, *rows: str, header: str = HEADER, currency: str = "EUR") -> list[Complaint]:
    path = tmp_path / "file.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8", errors="surrogateescape")
    return [complaint for result in read(path, currency) if isinstance(result, list) for complaint in result]


def test_reads_variants_images_and_texts() -> None:
    tee, mug, lamp = read(SAMPLE)
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
    tee = read(SAMPLE)[0]
    assert isinstance(tee, ShopifyProduct)
    draft = product_draft(tee, language_tag="de", brand_id=None, now=PUBLISHED_AT)
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
    ("row", "field", "reason"),
    [
        ("mug,Mug,M,1,-5", "Variant Price", "'-5' is negative"),
        ("mug,Mug,M,1,", "Variant Price", "is missing"),
        ('mug,Mug,M,1,"9,95"', "Variant Price", "'9,95' is not a number; write it like 1234.50"),
        ("mug,Mug,M,1,1e3", "Variant Price", "'1e3' is not a number; write it like 1234.50"),
        ("mug,Mug,M,1,NaN", "Variant Price", "'NaN' is not a number; write it like 1234.50"),
        ("mug,Mug,M,1,9.999", "Variant Price", "'9.999' has more decimals than EUR has"),
        ("mug,Mug,M,1,99999999999999999", "Variant Price", "'99999999999999999' is larger than any price"),
        ("mug,Mug,M,1.5,5", "Variant Inventory Qty", "'1.5' is not a whole number"),
        ("mug,Mug,M,many,5", "Variant Inventory Qty", "'many' is not a whole number"),
        ("mug,Mug,M,-2,5", "Variant Inventory Qty", "'-2' is negative"),
        ("mug,Mug,M,1000000001,5", "Variant Inventory Qty", "is larger than 1,000,000,000"),
        ("mug,Mug,M," + "9" * 900 + ",5", "Variant Inventory Qty", "is larger than 1,000,000,000"),
        ("mug,,M,1,5", "Title", "is missing in the first row of the product"),
        (",Mug,M,1,5", "Handle", "is missing: whose row is this?"),
        ("mug,M\x00ug,M,1,5", "Title", "has a control character (U+0000)"),
        ("mug,M\udce4ug,M,1,5", "Title", "is not UTF-8: save the file as CSV in UTF-8"),
        ("mug," + "x" * 1_001 + ",M,1,5", "Title", "has 1,001 characters; at most 1,000 are taken"),
        ("mug,Mug,M,1,5,extra", "", "the row has 6 fields, the header 5"),
        ("mug,Mug", "", "the row has 2 fields, the header 5"),
        ('mug,"M"ug,M,1,5', "", "a quote inside a quoted field must be written twice"),
        (
            'mug,"Mug,M,1,5',
            "",
            "a quote that is opened here is never closed: nothing after it was read",
        ),
    ],
)
def test_a_bad_row_is_reported_by_line_field_and_reason(tmp_path: Path, row: str, field: str, reason: str) -> None:
    assert complaints_about(tmp_path, "tee,Tee,T,1,5", row) == [Complaint(3, field, reason)]


@pytest.mark.parametrize(
    ("columns", "row", "field", "reason"),
    [
        ("Published", "maybe", "Published", "is 'maybe'; write true or false"),
        ("Image Src", "http://cdn.example/a.jpg", "Image Src",
         "'http://cdn.example/a.jpg' is not an address that starts with https://"),
        ("Image Src", "javascript:alert(1)", "Image Src",
         "'javascript:alert(1)' is not an address that starts with https://"),
        ("Variant Grams", "1kg", "Variant Grams", "'1kg' is not a whole number"),
        ("Option1 Name,Option1 Value", "Size,", "Option1 Value", "is missing: the product has the option 'Size'"),
        ("Option1 Name,Option1 Value,Option2 Name,Option2 Value", "Size,M,Size,L", "Option1 Name", "is 'Size' twice"),
    ],
)  # fmt: skip
def test_other_columns_are_checked_too(tmp_path: Path, columns: str, row: str, field: str, reason: str) -> None:
    found = complaints_about(tmp_path, f"mug,Mug,5,{row}", header=f"Handle,Title,Variant Price,{columns}")
    assert Complaint(2, field, reason) in found


def test_everything_wrong_with_a_product_is_reported_at_once(tmp_path: Path) -> None:
    assert complaints_about(tmp_path, "tee,,T,x,-1", "tee,,T,1,2") == [
        Complaint(2, "Title", "is missing in the first row of the product"),
        Complaint(2, "Variant Price", "'-1' is negative"),
        Complaint(2, "Variant Inventory Qty", "'x' is not a whole number"),
    ]


def test_variants_of_a_product_that_are_the_same_are_reported(tmp_path: Path) -> None:
    assert complaints_about(tmp_path, "tee,Tee,T,1,5", "tee,,T,1,6") == [
        Complaint(3, "Variant SKU", "'T' is that of line 2 already"),
        Complaint(3, "Option1 Value", "is the same as in line 2"),
    ]


def test_yen_have_no_decimals(tmp_path: Path) -> None:
    assert complaints_about(tmp_path, "tee,Tee,T,1,9.50", currency="JPY") == [
        Complaint(2, "Variant Price", "'9.50' has more decimals than JPY has")
    ]
    assert complaints_about(tmp_path, "tee,Tee,T,1,950", currency="JPY") == []


def test_an_unclosed_quote_spoils_its_own_product_only(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text(f'{HEADER}\ntee,Tee,T,1,5\nmug,"Mug,M,1,5\nhat,Hat,H,1,5\n')
    tee, mug = read(path)
    assert isinstance(tee, ShopifyProduct)
    assert [complaint.line for complaint in mug] == [3] if isinstance(mug, list) else pytest.fail("the mug was read")


def test_a_row_that_cannot_be_read_spoils_the_product_it_belongs_to(tmp_path: Path) -> None:
    assert complaints_about(tmp_path, "tee,Tee,T,1,5", "tee,,U,1", "tee,,V,1,5") == [
        Complaint(3, "", "the row has 4 fields, the header 5")
    ]


def test_a_field_without_end_is_not_held_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_rows, "HARD_LIMIT", 1_000)
    reason = "from here on a field has more than 1,000 characters: is a quote never closed?"
    endless = 'mug,"' + "x\n" * 600
    assert complaints_about(tmp_path, "tee,Tee,T,1,5", endless) == [Complaint(3, "", reason)]
    assert complaints_about(tmp_path, "tee,Tee,T,1,5", "mug," + "x" * 2_000) == [Complaint(3, "", reason)]


def test_a_product_of_too_many_rows_is_refused_without_being_held() -> None:
    rows = (Row(line, {"Handle": "tee"}) for line in range(2, MAX_ROWS + 100))
    (group,) = groups(rows)
    assert len(group.rows) == MAX_ROWS
    assert group.complaints == [Complaint(MAX_ROWS + 2, "", "a product has at most 5,000 rows")]


def test_rows_are_read_one_by_one_and_lines_counted_through_quoted_breaks(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text(f'{HEADER}\n"tee","two\nlines",T,1,5\n\nmug,Mug,M,1\nhat,Hat,H,1,5\n')
    with RowReader(path, REQUIRED_COLUMNS) as reader:
        rows = iter(reader)
        assert [(type(row), row.line) for row in rows] == [(Row, 2), (BadRow, 5), (Row, 6)]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty."),
        (b"\xff\xfeH\x00a\x00", "is UTF-16: save it as CSV in UTF-8."),
        (b"Handle,Body (HTML)\n", "lacks the columns Title, Variant Price: export the products from Shopify as CSV."),
        (b"Handle;Title;Variant Price\n", "Variant Price: columns are separated by commas."),
        (b"PK\x03\x04\x14\x00\x06\x00\xfa\xfb", "lacks the columns Handle, Title, Variant Price: export"),
        (b"Handle,Title,Variant Price,Title\n", "has a column twice: Title."),
        (b'Handle,"Title', "the header is no CSV"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_product_csv_is_refused_in_one_line(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    with pytest.raises(ImportRefusedError) as refused:
        RowReader(path, REQUIRED_COLUMNS)
    assert message in str(refused.value)
    assert str(refused.value).startswith(str(path))
    assert "\n" not in str(refused.value)


def test_a_file_that_is_not_there_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ImportRefusedError, match=r"missing\.csv cannot be read: No such file or directory\."):
        RowReader(tmp_path / "missing.csv", REQUIRED_COLUMNS)


def test_a_group_without_rows_is_no_product() -> None:
    complaint = Complaint(7, "Handle", "is missing")
    assert read_product(Group("", complaints=[complaint]), "EUR") == [complaint]
