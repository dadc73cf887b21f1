"""Enumerations of translations: made before any type or input names them."""

from app.translations import TranslatableKind, TranslationErrorCode, TranslationState
from schema.core.codes import enumeration

__all__ = ["TranslatableKind", "TranslationErrorCode", "TranslationState"]

enumeration(TranslatableKind)
enumeration(TranslationState)
enumeration(TranslationErrorCode)
