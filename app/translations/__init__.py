"""The shop in other languages. Owns what there is to translate, text by text, and in which state it is; what
translators' files say, and how they are taken. The texts themselves belong to the domains that keep them.

Invariants: a text is written as any of its kind is, with its thing's version, event and entry in the audit log; a
translation of a source that has changed since is stale, and stays so until every text of it was written anew; what is
exported and comes back untouched changes nothing.

For commands and jobs over whole files:

- `texts(database, language, states=…)` streams what there is, as pairs of a place and a `Content`;
- `write_xliff(contents, source_language=…, target_language=…)` and `write_po(contents, target_language=…)` give the
  file part by part, as text;
- `read_xliff(binary)` and `read_po(binary)` give its units, damaged ones with what is wrong and the line;
- `import_translations(ctx, units)` takes them, and reports.
"""

from app.translations.commands import (
    TranslationReport,
    TranslationResult,
    import_translations,
    write_edits,
    write_translations,
)
from app.translations.errors import TranslationErrorCode
from app.translations.formats import read_po, read_xliff, write_po, write_xliff
from app.translations.queries import LanguageStatus, Place, texts, texts_page, translation_status
from app.translations.rules import Content, Edit, FileUnit, TranslatableKind, TranslationState

__all__ = [
    "Content",
    "Edit",
    "FileUnit",
    "LanguageStatus",
    "Place",
    "TranslatableKind",
    "TranslationErrorCode",
    "TranslationReport",
    "TranslationResult",
    "TranslationState",
    "import_translations",
    "read_po",
    "read_xliff",
    "texts",
    "texts_page",
    "translation_status",
    "write_edits",
    "write_po",
    "write_translations",
    "write_xliff",
]
