"""The demo shop's pictures, drawn into the media folder: one file per product, named after its slug."""

import asyncio
import os
from collections.abc import Iterable
from pathlib import Path

from app.demo.art import draw
from app.demo.content import ProductEntry

PICTURE_PIXELS = 800
"""Width and height."""


def picture_file(slug: str) -> str:
    """The name of a product's picture in the media folder."""
    return f"{slug}.png"


async def draw_missing(folder: Path, products: Iterable[ProductEntry]) -> int:
    """Draw the pictures that are not there yet, as many at a time as there are processors; says how many."""
    missing = await asyncio.to_thread(_missing, folder, products)
    at_a_time = asyncio.Semaphore(os.cpu_count() or 1)

    async def draw_one(product: ProductEntry) -> None:
        async with at_a_time:
            await asyncio.to_thread(_draw_file, folder / picture_file(product.slug), product)

    await asyncio.gather(*map(draw_one, missing))
    return len(missing)


def _missing(folder: Path, products: Iterable[ProductEntry]) -> list[ProductEntry]:
    folder.mkdir(parents=True, exist_ok=True)
    return [product for product in products if not (folder / picture_file(product.slug)).exists()]


def _draw_file(path: Path, product: ProductEntry) -> None:
    """Written beside its place and then moved there, so that a picture is there whole or not at all."""
    image = product.image
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_bytes(draw(image.shape, image.background, image.foreground, PICTURE_PIXELS))
    unfinished.replace(path)
