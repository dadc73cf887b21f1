"""Files that come and go: uploads, exports, media that are fetched from elsewhere."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings


class FileSettings(BaseSettings):
    """Where files lie, and how much of them there may be."""

    files_dir: Path = Field(
        Path(".data/files"),
        description="uploads and exports until they expire; one folder for all servers and workers of a shop",
        validation_alias="TRADEWIND_FILES_DIR",
    )
    upload_limit_bytes: int = Field(
        4_000_000_000, gt=0, description="bytes of an uploaded file", validation_alias="TRADEWIND_UPLOAD_LIMIT_BYTES"
    )
    upload_seconds: float = Field(
        3600, gt=0, description="seconds for one upload to arrive", validation_alias="TRADEWIND_UPLOAD_SECONDS"
    )
    upload_bytes_per_second: int = Field(
        20_000,
        gt=0,
        description="how fast an upload must come, after the time that any body has",
        validation_alias="TRADEWIND_UPLOAD_BYTES_PER_SECOND",
    )
    file_days: int = Field(
        7,
        ge=1,
        description="days that uploads, exports and finished jobs are kept",
        validation_alias="TRADEWIND_FILE_DAYS",
    )
    media_limit_bytes: int = Field(
        100_000_000,
        gt=0,
        description="bytes of a picture, film or model",
        validation_alias="TRADEWIND_MEDIA_LIMIT_BYTES",
    )
    media_limit_pixels: int = Field(
        50_000_000, gt=0, description="pixels of a picture", validation_alias="TRADEWIND_MEDIA_LIMIT_PIXELS"
    )
    fetch_seconds: float = Field(
        60, gt=0, description="seconds for one medium to be fetched", validation_alias="TRADEWIND_FETCH_SECONDS"
    )
    fetch_private_hosts: str = Field(
        "",
        description="hosts that files are fetched from although they are not on the public internet, with commas "
        "between",
        validation_alias="TRADEWIND_FETCH_PRIVATE_HOSTS",
    )

    @property
    def private_hosts(self) -> frozenset[str]:
        """The hosts of `fetch_private_hosts`."""
        return frozenset(host.strip().lower() for host in self.fetch_private_hosts.split(",") if host.strip())
