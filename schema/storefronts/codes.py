"""Enumerations of storefronts: made before any type or input names them."""

from app.storefronts import TokenKind
from schema.core.codes import enumeration

__all__ = ["TokenKind"]

enumeration(TokenKind, name="StorefrontTokenKind")
