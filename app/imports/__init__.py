"""Catalogs from elsewhere. Owns no table: it reads files and writes through catalog, pricing and inventory.

Invariants: a file is read as a stream, never whole; a product goes in as a whole or not at all, in a transaction of its
own; what is wrong is reported by line, field and reason; the same file read again changes nothing.
"""

from app.imports.commands import ImportOptions, ImportWatch, import_shopify
from app.imports.report import ImportRefusedError, ImportReport, RowProblem

__all__ = ["ImportOptions", "ImportRefusedError", "ImportReport", "ImportWatch", "RowProblem", "import_shopify"]
