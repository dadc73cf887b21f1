"""Streams of bytes, safe cells, lines of JSONL, and what a file has said before. No database."""

import gzip
from collections.abc import Mapping
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalog import (
    AttributeDraft,
    BrandDraft,
    CategoryDraft,
    CollectionDraft,
    ContentDraft,
    MediaDraft,
    OperatorDraft,
    ProductDraft,
    ProductTypeDraft,
    PublicationDraft,
    Texts,
    VariantDraft,
)
from app.catalog.models import AttributeKind
from app.core.errors import Refusal
from app.exchange.errors import ExchangeErrorCode, RowErrorCode
from app.exchange.formats import streams
from app.exchange.formats.cells import escaped, unescaped
from app.exchange.formats.jsonl import (
    JsonlReader,
    VariantPrices,
    decode_line,
    encode_header,
    encode_line,
    encode_product,
)
from app.exchange.formats.jsonl.lines import Header
from app.exchange.formats.streams import Lines, Source, UnreadableError
from app.exchange.importing.seen import Seen
from app.exchange.records import Bad, Record, StatedProduct, Thing, problem
from tests.support.shop import PUBLISHED_AT

MUG = ProductDraft(
    slug="mug",
    product_type="other",
    translations={"en": Texts("Mug", "<p>Blue</p>"), "de": Texts("Becher", slug="becher")},
    variants=(
        VariantDraft(
            sku="MUG",
            attributes={"height": "9.5", "dishwasher": True},
            content=ContentDraft(Decimal("0.30"), "liter"),
            metadata={"shelf": {"row": 3}},
        ),
    ),
    media=(MediaDraft("mug.jpg", {"en": "A mug"}, focal_point=(Decimal("0.5"), Decimal("0.25"))),),
    publications=(PublicationDraft("web", PUBLISHED_AT),),
)


@given(st.text(alphabet="'=+-@\t\r\n ab1.", max_size=12) | st.text())
def test_a_cell_is_read_as_it_was_and_is_no_formula(text: str) -> None:
    cell = escaped(text)
    assert unescaped(cell) == text
    if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")):
        assert Decimal(cell) == Decimal(text), "only a number may begin with a sign"


@pytest.mark.parametrize(
    ("text", "cell"),
    [("=1+1", "'=1+1"), ("-5.20", "-5.20"), ("-cmd|x", "'-cmd|x"), ("'=x", "''=x"), ("'quoted'", "'quoted'")],
)
def test_what_a_spreadsheet_would_run_is_shown_as_text(text: str, cell: str) -> None:
    assert escaped(text) == cell


def lines_of(content: bytes, limit: int = 1_000_000) -> list[bytes]:
    lines = Lines(Source(BytesIO(content)), limit)
    return list(iter(lines.next, b""))


@given(st.lists(st.binary(min_size=1, max_size=40).filter(lambda each: each[:2] != b"\x1f\x8b"), min_size=1))
def test_lines_come_to_the_file_whatever_its_chunks(parts: list[bytes]) -> None:
    content = b"start\n" + b"\n".join(parts)
    for packed in (content, gzip.compress(content), gzip.compress(content[:9]) + gzip.compress(content[9:])):
        assert b"".join(lines_of(packed)) == content
    assert all(b"\n" not in line[:-1] for line in lines_of(content))


def test_a_line_without_end_is_not_held() -> None:
    class Endless(BytesIO):
        given = 0

        def read(self, size: int | None = -1) -> bytes:
            type(self).given += size or 0
            return b"x" * (size or 0)

    lines = Lines(Source(Endless()), 1_000_000)
    with pytest.raises(UnreadableError) as error:
        lines.next()
    assert error.value.code is RowErrorCode.ENDLESS
    assert Endless.given < 2_000_000


def test_an_archive_that_is_cut_off_gives_what_came_before() -> None:
    content = b"".join(b"%d\n" % number for number in range(200_000))
    lines = Lines(Source(BytesIO(gzip.compress(content)[:-100])), 1_000)
    read: list[bytes] = []
    with pytest.raises(UnreadableError) as error:
        read.extend(iter(lines.next, b""))
    assert error.value.code is RowErrorCode.DAMAGED_ARCHIVE
    assert len(read) > 100_000


def test_a_bomb_is_not_unfolded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "_ALWAYS_ALLOWED", 1_000_000)
    source = Source(BytesIO(gzip.compress(b"\n" * 50_000_000)))
    unfolded: list[int] = []
    with pytest.raises(UnreadableError) as error:
        unfolded.extend(map(len, iter(source.read, b"")))
    assert error.value.code is RowErrorCode.TOO_COMPRESSED
    assert sum(unfolded) < 12_000_000


def none(_: str) -> VariantPrices:
    return VariantPrices()


def no_stock(_: str) -> Mapping[str, int]:
    return {}


@pytest.mark.parametrize(
    "draft",
    [
        MUG,
        OperatorDraft("maker", "Maker", ("1 Street",), "NL", email="a@b.example"),
        AttributeDraft("height", {"en": "Height"}, AttributeKind.NUMBER, unit="centimeter"),
        ProductTypeDraft("other", {"en": "Other"}),
        BrandDraft("acme", "ACME", metadata={"since": 1900}),
        CategoryDraft("mugs", {"en": Texts("Mugs")}, parent="home", source_language_tag="de"),
        CollectionDraft("gifts", {"en": Texts("Gifts")}, products=("mug", "cap")),
    ],
    ids=lambda draft: type(draft).__name__,
)
def test_a_draft_is_read_as_it_was_written_and_gives_the_same_bytes(draft: ProductDraft) -> None:
    line = encode_line(draft)
    read = decode_line(line)
    assert not isinstance(read, Header)
    assert read.draft == draft
    assert encode_line(read.draft) == line


def test_what_is_as_usual_is_left_out_and_keys_are_sorted() -> None:
    draft = ProductDraft(
        slug="cap",
        product_type="other",
        translations={"de": Texts("Mütze"), "ar": Texts("قبعة")},
        variants=(VariantDraft(sku="CAP"),),
        source_language_tag="".join(["e", "n"]),  # equal, and not the same object
    )
    line = encode_product(draft, lambda _: VariantPrices({"us": "12.00", "eu": "10.00"}), lambda _: {"ohio": 3})
    assert line.decode() == (
        '{"record":"product","slug":"cap","product_type":"other",'
        '"translations":{"ar":{"name":"قبعة"},"de":{"name":"Mütze"}},'
        '"variants":[{"sku":"CAP","prices":{"eu":"10.00","us":"12.00"},"stock":{"ohio":3}}]}\n'
    )


def records(*lines: bytes) -> list[Record]:
    source = Source(BytesIO(encode_header() + b"".join(lines)))
    return list(JsonlReader(source, {"eu": "EUR"}, ["ohio", "rotterdam"]))


def test_prices_and_stock_that_are_said_are_all_there_is() -> None:
    said = encode_product(MUG, lambda _: VariantPrices({"eu": "9.50"}), lambda _: {"ohio": 3})
    (product, brand) = records(said, encode_line(BrandDraft("acme", "ACME")))
    assert isinstance(product, StatedProduct)
    assert (product.line, product.draft, product.prices, product.stock) == (
        2, MUG, {"MUG": {"eu": 950}}, {"MUG": {"ohio": 3, "rotterdam": 0}},
    )  # fmt: skip
    assert brand == Thing(3, BrandDraft("acme", "ACME"))
    (unsaid,) = records(encode_line(MUG))
    assert isinstance(unsaid, StatedProduct)
    assert (unsaid.prices, unsaid.stock) == (None, {})


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b'{"record":"brand","slug":"a"', problem(2, "", RowErrorCode.NOT_JSON, reason="Input data was truncated")),
        (b"\xff\xfe\n", problem(2, "", RowErrorCode.NOT_JSON, reason="JSON is malformed: invalid character (byte 0)")),
        (
            b'{"record":"brand","slug":1,"name":"A"}\n',
            problem(2, "slug", RowErrorCode.NOT_OF_ITS_KIND, reason="Expected `str`, got `int`"),
        ),
        (
            b'{"record":"brand","slug":"a","name":"A","nmae":"A"}\n',
            problem(2, "", RowErrorCode.NOT_OF_ITS_KIND, reason="Object contains unknown field `nmae`"),
        ),
        (
            b'{"record":"brand","slug":"a","name":"\\u0000"}\n',
            problem(2, "", RowErrorCode.CONTROL_CHARACTER, character="U+0000"),
        ),
        (
            encode_product(MUG, lambda _: VariantPrices({"mars": "1"}), no_stock),
            problem(2, "variants[0].prices.mars", RowErrorCode.NOT_FOUND, value="mars"),
        ),
        (
            encode_product(MUG, lambda _: VariantPrices({"eu": "9,50"}), no_stock),
            problem(2, "variants[0].prices.eu", RowErrorCode.NOT_A_NUMBER, value="9,50"),
        ),
        (
            encode_product(MUG, none, lambda _: {"ohio": -1}),
            problem(2, "variants[0].stock.ohio", RowErrorCode.NEGATIVE, value="-1"),
        ),
    ],
)
def test_a_bad_line_is_reported_and_the_next_one_read(line: bytes, expected: object) -> None:
    if not line.endswith(b"\n"):
        assert records(line) == [Bad(2, [expected])]  # type: ignore[list-item] # of a parametrised test
        return
    bad, good = records(line, encode_line(BrandDraft("acme", "ACME")))
    assert bad == Bad(2, [expected])  # type: ignore[list-item] # of a parametrised test
    assert isinstance(good, Thing)


def test_deep_nesting_is_reported() -> None:
    deep = b'{"record":"brand","slug":"a","name":"A","metadata":' + b'{"a":' * 100_000 + b"1" + b"}" * 100_001 + b"\n"
    (bad,) = records(deep)
    assert isinstance(bad, Bad)
    assert bad.problems[0].code == "NOT_JSON"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", ExchangeErrorCode.FILE_EMPTY),
        (b"slug,name\n", ExchangeErrorCode.BROKEN_HEADER),
        (b'{"record":"header","format":"tradewind","version":2}\n', ExchangeErrorCode.UNSUPPORTED_VERSION),
        (b'{"record":"brand","slug":"a","name":"A"}\n', ExchangeErrorCode.BROKEN_HEADER),
    ],
)
def test_a_file_that_is_none_of_ours_is_refused(content: bytes, code: ExchangeErrorCode) -> None:
    with pytest.raises(Refusal) as refused:
        JsonlReader(Source(BytesIO(content)), {}, [])
    assert refused.value.problems[0].code is code


def test_what_was_said_before_is_known_by_its_line() -> None:
    with Seen() as seen:
        assert seen.claim("sku", {"A": 2, "B": 3}) == {}
        assert seen.claim("product", {"A": 4}) == {}
        assert seen.claim("sku", {f"{number}": number for number in range(2_000)} | {"B": 9}) == {"B": 3}
        assert seen.claim("sku", {"1999": 1}) == {"1999": 1999}
