"""Enumerations of types and of many writes: made before any type or input names them."""

from app.catalog.commands.products import BulkMode
from app.catalog.models import AttributeKind, AttributeScope
from app.core.described import DescribedEnum
from schema.core.codes import enumeration

__all__ = ["AttributeKind", "AttributeScope", "BulkMode", "WriteOutcome"]


class WriteOutcome(DescribedEnum):
    """What writing one of many came to."""

    CREATED = "CREATED", "It was not there, and is now."
    UPDATED = "UPDATED", "It was there, and differed."
    UNCHANGED = "UNCHANGED", "It was there, just as it was to be."


enumeration(AttributeKind)
enumeration(AttributeScope)
enumeration(BulkMode)
enumeration(WriteOutcome)
