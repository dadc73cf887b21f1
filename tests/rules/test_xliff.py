"""XLIFF: what goes out comes back as it was, and damaged files say where they are damaged."""

from collections.abc import AsyncIterator, Iterable
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalog.rules import clean_html, clean_name
from app.translations import (
    Content,
    Edit,
    TranslatableKind,
    TranslationErrorCode,
    TranslationState,
    read_xliff,
    write_xliff,
)
from app.translations.rules.markup import html_of, pieces_of

PRODUCT = TranslatableKind.PRODUCT
TRANSLATED, MISSING, STALE = TranslationState.TRANSLATED, TranslationState.MISSING, TranslationState.STALE

pieces = st.recursive(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20).map(
        lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    ),
    lambda inner: (
        st.builds(
            lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>",
            st.sampled_from(["p", "b", "em", "ul", "li", "table"]),
            st.lists(inner, max_size=3),
        )
        | st.just("<br>")
    ),
    max_leaves=8,
)
safe_html = pieces.map(clean_html)


def content(
    text: str | None, source: str = "Shirt", *, html: bool = False, state: TranslationState = TRANSLATED
) -> Content:
    return Content(PRODUCT, "shirt", "description", "de", "en", source, "digest", text, state, html)


async def stream(contents: Iterable[Content]) -> AsyncIterator[Content]:
    for each in contents:
        yield each


async def written(*contents: Content) -> bytes:
    parts = [part async for part in write_xliff(stream(contents), source_language="en", target_language="de")]
    return "".join(parts).encode()


def edit(text: str) -> Edit:
    return Edit(PRODUCT, "shirt", "description", "de", text, "digest")


def read(file: bytes) -> list[Edit | TranslationErrorCode]:
    units = read_xliff(BytesIO(file))
    return [unit.edit or TranslationErrorCode(unit.problem.code) for unit in units if unit.edit or unit.problem]  # type: ignore[union-attr] # one of the two is there


@given(text=safe_html.filter(lambda text: text.strip() != ""))
async def test_html_comes_back_as_it_was(text: str) -> None:
    assert read(await written(content(text, text, html=True))) == [edit(text)]


@given(text=st.text(st.characters(exclude_categories=["Cs"])).map(clean_name).filter(bool))
async def test_plain_text_comes_back_as_it_was(text: str) -> None:
    found = read(await written(content(text, "Shirt")))

    assert [each.text for each in found if isinstance(each, Edit)] == [
        text.replace("\ufffe", "").replace("\uffff", "")
    ] or not text.strip("\ufffe\uffff")


@given(text=safe_html)
def test_html_is_taken_apart_and_put_together_again(text: str) -> None:
    assert html_of(pieces_of(text)) == text


async def test_what_is_missing_or_stale_has_no_translation_in_the_file() -> None:
    file = await written(content(None, state=MISSING), content("alt", state=STALE), content("neu"))

    assert read(file) == [edit("neu")]
    assert b'<note category="previous-translation">alt</note>' in file
    assert file.count(b"<target") == 1


async def test_a_translator_keeps_the_marks_and_translates_between_them() -> None:
    file = await written(content("x", "<p>Soft <b>linen</b><br>&amp; more</p>", html=True, state=MISSING))
    source = file.split(b"<source")[1].split(b"</source>")[0]
    target = source.replace(b"Soft ", b"Weiches ").replace(b">linen<", b">Leinen<").replace(b"more", b"mehr")
    translated = file.replace(b"</source>", b"</source><target" + target + b"</target>")

    assert read(translated) == [edit("<p>Weiches <b>Leinen</b><br>&amp; mehr</p>")]
    without = translated.replace(b"</source><target" + target, b"</source><target>Leinen")
    assert read(without) == [TranslationErrorCode.MARKUP_BROKEN]
    invented = translated.replace(b"</target>", b'<ph id="9" dataRef="d99"/></target>')
    assert read(invented) == [TranslationErrorCode.MARKUP_BROKEN]


def test_version_1_2_is_read_with_its_own_inline_elements() -> None:
    file = """<?xml version="1.0" encoding="UTF-8"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file target-language="de" source-language="en"
 original="x" datatype="html"><body><group>
<trans-unit id="1" resname="PRODUCT/shirt/description"><source><bpt id="1">&lt;b&gt;</bpt>Soft<ept
 id="1">&lt;/b&gt;</ept>
 &amp; <g id="2" ctype="x-html-em">warm</g><x id="3" equiv-text="&lt;br&gt;"/></source>
<target><g id="2" ctype="x-html-em">Warm</g> &amp; <bpt id="1">&lt;b&gt;</bpt>weich<ept id="1">&lt;/b&gt;</ept><x id="3"
 equiv-text="&lt;br&gt;"/></target><note from="source-digest">digest</note></trans-unit>
<trans-unit id="2" resname="PRODUCT/shirt/name"><source>Shirt</source><target/></trans-unit>
</group></body></file></xliff>"""

    assert read(file.encode()) == [edit("<em>Warm</em> &amp; <b>weich</b><br>")]


async def test_a_file_that_breaks_off_gives_what_came_before_and_says_where() -> None:
    file = await written(content("eins"), content("zwei"), content("drei"))
    cut = file[: file.index(b"zwei")]
    *before, last = list(read_xliff(BytesIO(cut)))

    assert [unit.edit for unit in before] == [edit("eins")]
    assert last.problem is not None
    assert last.problem.code is TranslationErrorCode.FILE_UNREADABLE
    assert last.line == cut.count(b"\n") + 1


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"not xml at all",
        b"\xff\xfe\x00",
        b'<?xml version="1.0" encoding="no-such"?><xliff/>',
        '<?xml version="1.0" encoding="UTF-8"?><xliff>ü</xliff>'.encode("latin-1"),
        b"<xliff><file></xliff>",
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><xliff>&b;</xliff>',
        b'<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd"><xliff/>',
    ],
)
def test_a_damaged_or_hostile_file_is_told(file: bytes) -> None:
    assert read(file) == [TranslationErrorCode.FILE_UNREADABLE]


async def test_units_of_others_and_texts_without_end_are_told_one_by_one() -> None:
    file = await written(content("eins"), content("x" * 100_001), content("drei"))
    strange = file.replace(b'name="PRODUCT/shirt/description"', b'name="menu.title"', 1)

    assert read(strange) == [TranslationErrorCode.NOT_OURS, TranslationErrorCode.TEXT_TOO_LONG, edit("drei")]
    assert read(file.replace(b' trgLang="de"', b""))[0] is TranslationErrorCode.LANGUAGE_UNKNOWN
