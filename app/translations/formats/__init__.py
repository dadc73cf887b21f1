"""The files of translators: XLIFF 2.1 (ISO 21720; 1.2 is read as well) and PO, written and read as streams.

A unit is named `KIND/key/field`, and remembers the digest of its source, so that a translation of a text that has
changed meanwhile is known for stale. What is missing or stale has no translation in the file (in PO the old one, marked
as fuzzy): whatever has one when the file comes back is taken.
"""

from app.translations.formats.po import read_po, write_po
from app.translations.formats.xliff.reading import read_xliff
from app.translations.formats.xliff.writing import write_xliff

__all__ = ["read_po", "read_xliff", "write_po", "write_xliff"]
