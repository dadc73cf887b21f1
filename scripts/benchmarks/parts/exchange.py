"""How fast does a large catalog come in, and go out again, and how much memory does that take?"""

import asyncio
import os
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from app.catalog import (
    AttributeDraft,
    AttributeKind,
    AttributeValueDraft,
    BrandDraft,
    CategoryDraft,
    MediaDraft,
    OperatorDraft,
    OptionDraft,
    OptionValueDraft,
    ProductDraft,
    ProductTypeDraft,
    PublicationDraft,
    Texts,
    TypeAttributeDraft,
    VariantDraft,
)
from app.cli.database import connected
from app.core.settings import Settings
from app.embedded import environment_for
from app.exchange.formats.jsonl import VariantPrices, encode_header, encode_line, encode_product
from scripts.benchmarks.failures import BenchError
from scripts.benchmarks.shop import copied

PRODUCTS: Final = 100_000
PRODUCTS_PRICED_EVERYWHERE: Final = 20_000
SIZES: Final = ("s", "m", "l")
"""Each product has one variant of each."""

_WORDS: Final = {
    "en": "Soft cotton jersey, cut straight, with a ribbed collar. Wash at thirty degrees, inside out. ",
    "de": "Weicher Baumwolljersey, gerade geschnitten, mit Rippkragen. Auf links bei dreißig Grad waschen. ",
    "fr": "Jersey de coton doux, coupe droite, col côtelé. Laver à trente degrés, sur l’envers. ",
    "zh-Hans": "柔软棉质平纹针织，直筒剪裁，罗纹领口。翻面以三十度水洗。",
    "ja": "柔らかなコットンジャージー、ストレートカット、リブ襟。裏返して三十度で洗濯。",
    "ar": "جيرسي قطني ناعم بقصة مستقيمة وياقة مضلعة. يغسل مقلوبًا بثلاثين درجة. ",
}
_GROUPS: Final = 50
"""Categories, and brands."""
_PUBLISHED_AT: Final = datetime(2026, 1, 1, tzinfo=UTC)
_PROBE_SECONDS: Final = 0.05
_LISTS: Final = "SELECT code FROM price_list ORDER BY code"
_PLACES: Final = "SELECT (SELECT code FROM channel WHERE is_default), (SELECT min(code) FROM warehouse)"
_COUNT: Final = "SELECT count(*) FROM product WHERE external_id LIKE 'exchange:%'"


@dataclass(frozen=True)
class Passage:
    """One command, from its start to its end, in a process of its own."""

    products: int
    seconds: float
    cpu_seconds: float
    """Of the process; PostgreSQL works beside it."""
    peak_bytes: int
    """Most that the process ever held in memory."""

    @property
    def rate(self) -> float:
        """Products per second."""
        return self.products / self.seconds


@dataclass(frozen=True)
class ExchangeResult:
    """A file of products with their variants, texts, prices and stock, brought in and written out."""

    file_bytes: int
    price_lists: int
    """In which the products of the last file have a price; those of the first have one in one."""
    new: Passage
    again: Passage
    """The same file, which changes nothing."""
    out: Passage
    priced_everywhere: Passage


@dataclass(frozen=True)
class _Shop:
    """What of the shop the file names."""

    channel: str
    warehouse: str
    lists: list[str]
    """The codes of the price lists."""


async def measure_exchange(settings: Settings, products: int, server_cpu: str) -> ExchangeResult:
    """Run the commands on databases of their own, with the processor that servers are measured on for themselves."""
    few = max(1, products * PRODUCTS_PRICED_EVERYWHERE // PRODUCTS)
    with TemporaryDirectory() as folder:
        written, file = Path(folder, "out.jsonl"), Path(folder, "in.jsonl")
        async with copied(settings, 1_000, searched=False, purpose="exchange") as copy:
            shop = await _shop(copy)
            size = await asyncio.to_thread(_write, file, products, shop, shop.lists[:1])
            new = await _passage(copy, ["import", "jsonl", str(file)], products, server_cpu)
            await _require(copy, products)
            again = await _passage(copy, ["import", "jsonl", str(file)], products, server_cpu)
            everything = await _count(copy)
            out = await _passage(copy, ["export", "jsonl", str(written)], everything, server_cpu)
        async with copied(settings, 1_000, searched=False, purpose="exchange") as copy:
            await asyncio.to_thread(_write, file, few, shop, shop.lists)
            everywhere = await _passage(copy, ["import", "jsonl", str(file)], few, server_cpu)
            await _require(copy, few)
    return ExchangeResult(size, len(shop.lists), new, again, out, everywhere)


async def _shop(settings: Settings) -> _Shop:
    async with connected(settings.database_url) as connection:
        channel, warehouse = await connection.fetchrow(_PLACES) or ("", "")
        return _Shop(channel, warehouse, [row[0] for row in await connection.fetch(_LISTS)])


async def _count(settings: Settings) -> int:
    async with connected(settings.database_url) as connection:
        count: int = await connection.fetchval("SELECT count(*) FROM product WHERE deleted_at IS NULL")
        return count


async def _require(settings: Settings, products: int) -> None:
    """A fast import that leaves something out is none."""
    async with connected(settings.database_url) as connection:
        if (found := await connection.fetchval(_COUNT)) != products:
            raise BenchError(f"{found:,} of {products:,} products were imported")


async def _passage(settings: Settings, arguments: list[str], products: int, server_cpu: str) -> Passage:
    print(f"  {' '.join(arguments[:2])}: {products:,} products …", flush=True)
    started = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-m",
        "app.cli",
        *arguments,
        "--data-dir",
        str(settings.media_dir.parent),
        env=os.environ | environment_for(settings),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    if server_cpu:
        os.sched_setaffinity(process.pid, {int(server_cpu)})
    watching = asyncio.create_task(_watch(process.pid))
    said, _ = await process.communicate()
    seconds = time.monotonic() - started
    cpu_seconds, peak_bytes = await watching
    if process.returncode != 0:
        raise BenchError(f"{' '.join(arguments)} ended with {process.returncode}:\n{said.decode()[-2_000:]}")
    if not peak_bytes:
        raise BenchError("this system does not tell how much memory a process has: the exchange needs Linux")
    return Passage(products, seconds, cpu_seconds, peak_bytes)


async def _watch(process_id: int) -> tuple[float, int]:
    """The CPU that a process has used and the most memory that it has held, as last seen before it ended."""
    cpu_seconds, peak_bytes = 0.0, 0
    folder = Path("/proc", str(process_id))
    with suppress(OSError, ValueError, IndexError):
        while True:
            status = (folder / "status").read_text()
            peak_bytes = int(status.split("VmHWM:")[1].split()[0]) * 1024
            times = (folder / "stat").read_text().rpartition(")")[2].split()
            cpu_seconds = (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")
            await asyncio.sleep(_PROBE_SECONDS)
    return cpu_seconds, peak_bytes


def _write(path: Path, products: int, shop: _Shop, lists: list[str]) -> int:
    """Gives the bytes of the file."""
    with path.open("wb") as file:
        file.write(encode_header())
        file.writelines(_surroundings())
        file.writelines(_line(number, shop, lists) for number in range(products))
        return file.tell()


def _line(number: int, shop: _Shop, lists: list[str]) -> bytes:
    prices = VariantPrices(dict.fromkeys(lists, str(10 + number % 90)))
    return encode_product(_product(number, shop.channel), lambda _: prices, lambda _: {shop.warehouse: 9})


def _surroundings() -> Iterator[bytes]:
    """What the products name."""
    yield encode_line(OperatorDraft("exchange", "Exchange", ("1 Canal Street",), "NL", email="safety@shop.example"))
    fits = tuple(AttributeValueDraft(code, {"en": code}) for code in ("slim", "regular", "wide"))
    yield encode_line(AttributeDraft("exchange-fit", {"en": "Fit"}, AttributeKind.SELECT, values=fits))
    yield encode_line(AttributeDraft("exchange-length", {"en": "Length"}, AttributeKind.NUMBER, unit="centimeter"))
    attributes = (TypeAttributeDraft("exchange-fit"), TypeAttributeDraft("exchange-length"))
    yield encode_line(ProductTypeDraft("exchange", {"en": "Exchange"}, attributes))
    for group in range(_GROUPS):
        yield encode_line(BrandDraft(f"exchange-{group}", f"Brand {group}"))
    for group in range(_GROUPS):
        yield encode_line(CategoryDraft(f"exchange-{group}", {tag: Texts(f"Category {group}") for tag in _WORDS}))


def _product(number: int, channel: str) -> ProductDraft:
    sizes = tuple(OptionValueDraft(size, {tag: size.upper() for tag in _WORDS}) for size in SIZES)
    return ProductDraft(
        slug=f"exchange-{number}",
        product_type="exchange",
        translations={tag: Texts(f"{words[:20]} {number}", f"<p>{words * 3}</p>") for tag, words in _WORDS.items()},
        variants=tuple(
            VariantDraft(
                f"EXCHANGE-{number}-{size}",
                {"size": size},
                weight_grams=200,
                hs_code="610910",
                origin_country_code="PT",
            )
            for size in SIZES
        ),
        options=(OptionDraft("size", dict.fromkeys(_WORDS, "Size"), sizes),),
        media=(MediaDraft(f"exchange-{number}.jpg", {"en": "From the front"}, 1200, 1600),),
        brand=f"exchange-{number % _GROUPS}",
        category=f"exchange-{number // _GROUPS % _GROUPS}",
        manufacturer="exchange",
        tags=("new", "cotton"),
        attributes={
            "exchange-fit": ("slim", "regular", "wide")[number % 3],
            "exchange-length": {"amount": str(50 + number % 40), "unit": "centimeter"},
        },
        publications=(PublicationDraft(channel, _PUBLISHED_AT),),
        external_id=f"exchange:{number}",
    )
