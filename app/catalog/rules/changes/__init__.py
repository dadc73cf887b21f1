"""What staff change of a product: pure functions from a draft to a draft. The service writes what comes of them."""

from app.catalog.rules.changes.copies import CopyNames, duplicate
from app.catalog.rules.changes.differences import difference
from app.catalog.rules.changes.media import (
    MediumChange,
    add_media,
    change_media,
    remove_media,
    reorder_media,
)
from app.catalog.rules.changes.options import Chosen, OptionChange, ValueChange, change_options, choose
from app.catalog.rules.changes.products import (
    ProductChange,
    TextsChange,
    change_texts,
    refuse_nameless,
)
from app.catalog.rules.changes.publication import publish, unpublish
from app.catalog.rules.changes.variants import (
    VariantChange,
    add_variants,
    change_variants,
    remove_variants,
    reorder_variants,
)

__all__ = [
    "Chosen",
    "CopyNames",
    "MediumChange",
    "OptionChange",
    "ProductChange",
    "TextsChange",
    "ValueChange",
    "VariantChange",
    "add_media",
    "add_variants",
    "change_media",
    "change_options",
    "change_texts",
    "change_variants",
    "choose",
    "difference",
    "duplicate",
    "publish",
    "refuse_nameless",
    "remove_media",
    "remove_variants",
    "reorder_media",
    "reorder_variants",
    "unpublish",
]
