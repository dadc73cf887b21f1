"""Inputs of media."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import strawberry
from strawberry import UNSET

from app.catalog import MEDIA_ID, VARIANT_ID
from app.catalog.commands.products import NewMedium
from app.catalog.rules.changes import MediumChange
from app.catalog.rules.drafts import MediaDraft
from schema.catalog.writing.codes import MediaRole, MediaType
from schema.catalog.writing.inputs.values import TranslatedTextInput, read_stored_texts, read_texts

_ALTS: Final = "What it shows, for those who do not see it, by language."
_VARIANTS: Final = "The variants that it shows, all of them."
_ROLE: Final = "What it is for."
_FOCUS: Final = "What must stay in view when it is cut."
_PRODUCT: Final = "The product."
_VERSION: Final = "The version of the product that you read; another one is refused."


@strawberry.input(description="A point of a picture.")
class FocalPointInput:
    x: Decimal = strawberry.field(description="From the left edge, 0, to the right one, 1.")
    y: Decimal = strawberry.field(description="From the upper edge, 0, to the lower one, 1.")

    def to_value(self) -> tuple[Decimal, Decimal]:
        return self.x, self.y


@strawberry.input(description="A picture, film or model to add.")
class MediaInput:
    source: str = strawberry.field(description="The name of a file in the media folder, or an https address.")
    fetch: bool = strawberry.field(
        default=False,
        description="Whether the file at the address is to be loaded into the media folder, in the background. Else "
        "it stays where it is.",
    )
    type: MediaType = strawberry.field(default=MediaType.IMAGE, description="What it is.")
    role: MediaRole = strawberry.field(default=MediaRole.GALLERY, description=_ROLE)
    alts: list[TranslatedTextInput] = strawberry.field(default_factory=list, description=_ALTS)
    focal_point: FocalPointInput | None = strawberry.field(default=UNSET, description=_FOCUS)
    width: int | None = strawberry.field(default=UNSET, description="The width in pixels, where you know it.")
    height: int | None = strawberry.field(default=UNSET, description="The height in pixels, where you know it.")
    duration_ms: int | None = strawberry.field(default=UNSET, description="How long a film is, in milliseconds.")

    def to_draft(self) -> MediaDraft:
        return MediaDraft(
            self.source.strip(),
            read_stored_texts(self.alts),
            self.width or None,
            self.height or None,
            self.type,
            self.role,
            self.focal_point.to_value() if self.focal_point else None,
            self.duration_ms or None,
            self.fetch,
        )


@strawberry.input(description="A medium to add, and the variants that it shows.")
class ProductMediaItemInput(MediaInput):
    variant_ids: list[strawberry.ID] = strawberry.field(default_factory=list, description=_VARIANTS)

    def to_new(self) -> NewMedium:
        return NewMedium(self.to_draft(), [VARIANT_ID.decode(each) for each in self.variant_ids])


@strawberry.input(description="Media to add to a product, behind those that it has.")
class ProductMediaAddInput:
    product_id: strawberry.ID = strawberry.field(description=_PRODUCT)
    version: int = strawberry.field(description=_VERSION)
    media: list[ProductMediaItemInput] = strawberry.field(description="The media, in their order.")


@strawberry.input(description="What to change of a medium. What is left out stays as it is.")
class MediaUpdateInput:
    id: strawberry.ID = strawberry.field(description="The medium.")
    alts: list[TranslatedTextInput] | None = strawberry.field(
        default=UNSET, description=f"{_ALTS} Languages that are not named stay as they are."
    )
    role: MediaRole | None = strawberry.field(default=UNSET, description=_ROLE)
    focal_point: FocalPointInput | None = strawberry.field(default=UNSET, description=f"{_FOCUS} Null for its middle.")
    variant_ids: list[strawberry.ID] | None = strawberry.field(default=UNSET, description=_VARIANTS)

    def to_change(self) -> tuple[UUID | None, MediumChange, Sequence[UUID | None] | None]:
        fields: dict[str, Any] = {}
        if self.role:
            fields["role"] = self.role
        if self.focal_point is not UNSET:
            fields["focal_point"] = self.focal_point.to_value() if self.focal_point else None
        variants = None
        if isinstance(self.variant_ids, list):
            variants = [VARIANT_ID.decode(each) for each in self.variant_ids]
        return MEDIA_ID.decode(self.id), MediumChange(fields, read_texts(self.alts or ())), variants


@strawberry.input(description="Media of a product to change.")
class ProductMediaUpdateInput:
    product_id: strawberry.ID = strawberry.field(description=_PRODUCT)
    version: int = strawberry.field(description=_VERSION)
    media: list[MediaUpdateInput] = strawberry.field(description="The media, each with what changes.")


@strawberry.input(description="Media of a product to put first.")
class ProductMediaReorderInput:
    product_id: strawberry.ID = strawberry.field(description=_PRODUCT)
    version: int = strawberry.field(description=_VERSION)
    media_ids: list[strawberry.ID] = strawberry.field(
        description="The media that come first, in this order; the others follow as they were."
    )


@strawberry.input(description="Media to take off a product.")
class ProductMediaRemoveInput:
    product_id: strawberry.ID = strawberry.field(description=_PRODUCT)
    version: int = strawberry.field(description=_VERSION)
    media_ids: list[strawberry.ID] = strawberry.field(description="The media.")
