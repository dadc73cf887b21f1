"""Of which source a translation is said to be, once texts of it were written."""

import re
from collections import Counter
from collections.abc import Sequence

from app.translations.rules.contents import Content, Owner
from app.translations.rules.edits import Edit

_PLACEHOLDER = re.compile(r"\{[A-Za-z_][A-Za-z0-9_]*\}|%\([A-Za-z_]\w*\)s|%[sd]")


def mark_after(owner: Owner, language_tag: str, edits: Sequence[Edit]) -> str | None:
    """The digest to remember for the tracked texts of a language after these edits; None: nothing is to be said.

    A text made of an older source leaves the language stale. What was stale ceases to be only when every text that has
    a source was written anew: a translator who mends the name has not looked at the description.
    """
    tracked = {field.name: field for field in owner.fields if field.is_tracked}
    written = [edit for edit in edits if edit.field in tracked]
    if not written or owner.digest is None:
        return None
    older = next((each.source_digest for each in written if each.source_digest not in (None, owner.digest)), None)
    if older is not None:
        return older
    before = owner.digests.get(language_tag)
    needed = {name for name, field in tracked.items() if field.texts.get(owner.source_language_tag)}
    if before not in (None, owner.digest) and not needed <= {edit.field for edit in written}:
        return before
    return owner.digest


def source_changed(edit: Edit, content: Content) -> bool:
    """Whether the text was translated from another source than the present one."""
    return edit.source_digest is not None and edit.source_digest != content.source_digest


def placeholders_differ(text: str, source: str) -> bool:
    """Whether the translation has other placeholders, such as `{name}` or `%s`, than its source."""
    return Counter(_PLACEHOLDER.findall(text)) != Counter(_PLACEHOLDER.findall(source))
