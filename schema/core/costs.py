"""The values of `@cost` and `@listSize`, and where they need not be said.

The unit is one object of the shop with its scalars. Asking another server, or changing anything, weighs ten: it takes
about as long as ten objects of a list that is read in one statement, and holds a connection for that time.
"""

from collections.abc import Iterable

from strawberry.types.base import StrawberryObjectDefinition

from app.admission import Cost, ListSize, weighing
from app.admission.hints import hint_of

ASKS_ANOTHER_SERVER = weighing(10)
CHANGES = weighing(10)


def weigh_changes(mutation: type | None) -> None:
    """Let every field of the mutation type weigh what a change does, unless it says otherwise."""
    definition: StrawberryObjectDefinition | None = getattr(mutation, "__strawberry_definition__", None)
    for field in definition.fields if definition else ():
        if hint_of(Cost, field.directives) is None:
            field.directives = [*field.directives, CHANGES]


def inherit_sizes(definitions: Iterable[object]) -> None:
    """Let the list of a type be as long as that of the interface which asks for it."""
    for definition in definitions:
        if not isinstance(definition, StrawberryObjectDefinition):
            continue
        asked = {field.python_name: field for each in definition.interfaces for field in each.fields}
        for field in definition.fields:
            wanted = asked.get(field.python_name)
            size = hint_of(ListSize, wanted.directives) if wanted else None
            if size and hint_of(ListSize, field.directives) is None:
                field.directives = [*field.directives, size]
