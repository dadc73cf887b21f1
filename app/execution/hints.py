"""How long an answer may be kept, said by the types that it shows.

*An answer is public if and only if every type that it shows is declared so*, none of its fields has an access rule, and
each of its root fields gives objects. What nobody declared (carts, orders, what comes next) makes an answer private.
"""

import strawberry
from strawberry.schema_directive import Location
from strawberry.types.base import StrawberryObjectDefinition


@strawberry.schema_directive(
    locations=[Location.OBJECT],
    name="cacheControl",
    description="The type holds nothing of one viewer's own. An answer that shows only such types may be kept, for the "
    "smallest `maxAge` among them.",
)
class CacheControl:
    max_age: int | None = strawberry.field(
        name="maxAge",
        default=strawberry.UNSET,
        description="Seconds for which those may keep it who hear of no change.",
    )
    inherit_max_age: bool | None = strawberry.field(
        name="inheritMaxAge", default=strawberry.UNSET, description="It is a part of another type, and lives as long."
    )


def cache_control(definition: StrawberryObjectDefinition) -> CacheControl | None:
    """The hint of a type, if it has one."""
    return next((each for each in definition.directives or () if isinstance(each, CacheControl)), None)
