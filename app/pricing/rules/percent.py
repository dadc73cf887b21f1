"""By how many percent a price is reduced."""


def discount_percent(before: int, after: int) -> int | None:
    """Whole percents, rounded down so that no reduction is said to be larger than it is. None: less than one percent.

    1,999 down to 1,500 is 24 %, not 25.
    """
    if before <= 0 or after < 0:
        return None
    percent = (before - after) * 100 // before
    return percent if percent > 0 else None
