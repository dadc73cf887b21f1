"""How requests for many things at once are meant."""

from app.core.described import DescribedEnum


class BulkMode(DescribedEnum):
    """What becomes of the others where one is refused."""

    ALL_OR_NOTHING = "ALL_OR_NOTHING", "One that is refused keeps all from being written."
    BEST_EFFORT = "BEST_EFFORT", "Each is written or refused on its own."
