"""Enumerations whose values explain themselves: the schema, the docs and the translation check read the same words."""

from enum import StrEnum
from typing import Self


class DescribedEnum(StrEnum):
    """`NAME = "NAME", "what it means"`."""

    description: str

    def __new__(cls, value: str, description: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.description = description
        return member
