"""Which language a content is in."""

from typing import Self

import strawberry

from i18n import text_direction
from schema.core.caching import INHERITED
from schema.core.codes import LanguageCode
from schema.markets.types import TextDirection


@strawberry.type(
    description="Which language a content is in, since not everything is translated into every one.",
    directives=[INHERITED],
)
class ContentLocalization:
    language_code: LanguageCode = strawberry.field(description="The language of the content.")
    language_tag: str = strawberry.field(description="The same as a BCP 47 tag, for `lang` attributes.")
    direction: TextDirection = strawberry.field(description="The direction in which it is written.")
    is_fallback: bool = strawberry.field(description="Whether it is not the language of the request.")

    @classmethod
    def of(cls, content_tag: str, request_tag: str) -> Self:
        """Of a content in the language, for a request in another or the same."""
        return cls(
            language_code=content_tag,
            language_tag=content_tag,
            direction=TextDirection(text_direction(content_tag)),
            is_fallback=content_tag != request_tag,
        )
