"""What merchants keep for their own programs."""

from collections.abc import Mapping
from typing import Annotated, Any

import strawberry

MetadataKeys = Annotated[
    list[str] | None, strawberry.argument(description="Only these keys. Omitted: all that there are.")
]


def of_keys(metadata: Mapping[str, Any], keys: list[str] | None) -> dict[str, Any]:
    """The metadata under these keys."""
    return dict(metadata) if not isinstance(keys, list) else {key: metadata[key] for key in keys if key in metadata}
