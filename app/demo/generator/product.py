"""One generated product. All of it follows from the seed and the product's number, so that it can be made again."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from asyncpg.pgproto.pgproto import UUID

from app.demo.generator.words import Family, NounEntry, Phrase, Value, Vocabulary

FIRST_MOMENT = datetime(2024, 1, 1, tzinfo=UTC)
INTERVAL = timedelta(seconds=60)
"""One product a minute: a million of them are older than the products of the demo shop, which stay the newest."""

MOST_VARIANTS = 4
WAREHOUSE_COUNT = 3
MOST_PIECES = 250
GROWTH_PERCENT = (100, 170, 290, 520)

_FIRST_MILLISECOND = int(FIRST_MOMENT.timestamp()) * 1000
_INTERVAL_MILLISECONDS = int(INTERVAL.total_seconds()) * 1000


class Dice:
    """Numbers drawn from a seed and a product's number by BLAKE2b: the same on every machine and version of Python."""

    def __init__(self, seed: int, number: int) -> None:
        self._rest = int.from_bytes(hashlib.blake2b(f"{seed}:{number}".encode()).digest())

    def roll(self, sides: int) -> int:
        """A number from 0 to sides - 1."""
        self._rest, result = divmod(self._rest, sides)
        return result


@dataclass(slots=True)
class Variant:
    """One article of a generated product."""

    id: UUID
    sku: str
    value: Value | None
    value_id: UUID | None
    grams: int
    cents: int
    """The price in euro cents, which the prices in other currencies follow."""
    pieces: tuple[int, ...]
    """By warehouse."""


@dataclass(slots=True)
class Product:
    """A generated product."""

    id: UUID
    option_id: UUID
    media_id: UUID
    slug: str
    external_id: str
    created_at: datetime
    family: Family
    noun: NounEntry
    phrase: Phrase
    brand: int
    """A number that chooses among the brands."""
    picture: str
    origin: str
    names: list[str]
    descriptions: list[str]
    variants: list[Variant]


def external_id(seed: int, number: int) -> str:
    """By which a product that was generated before is found again."""
    return f"{external_id_prefix(seed)}{number}"


def external_id_prefix(seed: int) -> str:
    """What the external ids of all products of a seed begin with."""
    return f"generated:{seed}:"


def make_product(words: Vocabulary, seed: int, number: int) -> Product:
    """The product with this number, counted from 0."""
    dice = Dice(seed, number)
    tail = dice.roll(1 << 62)
    family = words.families[dice.roll(len(words.families))]
    noun_number = dice.roll(len(family.entry.nouns))
    noun = family.entry.nouns[noun_number]
    phrase = family.phrases[noun_number][dice.roll(len(family.entry.qualities))]
    model = words.models[dice.roll(len(words.models))]
    sentences = words.sentences[dice.roll(len(words.sentences))]
    names = [before + model + after for before, after in phrase.around_model]
    return Product(
        id=_id(number, 0, tail),
        option_id=_id(number, 1, tail),
        media_id=_id(number, 2, tail),
        slug=f"{phrase.slug}-{model.lower()}-{seed}-{number}",
        external_id=external_id(seed, number),
        created_at=FIRST_MOMENT + number * INTERVAL,
        family=family,
        noun=noun,
        phrase=phrase,
        brand=dice.roll(1 << 16),
        picture=noun.pictures[dice.roll(len(noun.pictures))],
        origin=family.entry.origins[dice.roll(len(family.entry.origins))],
        names=names,
        descriptions=[f"<p>{name}{rest}</p>" for name, rest in zip(names, sentences, strict=True)],
        variants=_variants(dice, family, noun, seed, number, tail),
    )


def _variants(dice: Dice, family: Family, noun: NounEntry, seed: int, number: int, tail: int) -> list[Variant]:
    """One to four; a product with one has no option to choose."""
    count = 1 + dice.roll(MOST_VARIANTS)
    least, most = noun.grams
    grams = least + dice.roll(most - least + 1)
    least, most = noun.cents
    cents = least + 100 * dice.roll((most - least) // 100 + 1)
    variants = []
    for position in range(count):
        percent = GROWTH_PERCENT[position] if family.entry.grows else 100
        variants.append(
            Variant(
                id=_id(number, 16 + position, tail),
                sku=f"G{seed}-{number}-{position + 1}",
                value=family.values[position] if count > 1 else None,
                value_id=_id(number, 32 + position, tail) if count > 1 else None,
                grams=grams * percent // 100,
                cents=cents * percent // 100,
                pieces=tuple([dice.roll(MOST_PIECES) for _ in range(WAREHOUSE_COUNT)]),
            )
        )
    return variants


def _id(number: int, part: int, tail: int) -> UUID:
    """A UUIDv7 (RFC 9562) of the moment at which the product was made; the part keeps ids of one product apart."""
    milliseconds = _FIRST_MILLISECOND + number * _INTERVAL_MILLISECONDS
    return UUID((milliseconds << 80 | 0x7 << 76 | part << 64 | 0b10 << 62 | tail).to_bytes(16))
