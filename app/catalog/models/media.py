"""The table of media: how products are shown."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Numeric, text
from sqlmodel import Field, SQLModel

from app.core.columns import enum_type, names, timestamp
from app.core.described import DescribedEnum
from app.core.ids import new_id


class MediaType(DescribedEnum):
    """What a medium is."""

    IMAGE = "IMAGE", "A still picture."
    VIDEO = "VIDEO", "A film to play from its address."
    EXTERNAL_VIDEO = "EXTERNAL_VIDEO", "A film on a video platform, to be embedded by its address."
    MODEL_3D = "MODEL_3D", "A 3D model, such as glTF."


class MediaRole(DescribedEnum):
    """What a medium is for."""

    GALLERY = "GALLERY", "Shown among the product's pictures."
    LIFESTYLE = "LIFESTYLE", "The product in use."
    DETAIL = "DETAIL", "A close look at a part."
    SIZE_CHART = "SIZE_CHART", "A table of sizes."
    SWATCH = "SWATCH", "A sample of a colour or material."
    LABEL = "LABEL", "What is printed on the product or its package, such as warnings and nutrition facts."


class MediaStatus(DescribedEnum):
    """Whether a medium can be shown."""

    READY = "READY", "It can be shown."
    PENDING = "PENDING", "It is still to be fetched from its address."
    FAILED = "FAILED", "It could not be fetched; its failure says why."


class ProductMedia(SQLModel, table=True):
    """A picture, film or model of a product, in the media folder (`source` is a file name) or elsewhere (an https
    address)."""

    __tablename__ = "product_media"
    __table_args__ = (
        Index("product_media_in_order", "product_id", "position", "id"),
        Index("product_media_to_fetch", "id", postgresql_where=text("status = 'PENDING'")),
        CheckConstraint("(focal_x IS NULL) = (focal_y IS NULL)", name="focal_point"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    product_id: UUID = Field(sa_column_args=(ForeignKey("product.id", ondelete="CASCADE"),))
    type: MediaType = Field(sa_column=Column(enum_type(MediaType, "type"), nullable=False))
    role: MediaRole = Field(
        default=MediaRole.GALLERY,
        sa_column=Column(enum_type(MediaRole, "role"), nullable=False, server_default=MediaRole.GALLERY.value),
    )
    source: str
    origin_url: str | None = None
    """Where it was, or is to be, fetched from. None: it was put into the folder, or stays where it is."""
    status: MediaStatus = Field(
        default=MediaStatus.READY,
        sa_column=Column(enum_type(MediaStatus, "status"), nullable=False, server_default=MediaStatus.READY.value),
    )
    failure: str | None = None
    mime_type: str | None = None
    byte_size: int | None = None
    width: int | None = None
    height: int | None = None
    duration_ms: int | None = None
    focal_x: Decimal | None = Field(default=None, sa_column=Column(Numeric(4, 3)))
    """What must stay in view when it is cut: 0 is the left edge, 1 the right one."""
    focal_y: Decimal | None = Field(default=None, sa_column=Column(Numeric(4, 3)))
    """0 is the upper edge, 1 the lower one."""
    alts: dict[str, str] = names()
    position: int
    created_at: datetime = timestamp(now=True, on_server=True)
