"""Files for translators: the texts of the shop, and how they stand in one language."""

from collections.abc import AsyncIterator, Callable
from typing import Final

from app.core.context import RequestContext
from app.core.errors import Problem, Refusal
from app.exchange.errors import ExchangeErrorCode
from app.exchange.exporting.writers import Part
from app.exchange.formats import ExportFormat
from app.exchange.importing.shop import ShopFacts
from app.exchange.options import ENGLISH, ExportOptions
from app.translations import Content, TranslationState, texts, write_po, write_xliff

_PIECE: Final = 65_536
"""Characters that are written at once."""


async def translator_file(
    ctx: RequestContext,
    shop: ShopFacts,
    format: ExportFormat,  # noqa: A002 - the word for it
    options: ExportOptions,
    advance: Callable[[int, int | None], None],
) -> AsyncIterator[Part]:
    """The file, piece by piece. In XLIFF are only texts that are written in the file's source language.

    Raises `Refusal` for no language, and for one that the shop does not speak.
    """
    language, source = options.language_tag, options.source_language_tag or ENGLISH
    if language is None:
        raise Refusal(Problem(ExchangeErrorCode.LANGUAGE_NEEDED, ("options",), {"format": format.value}))
    spoken = {ENGLISH, *shop.languages}
    for tag in (language, source):
        if tag not in spoken:
            facts = {"value": tag, "known": ", ".join(sorted(spoken))}
            raise Refusal(Problem(ExchangeErrorCode.UNKNOWN_LANGUAGE, ("options",), facts))
    written = 0

    async def wanted() -> AsyncIterator[Content]:
        nonlocal written
        states = [TranslationState(each) for each in options.states]
        async for _, content in texts(ctx.db, language, states=states):
            if format is ExportFormat.PO or content.source_language_tag == source:
                written += 1
                yield content

    parts = (
        write_po(wanted(), target_language=language)
        if format is ExportFormat.PO
        else write_xliff(wanted(), source_language=source, target_language=language)
    )
    held, size, told = list[str](), 0, 0
    async for part in parts:
        held.append(part)
        size += len(part)
        if size >= _PIECE:
            yield "".join(held).encode(), written - told
            held, size, told = [], 0, written
            advance(written, None)
    yield "".join(held).encode(), written - told
