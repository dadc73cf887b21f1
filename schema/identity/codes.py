"""Enumerations of identity: made before any type or input names them."""

from app.identity import Scope
from schema.core.codes import enumeration

__all__ = ["Scope"]

enumeration(Scope, name="StaffScope")
