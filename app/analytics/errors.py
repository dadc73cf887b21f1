"""Why an event is not counted."""

from app.core.described import DescribedEnum


class AnalyticsErrorCode(DescribedEnum):
    """Why an event of a search was not counted."""

    INVALID_EVENT_ID = "INVALID_EVENT_ID", "The id of the event, or of its search, is no UUID."
    EVENT_TOO_OLD = "EVENT_TOO_OLD", "It happened longer ago than events are counted."
    EVENT_IN_FUTURE = "EVENT_IN_FUTURE", "It is to happen yet, by more than clocks differ."
    QUERY_TOO_LONG = "QUERY_TOO_LONG", "The query is longer than any that is searched for."
    VALUE_MISSING = "VALUE_MISSING", "An event of its kind says this, and it does not."
    RESULT_COUNT_OUT_OF_RANGE = "RESULT_COUNT_OUT_OF_RANGE", "The number of results is not within its limits."
    POSITION_OUT_OF_RANGE = "POSITION_OUT_OF_RANGE", "The position is not within its limits."
    PRODUCT_NOT_FOUND = "PRODUCT_NOT_FOUND", "No product has this id."
    TOO_MANY = "TOO_MANY", "There are more events than one request can have: send them in parts."
