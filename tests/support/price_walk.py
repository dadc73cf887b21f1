"""Everything that changes prices, done at random with real commits."""

import json
from collections.abc import Sequence
from random import Random
from typing import Any, Final
from uuid import UUID, uuid4

from tests.support.price_history import Connection
from tests.support.shop import CHANNEL, Shop

GROUP: Final = "partners"
COLOURS: Final = ("red", "blue")


class Walk:
    """One step after another, each a transaction of some changes."""

    def __init__(self, connection: Connection, shop: Shop, random: Random) -> None:
        self.connection = connection
        self.shop = shop
        self.random = random
        self.variants = {
            shop.shirt_m: shop.shirt,
            shop.shirt_l: shop.shirt,
            shop.mug_variant: shop.mug,
            shop.draft_variant: shop.draft,
        }
        self.changes = (
            self.write_price,
            self.write_price,
            self.delete_price,
            self.write_dated_price,
            self.change_dated_price,
            self.delete_dated_price,
            self.write_list,
            self.change_list,
            self.write_sale,
            self.change_sale,
            self.delete_sale,
            self.move_product,
            self.colour_product,
            self.colour_variant,
            self.publish_again,
            self.round_otherwise,
            self.convert_otherwise,
            self.move_rate,
        )

    async def begin(self) -> None:
        """What the steps refer to."""
        await self.connection.execute(
            f"INSERT INTO customer_group (code, names) VALUES ('{GROUP}', '{{}}') ON CONFLICT DO NOTHING"  # noqa: S608 - a constant
        )
        for code, rate in (("USD", "1.0837"), ("JPY", "163.45")):
            await self.connection.execute(
                "INSERT INTO effective_rate (id, base_code, quote_code, rate, source, as_of, since) "
                "SELECT $1, 'EUR', $2::text, $3::text::numeric, 'ECB_TABLE', now(), now() WHERE NOT EXISTS "
                "(SELECT 1 FROM effective_rate WHERE quote_code = $2::text)",
                uuid4(),
                code,
                rate,
            )
        await self.connection.execute("DELETE FROM price WHERE variant_id = $1", self.shop.mug_variant)

    async def step(self) -> None:
        """Up to three changes at once."""
        async with self.connection.transaction():
            for change in self.random.sample(self.changes, self.random.randint(1, 3)):
                await change()

    async def write_price(self) -> None:
        variant_id, product_id = self._variant()
        await self.connection.execute(
            "INSERT INTO price (variant_id, price_list_id, min_quantity, product_id, amount, compare_at_amount) "
            "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (variant_id, price_list_id, min_quantity) "
            "DO UPDATE SET amount = excluded.amount, compare_at_amount = excluded.compare_at_amount",
            variant_id,
            await self._list(),
            self.random.choice((1, 1, 1, 5)),
            product_id,
            amount := self._amount(),
            amount + 500 if self.random.random() < 0.3 else None,
        )

    async def delete_price(self) -> None:
        await self.connection.execute(
            "DELETE FROM price WHERE variant_id = $1 AND price_list_id = $2", self._variant()[0], await self._list()
        )

    async def write_dated_price(self) -> None:
        variant_id, product_id = self._variant()
        list_id = await self._list()
        await self.connection.execute(
            "DELETE FROM dated_price WHERE variant_id = $1 AND price_list_id = $2", variant_id, list_id
        )
        await self.connection.execute(
            "INSERT INTO dated_price (id, variant_id, price_list_id, product_id, amount, starts_at, ends_at) "
            "VALUES ($1, $2, $3, $4, $5, now() + make_interval(secs => $6), now() + make_interval(secs => $7))",
            uuid4(),
            variant_id,
            list_id,
            product_id,
            self._amount(),
            self.random.choice((-60.0, 0.0, 0.02, 0.1)),
            self.random.choice((0.05, 0.2, 3600.0)) + 0.1,
        )

    async def change_dated_price(self) -> None:
        await self.connection.execute(
            "UPDATE dated_price SET amount = $2, ends_at = CASE WHEN $3 THEN now() + interval '1 day' ELSE ends_at END "
            "WHERE variant_id = $1",
            self._variant()[0],
            self._amount(),
            self.random.random() < 0.5,
        )

    async def delete_dated_price(self) -> None:
        await self.connection.execute("DELETE FROM dated_price WHERE variant_id = $1", self._variant()[0])

    async def write_list(self) -> None:
        code = self.random.choice(("vip", "late", "wide"))
        await self.connection.execute(
            "INSERT INTO price_list (id, code, currency_code, tax_included, group_codes, priority) "
            "VALUES ($1, $2, 'EUR', $3, $4, $5) ON CONFLICT (code) DO NOTHING",
            uuid4(),
            code,
            self.random.random() < 0.5,
            [GROUP] if code == "vip" else [],
            self.random.randint(0, 3),
        )

    async def change_list(self) -> None:
        await self.connection.execute(
            "UPDATE price_list SET is_active = $2, priority = $3 WHERE id = $1",
            await self._list(),
            self.random.random() < 0.8,
            self.random.randint(0, 3),
        )

    async def write_sale(self) -> None:
        is_percent = self.random.random() < 0.6
        await self.connection.execute(
            "INSERT INTO sale (id, code, names, kind, percent, amounts, group_codes, list_ids, excluded_list_ids, "
            "product_ids, conditions, starts_local) VALUES ($1, $2, '{}', $3, $4, $5, $6, $7, $8, $9, $10, "
            "CASE WHEN $11 THEN (now() AT TIME ZONE 'Europe/Berlin') + interval '50 milliseconds' END)",
            uuid4(),
            f"sale-{uuid4()}",
            "PERCENT" if is_percent else self.random.choice(("AMOUNT", "FIXED_PRICE")),
            self.random.choice((5, 20)) if is_percent else None,
            json.dumps({} if is_percent else {"EUR": self._amount(), "USD": self._amount()}),
            self.random.choice(([], [], [GROUP])),
            *await self._targets(),
            self.random.random() < 0.2,
        )

    async def change_sale(self) -> None:
        list_ids, excluded_list_ids, product_ids, conditions = await self._targets()
        await self.connection.execute(
            "UPDATE sale SET is_paused = $1, list_ids = $2, excluded_list_ids = $3, product_ids = $4, conditions = $5 "
            "WHERE id = (SELECT id FROM sale ORDER BY md5(id::text || $6) LIMIT 1)",
            self.random.random() < 0.3,
            list_ids,
            excluded_list_ids,
            product_ids,
            conditions,
            str(self.random.random()),
        )

    async def delete_sale(self) -> None:
        await self.connection.execute(
            "DELETE FROM sale WHERE id = (SELECT id FROM sale ORDER BY md5(id::text || $1) LIMIT 1)",
            str(self.random.random()),
        )

    async def move_product(self) -> None:
        await self.connection.execute(
            "UPDATE product SET category_id = $2, brand_id = $3 WHERE id = $1",
            self._variant()[1],
            self.random.choice(await self._ids("category")),
            self.random.choice([None, *await self._ids("brand")]),
        )

    async def colour_product(self) -> None:
        await self.connection.execute(
            "UPDATE product SET attributes = $2 WHERE id = $1", self._variant()[1], self._attributes()
        )

    async def colour_variant(self) -> None:
        await self.connection.execute(
            "UPDATE product_variant SET attributes = $2 WHERE id = $1", self._variant()[0], self._attributes()
        )

    async def publish_again(self) -> None:
        """Another first day moves the product within its lists; without a publication it stands in none."""
        product_id = self._variant()[1]
        await self.connection.execute("DELETE FROM product_publication WHERE product_id = $1", product_id)
        if self.random.random() < 0.7:
            await self.connection.execute(
                "INSERT INTO product_publication (product_id, channel_code, starts_at) VALUES ($1, $2, now())",
                product_id,
                CHANNEL,
            )

    async def round_otherwise(self) -> None:
        bands = [{"from": 0, "step": 100, "ending": self.random.choice((0, 99)), "mode": "UP"}]
        await self.connection.execute(
            "INSERT INTO rounding_rule (id, currency_code, bands) VALUES ($1, $2, $3) "
            "ON CONFLICT (currency_code, market_id) DO UPDATE SET bands = excluded.bands",
            uuid4(),
            self.random.choice(("USD", "JPY")),
            json.dumps(bands),
        )

    async def convert_otherwise(self) -> None:
        await self.connection.execute(
            "INSERT INTO market_pricing (market_id, base_price_list_id, conversion_fee) "
            "VALUES ($1, $2, $3::text::numeric) "
            "ON CONFLICT (market_id) DO UPDATE SET base_price_list_id = excluded.base_price_list_id, "
            "conversion_fee = excluded.conversion_fee",
            self.shop.markets[self.random.choice(("us", "jp"))],
            self.random.choice(await self._ids("price_list", "currency_code = 'EUR'")),
            self.random.choice(("0", "0.02")),
        )

    async def move_rate(self) -> None:
        code = self.random.choice(("USD", "JPY"))
        ended = await self.connection.fetchval(
            "UPDATE effective_rate SET until = greatest(now(), since + interval '1 microsecond') "
            "WHERE quote_code = $1 AND until IS NULL RETURNING until",
            code,
        )
        await self.connection.execute(
            "INSERT INTO effective_rate (id, base_code, quote_code, rate, source, as_of, since) "
            "VALUES ($1, 'EUR', $2, $3::text::numeric, 'ECB_TABLE', $4, $4)",
            uuid4(),
            code,
            str(self.random.choice((1, 2, 150))),
            ended,
        )

    def _variant(self) -> tuple[UUID, UUID]:
        return self.random.choice(list(self.variants.items()))

    def _amount(self) -> int:
        return self.random.choice((1000, 1500, 2000, 4990))

    def _attributes(self) -> str:
        return json.dumps({"colour": self.random.choice(COLOURS)} if self.random.random() < 0.7 else {})

    async def _list(self) -> UUID:
        return self.random.choice(await self._ids("price_list", "code IN ('eu', 'us', 'vip', 'late', 'wide')"))

    async def _targets(self) -> tuple[list[UUID], list[UUID], list[UUID], str]:
        lists = [*await self._ids("category"), *await self._ids("brand")]
        conditions = [{"colour": self.random.choice(COLOURS)}] if self.random.random() < 0.4 else []
        return (
            self.random.sample(lists, self.random.randint(0, 2)),
            self.random.sample(lists, 1) if self.random.random() < 0.2 else [],
            [self._variant()[1]] if self.random.random() < 0.3 else [],
            json.dumps(conditions),
        )

    async def _ids(self, table: str, condition: str = "true") -> Sequence[UUID]:
        found: list[Any] = await self.connection.fetch(f"SELECT id FROM {table} WHERE {condition} ORDER BY id")  # noqa: S608 - constants
        return [row["id"] for row in found]
