"""PO: what goes out comes back as it was, and a damaged entry keeps no other out."""

from io import BytesIO

from babel.messages.pofile import read_po as babel_reads
from hypothesis import given
from hypothesis import strategies as st

from app.catalog.rules import clean_name
from app.translations import Content, Edit, TranslationErrorCode, TranslationState, read_po, write_po
from tests.rules.test_xliff import MISSING, STALE, content, edit, safe_html, stream


async def written(*contents: Content) -> bytes:
    return "".join([part async for part in write_po(stream(contents), target_language="de")]).encode()


def read(file: bytes) -> list[Edit | TranslationErrorCode]:
    units = read_po(BytesIO(file))
    return [unit.edit or TranslationErrorCode(unit.problem.code) for unit in units if unit.edit or unit.problem]  # type: ignore[union-attr] # one of the two is there


@given(text=safe_html.filter(bool))
async def test_html_comes_back_as_it_was(text: str) -> None:
    assert read(await written(content(text, text, html=True))) == [edit(text)]


@given(text=st.text(st.characters(exclude_categories=["Cs"])).map(clean_name).filter(bool))
async def test_plain_text_comes_back_as_it_was(text: str) -> None:
    assert read(await written(content(text))) == [edit(text)]


async def test_what_is_stale_is_fuzzy_and_not_taken() -> None:
    file = await written(content(None, state=MISSING), content("alt", state=STALE), content("neu"))

    assert read(file) == [edit("neu")]
    assert b'#, fuzzy\nmsgctxt "PRODUCT/shirt/description"\nmsgid "Shirt"\nmsgstr "alt"\n' in file


async def test_other_programs_read_the_file() -> None:
    file = await written(content('<p>Hemd &amp; "Hose"</p>\n', "<p>Shirt</p>\\n", html=True))
    (message,) = [message for message in babel_reads(BytesIO(file), abort_invalid=True) if message.id]

    assert (message.context, message.id) == ("PRODUCT/shirt/description", "<p>Shirt</p>\\n")
    assert message.string == '<p>Hemd &amp; "Hose"</p>\n'


async def test_a_damaged_entry_is_told_by_its_line_and_the_others_are_taken() -> None:
    file = await written(content("eins"), content("zwei"), content("drei"))
    damaged = file.replace(b'msgstr "zwei"', b'msgstr "zwei')
    units = list(read_po(BytesIO(damaged)))

    assert [unit.edit for unit in units if unit.edit] == [edit("eins"), edit("drei")]
    (wrong,) = [unit for unit in units if unit.problem]
    assert wrong.problem is not None
    assert wrong.problem.code is TranslationErrorCode.FILE_UNREADABLE
    assert damaged.split(b"\n")[wrong.line - 1] == b'msgstr "zwei'


async def test_what_is_wrong_with_an_entry_is_said() -> None:
    good = await written(content("<p>Hemd</p>", "<p>Shirt</p>", html=True))

    assert read(good.replace(b"<p>Hemd</p>", b"Hemd")) == [TranslationErrorCode.MARKUP_BROKEN]
    assert read(good.replace(b"Language: de", b"X: de")) == [TranslationErrorCode.LANGUAGE_UNKNOWN]
    assert read(good.replace(b"PRODUCT/", b"")) == [TranslationErrorCode.NOT_OURS]
    assert read(good.replace(b"Hemd", b"\xff")) == [TranslationErrorCode.FILE_UNREADABLE]
    assert read(good.replace(b"Hemd", b"x" * 900_000)) == [TranslationErrorCode.TEXT_TOO_LONG]
    assert read(b"") == []


async def test_a_file_with_a_mark_of_order_and_windows_lines_is_read() -> None:
    file = await written(content("eins"), content("zwei", state=TranslationState.TRANSLATED))

    assert read(b"\xef\xbb\xbf" + file.replace(b"\n", b"\r\n")) == [edit("eins"), edit("zwei")]
