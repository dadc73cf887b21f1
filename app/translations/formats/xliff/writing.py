"""Writing XLIFF 2.1 (OASIS Standard, 13 February 2018).

Tags of HTML stand in `<originalData>`; in the text they are `<pc>` (a pair) and `<ph>` (one that stands alone). Units
are numbered: their ids may have few characters, and what they are is their name.
"""

from collections.abc import AsyncIterable, AsyncIterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from app.translations.formats.units import DIGEST, FORMAT, HTML, PREVIOUS, name_of, note_of
from app.translations.rules import Content, TranslationState
from app.translations.rules.markup import Mark, Piece, pieces_of, tags_in

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
_NOT_XML = {code: None for code in range(32) if code not in (9, 10, 13)} | {0xFFFE: None, 0xFFFF: None}


async def write_xliff(
    contents: AsyncIterable[Content], *, source_language: str, target_language: str
) -> AsyncIterator[str]:
    """The file, part by part: contents of one source language, as they stand in one other."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<xliff xmlns="{NAMESPACE}" version="2.1" srcLang={quoteattr(source_language)} '
    yield f'trgLang={quoteattr(target_language)}>\n  <file id="tradewind">\n'
    number = 0
    async for content in contents:
        number += 1
        yield _unit(number, content)
    if not number:  # a file has at least one unit: this one says so, and is no text
        yield '    <unit id="none" translate="no"><segment><source/></segment></unit>\n'
    yield "  </file>\n</xliff>\n"


def _unit(number: int, content: Content) -> str:
    source = _pieces(content, content.source)
    is_translated = content.state is TranslationState.TRANSLATED and content.text is not None
    target = _pieces(content, content.text or "") if is_translated else []
    tags = {tag: f"d{place}" for place, tag in enumerate(dict.fromkeys((*tags_in(source), *tags_in(target))), start=1)}
    notes = [("context", note_of(content)), (DIGEST, content.source_digest)]
    if content.is_html:
        notes.append((FORMAT, HTML))
    if content.state is TranslationState.STALE and content.text:
        notes.append((PREVIOUS, content.text))
    lines = [f'    <unit id="u{number}" name={quoteattr(name_of(content))}>', "      <notes>"]
    lines += [f"        <note category={quoteattr(kind)}>{_text(note)}</note>" for kind, note in notes if note]
    lines.append("      </notes>")
    if tags:
        data = "".join(f'<data id="{ref}">{_text(tag)}</data>' for tag, ref in tags.items())
        lines.append(f"      <originalData>{data}</originalData>")
    state = "translated" if is_translated else "initial"
    lines.append(f'      <segment state="{state}">')
    lines.append(f'        <source xml:space="preserve">{_inline(source, tags)}</source>')
    if is_translated:
        lines.append(f'        <target xml:space="preserve">{_inline(target, tags)}</target>')
    return "\n".join([*lines, "      </segment>", "    </unit>", ""])


def _pieces(content: Content, text: str) -> Sequence[Piece]:
    return pieces_of(text) if content.is_html else [text]


def _inline(pieces: Sequence[Piece], tags: dict[str, str]) -> str:
    numbers = iter(range(1, 1_000_000))

    def written(piece: Piece) -> str:
        if isinstance(piece, str):
            return _text(piece)
        number = next(numbers)
        if isinstance(piece, Mark):
            return f'<ph id="{number}" dataRef="{tags[piece.tag]}"/>'
        inside = "".join(written(each) for each in piece.inside)
        refs = f'dataRefStart="{tags[piece.opening]}" dataRefEnd="{tags[piece.closing]}"'
        return f'<pc id="{number}" {refs}>{inside}</pc>'

    return "".join(written(piece) for piece in pieces)


def _text(text: str) -> str:
    """Escaped, without what XML 1.0 cannot have; a carriage return would be read back as a line feed."""
    return escape(text.translate(_NOT_XML), {"\r": "&#13;"})


__all__ = ["NAMESPACE", "write_xliff"]
