"""Writing the words of products."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    LargeBinary,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    cast,
    delete,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import REGCONFIG, TSVECTOR, insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.catalog import products_of_variants
from app.core.db import Database
from app.core.reads import array_parameter, table_of
from app.fulltext.models import ProductText, ProductTextWord
from app.fulltext.rules import GAP, PLAIN_CONFIGURATION, ProductWords, code_lexeme, configuration_of

_text = table_of(ProductText)
_word = table_of(ProductTextWord)
_tag: BindParameter[str] = bindparam("tag", type_=Text())
_COLUMNS: Final = ("name", "parts", "kinds", "facts", "description", "codes", "spellings")

_given = (
    func.unnest(
        array_parameter("product_ids", Uuid()),
        array_parameter("digests", LargeBinary()),
        *(array_parameter(f"every_{name}", Text()) for name in _COLUMNS),
    )
    .table_valued("product_id", "digest", *_COLUMNS)
    .render_derived("given")
)


def _weighted(weight: str, words: ColumnElement[Any], *, whole: bool, stems: bool) -> list[ColumnElement[Any]]:
    plain: ColumnElement[Any] = literal_column(f"'{PLAIN_CONFIGURATION}'", REGCONFIG)
    of_language: ColumnElement[Any] = cast(bindparam("configuration", type_=Text()), REGCONFIG)
    letter: ColumnElement[Any] = literal_column(f"""'{weight}'::"char\"""")
    configurations = [plain] * whole + [of_language] * stems
    return [func.setweight(func.to_tsvector(each, words), letter) for each in configurations]


def _document() -> ColumnElement[Any]:
    """Each part begins a place further on, so that no phrase is made of the end of one and the beginning of the next.
    Spellings and codes come last: they have no place among the words."""
    gap: ColumnElement[Any] = literal_column(f"$words$'{GAP}':1$words$", TSVECTOR)
    parts: list[ColumnElement[Any]] = [
        *_weighted("A", _given.c.name, whole=True, stems=True),
        *_weighted("B", _given.c.kinds, whole=True, stems=True),
        *_weighted("C", _given.c.facts, whole=True, stems=True),
        *_weighted("C", _given.c.parts, whole=True, stems=False),
        *_weighted("D", _given.c.description, whole=False, stems=True),
        func.strip(func.to_tsvector(literal_column(f"'{PLAIN_CONFIGURATION}'", REGCONFIG), _given.c.spellings)),
        func.array_to_tsvector(func.string_to_array(_given.c.codes, literal_column("' '"))),
    ]
    found = parts[0]
    for each in parts[1:]:
        found = found.op("||")(gap).op("||")(each)
    return found


_is_there = (
    select(_text.c.product_id)
    .where(
        _text.c.product_id == _given.c.product_id,
        _text.c.language_tag == _tag,
        _text.c.digest == _given.c.digest,
    )
    .exists()
)
_inserting = insert(_text).from_select(
    ["product_id", "language_tag", "document", "digest"],
    select(_given.c.product_id, _tag, _document(), _given.c.digest).where(~_is_there).order_by(_given.c.product_id),
)
_WRITE: Final = _inserting.on_conflict_do_update(
    index_elements=["product_id", "language_tag"],
    set_={name: _inserting.excluded[name] for name in ("document", "digest")},
).returning(_text.c.product_id)

_known = func.unnest(array_parameter("words", Text())).table_valued("word").render_derived("known")
_LEARN: Final = (
    insert(_word)
    .from_select(
        ["language_tag", "word"],
        select(_tag, _known.c.word)
        .where(~select(_word.c.word).where(and_(_word.c.language_tag == _tag, _word.c.word == _known.c.word)).exists())
        .order_by(_known.c.word),
    )
    .on_conflict_do_nothing()
)


async def write_texts(database: Database, texts: Mapping[str, Sequence[ProductWords]]) -> set[UUID]:
    """Let the rows of these products say this, by language, and return the products of which a row was written anew.

    One short transaction. Products that were deleted meanwhile are passed over.
    """
    try:
        return await _write(database, texts)
    except IntegrityError:
        ids = sorted({words.product_id for found in texts.values() for words in found})
        present = {row.id for row in await products_of_variants(database, ids, ("en",) * 4) if row}
        left = {tag: [each for each in found if each.product_id in present] for tag, found in texts.items()}
        return await _write(database, left)


async def forget_texts(session: AsyncSession, product_ids: Sequence[UUID]) -> None:
    """Nothing is found of these products any more."""
    gone = any_(array_parameter("ids", Uuid()))
    await session.execute(delete(_text).where(_text.c.product_id == gone), {"ids": list(product_ids)})


async def forget_languages(session: AsyncSession, kept: Sequence[str]) -> None:
    """Nothing is found in any other language any more: no market offers it."""
    for table in (_text, _word):
        await session.execute(
            delete(table).where(~(table.c.language_tag == any_(array_parameter("kept", Text())))), {"kept": list(kept)}
        )


async def _write(database: Database, texts: Mapping[str, Sequence[ProductWords]]) -> set[UUID]:
    written: set[UUID] = set()
    async with database.transaction() as session:
        for tag in sorted(texts):  # whoever writes the same rows takes them in the same order
            if texts[tag]:
                written |= await _write_language(session, tag, texts[tag])
    return written


async def _write_language(session: AsyncSession, tag: str, texts: Sequence[ProductWords]) -> set[UUID]:
    parameters: dict[str, Any] = {
        "tag": tag,
        "configuration": configuration_of(tag),
        "product_ids": [each.product_id for each in texts],
        "digests": [each.digest(tag) for each in texts],
        "every_parts": [each.parts(tag) for each in texts],
        "every_codes": [" ".join(dict.fromkeys(map(code_lexeme, each.codes))) for each in texts],
    }
    for name in ("name", "kinds", "facts", "description", "spellings"):
        parameters[f"every_{name}"] = [getattr(each, name) for each in texts]
    written = set((await session.execute(_WRITE, parameters)).scalars())
    words = sorted({word for each in texts if each.product_id in written for word in each.known_words()})
    if words:
        await session.execute(_LEARN, {"tag": tag, "words": words})
    return written
