"""Short translated texts whole, in every language, as staff read them."""

from collections.abc import Mapping
from typing import Self

import strawberry

from schema.core.codes import LanguageCode


@strawberry.type(description="A name in one language.")
class LocalizedName:
    language_code: LanguageCode = strawberry.field(description="The language.")
    name: str = strawberry.field(description="The name.")

    @classmethod
    def all_of(cls, names: Mapping[str, str]) -> list[Self]:
        """By language tag."""
        return [cls(language_code=tag, name=name) for tag, name in sorted(names.items())]
