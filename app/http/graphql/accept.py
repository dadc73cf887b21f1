"""What the client would rather have, as its `Accept` says (RFC 9110, section 12.5.1)."""

from collections.abc import Sequence

_DEFAULT = 1.0


def preferred(accept: str, offered: Sequence[str]) -> str | None:
    """The first of the offered media types that the client likes best; None where it takes none of them.

    Of those that it likes equally, the one that it names first: clients that say no weights mean an order. What is
    named by a range alone (`*/*`) comes after what is named itself, in our order.
    """
    if not accept.strip():
        return offered[0]
    ranges = [_read(part) for part in accept.lower().split(",")]
    best: tuple[float, int, int] | None = None
    chosen = None
    for place, media_type in enumerate(offered):
        found = _weight(media_type, ranges)
        if found is None:
            continue
        weight, named_at = found
        rank = (-weight, named_at, place)
        if weight > 0 and (best is None or rank < best):
            best, chosen = rank, media_type
    return chosen


def weight_of(media_type: str, accept: str) -> float:
    """How much the client wants this type, which it has to name: 0 where it does not."""
    return next((weight for name, weight in map(_read, accept.lower().split(",")) if name == media_type), 0.0)


def _weight(media_type: str, ranges: Sequence[tuple[str, float]]) -> tuple[float, int] | None:
    """How much it is liked, by the range that fits it best, and where that stands: ranges count as last."""
    for pattern in (media_type, media_type.partition("/")[0] + "/*", "*/*"):
        for position, (name, weight) in enumerate(ranges):
            if name == pattern:
                return weight, position if pattern == media_type else len(ranges)
    return None


def _read(part: str) -> tuple[str, float]:
    name, *parameters = (each.strip() for each in part.split(";"))
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            try:
                return name, min(max(float(value), 0.0), 1.0)
            except ValueError:
                return name, 0.0  # what is no weight asks for nothing
    return name, _DEFAULT
