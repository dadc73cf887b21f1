"""What migration 0009 has the database keep by itself: what things cost before, and by which rules.

- A row of `price` or `dated_price` has since when it says what it says; what it said before goes to `price_past`, also
  when the row is deleted.
- Every former version of a price list, a sale, a rounding rule and a market's pricing goes to `pricing_past`.
- Products that join or leave what a sale names go to `sale_target_change`, from the moment at which the first sale has
  named it: `sale_target` has all that any sale ever named. While there is none, nothing is looked at.
- What is past is never changed and never deleted.

All that one transaction changes, changes at one moment: that of its beginning. So nothing is ever kept that nobody saw,
such as the new price under the old sale. Moments of a key never go back: what is written by a transaction that began
before another one's change goes on from that change. So past and present of a key have no overlap, and no gap while it
existed.
"""

from typing import Final

_SAME: Final = "({new}.amount, {new}.compare_at_amount) IS NOT DISTINCT FROM ({old}.amount, {old}.compare_at_amount)"
_SAME_DATES: Final = "({new}.starts_at, {new}.ends_at) IS NOT DISTINCT FROM ({old}.starts_at, {old}.ends_at)"
_KEY: Final = "variant_id, price_list_id, min_quantity"
_PRICE: Final = f"{_KEY}, product_id"
_COLUMNS: Final = f"{_PRICE}, starts_at, ends_at, amount, compare_at_amount, since, until"


def _of(row: str, columns: str) -> str:
    return ", ".join(f"{row}.{name}" for name in columns.split(", "))


def _keep_since(table: str, key: str, same: str) -> str:
    """Only the function below, which corrects new rows, says itself since when they hold: it is a trigger's trigger."""
    return f"""
CREATE FUNCTION keep_since_of_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF ({_of("NEW", key)}) IS DISTINCT FROM ({_of("OLD", key)}) THEN
        RAISE EXCEPTION 'a price stays with its variant, list and quantity: delete it and insert another';
    END IF;
    NEW.since := CASE
        WHEN NOT ({same.format(new="NEW", old="OLD")}) THEN greatest(now(), OLD.since)
        WHEN pg_trigger_depth() > 1 THEN NEW.since
        ELSE OLD.since
    END;
    RETURN NEW;
END
$$
"""


def _keep_past(table: str, dates: str, key: str, same: str, meets: str) -> tuple[str, ...]:
    return (
        f"""
CREATE FUNCTION keep_replaced_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO price_past ({_COLUMNS})
    SELECT {_of("replaced", _PRICE)}, {dates}, {_of("replaced", "amount, compare_at_amount, since")}, written.since
    FROM replaced JOIN written USING ({key})
    WHERE written.since > replaced.since AND NOT ({same.format(new="written", old="replaced")});
    RETURN NULL;
END
$$
""",  # noqa: S608 - constants
        f"""
CREATE FUNCTION keep_deleted_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO price_past ({_COLUMNS})
    SELECT {_of("replaced", _PRICE)}, {dates}, {_of("replaced", "amount, compare_at_amount, since")}, now()
    FROM replaced WHERE replaced.since < now();
    RETURN NULL;
END
$$
""",  # noqa: S608 - constants
        # It had to wait for a transaction that began later and deleted what it writes. Without such, one look at an
        # index is all that new rows cost: no table of what was written is made for it.
        f"""
CREATE FUNCTION keep_start_of_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM price_past WHERE until > now()) THEN
        UPDATE {table} SET since = latest.until
        FROM (
            SELECT written.ctid AS place, max(past.until) AS until
            FROM price_past past JOIN {table} written USING ({_KEY})
            WHERE past.until > now() AND past.until > written.since AND {meets} GROUP BY written.ctid
        ) AS latest WHERE {table}.ctid = latest.place;
    END IF;
    RETURN NULL;
END
$$
""",  # noqa: S608 - constants
    )


_SETTING: Final = "{since,version,names}"
"""What of a setting says nothing about prices, and makes no other version of it."""

_FUNCTIONS: Final = (
    _keep_since("price", _KEY, _SAME),
    _keep_since("dated_price", f"id, {_KEY}", f"{_SAME} AND {_SAME_DATES}"),
    *_keep_past("price", "NULL::timestamptz, NULL::timestamptz", _KEY, _SAME, "past.starts_at IS NULL"),
    *_keep_past(
        "dated_price",
        _of("replaced", "starts_at, ends_at"),
        "id",
        f"{_SAME} AND {_SAME_DATES}",
        "past.starts_at IS NOT NULL "
        "AND tstzrange(past.starts_at, past.ends_at) && tstzrange(written.starts_at, written.ends_at)",
    ),
    f"""
CREATE FUNCTION keep_since_of_setting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.since := CASE
        WHEN to_jsonb(NEW) - '{_SETTING}'::text[] <> to_jsonb(OLD) - '{_SETTING}'::text[]
            THEN greatest(now(), OLD.since)
        WHEN pg_trigger_depth() > 1 THEN NEW.since
        ELSE OLD.since
    END;
    RETURN NEW;
END
$$
""",
    # The first argument names the key, the others the decimals: as text they come back exact.
    f"""
CREATE FUNCTION keep_past_of_setting() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moment timestamptz := now();
    written jsonb := to_jsonb(OLD);
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF to_jsonb(NEW) - '{_SETTING}'::text[] = written - '{_SETTING}'::text[] THEN
            RETURN NULL;
        END IF;
        moment := NEW.since;
    END IF;
    IF moment > OLD.since THEN
        FOR position IN 1 .. TG_NARGS - 1 LOOP
            written := written || jsonb_build_object(TG_ARGV[position], written ->> TG_ARGV[position]);
        END LOOP;
        INSERT INTO pricing_past (kind, subject_id, since, until, document)
        VALUES (TG_TABLE_NAME, (written ->> TG_ARGV[0])::uuid, OLD.since, moment, written);
    END IF;
    RETURN NULL;
END
$$
""",  # noqa: S608 - a constant
    """
CREATE FUNCTION keep_start_of_setting() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ended timestamptz;
BEGIN
    SELECT max(until) INTO ended FROM pricing_past
    WHERE kind = TG_TABLE_NAME AND subject_id = (to_jsonb(NEW) ->> TG_ARGV[0])::uuid AND until > NEW.since;
    IF ended IS NOT NULL THEN
        EXECUTE format('UPDATE %I SET since = $1 WHERE %I = $2', TG_TABLE_NAME, TG_ARGV[0])
        USING ended, (to_jsonb(NEW) ->> TG_ARGV[0])::uuid;
    END IF;
    RETURN NULL;
END
$$
""",
    """
CREATE FUNCTION keep_sale_targets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO sale_target (target_id)
    SELECT DISTINCT unnest(NEW.list_ids || NEW.excluded_list_ids) AS id ORDER BY id ON CONFLICT DO NOTHING;
    INSERT INTO sale_target (target_id, condition)
    SELECT DISTINCT ON (id) md5(condition::text)::uuid AS id, condition
    FROM jsonb_array_elements(NEW.conditions) AS condition ORDER BY id ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$
""",
    # Before the lists are written anew: what stands there is what was, what it selects is what will be.
    """
CREATE FUNCTION tell_sales_of_lists(product_ids uuid[]) RETURNS void LANGUAGE sql AS $$
    WITH wanted AS (
        SELECT DISTINCT list.id AS list_id, product.id AS product_id
        FROM product CROSS JOIN LATERAL (
            SELECT '00000000-0000-0000-0000-000000000000'::uuid AS id  -- the whole catalog
            UNION ALL SELECT ancestor_id FROM category_ancestor WHERE category_id = product.category_id
            UNION ALL SELECT product.brand_id
            UNION ALL SELECT collection_id FROM collection_product WHERE product_id = product.id
        ) AS list
        JOIN sale_target ON sale_target.target_id = list.id
        WHERE product.id = ANY(product_ids)
            AND EXISTS (SELECT 1 FROM product_publication publication WHERE publication.product_id = product.id)
    ), stored AS (
        SELECT DISTINCT listing.list_id, listing.product_id
        FROM product_listing listing JOIN sale_target ON sale_target.target_id = listing.list_id
        WHERE listing.product_id = ANY(product_ids)
    )
    INSERT INTO sale_target_change (target_id, product_id, joined, at)
    SELECT list_id, product_id, stored.product_id IS NULL, now()
    FROM wanted FULL JOIN stored USING (list_id, product_id)
    WHERE (wanted.product_id IS NULL) <> (stored.product_id IS NULL)
$$
""",
    "ALTER FUNCTION list_products_again(uuid[]) RENAME TO write_product_listings",
    """
CREATE FUNCTION list_products_again(product_ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM sale_target WHERE condition IS NULL) THEN
        PERFORM tell_sales_of_lists(product_ids);
    END IF;
    PERFORM write_product_listings(product_ids);
END
$$
""",
    # A variant meets what its own attributes or those of its product contain.
    """
CREATE FUNCTION tell_sales_of_product() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO sale_target_change (target_id, product_id, variant_id, joined, at)
    SELECT target_id, NEW.id, variant.id, NEW.attributes @> condition, now()
    FROM sale_target JOIN product_variant variant ON variant.product_id = NEW.id
    WHERE condition IS NOT NULL AND (NEW.attributes @> condition) <> (OLD.attributes @> condition)
        AND NOT variant.attributes @> condition;
    RETURN NULL;
END
$$
""",
    """
CREATE FUNCTION tell_sales_of_variant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO sale_target_change (target_id, product_id, variant_id, joined, at)
    SELECT target_id, NEW.product_id, NEW.id, NEW.attributes @> condition, now()
    FROM sale_target JOIN product ON product.id = NEW.product_id
    WHERE condition IS NOT NULL AND (NEW.attributes @> condition) <> (OLD.attributes @> condition)
        AND NOT product.attributes @> condition;
    RETURN NULL;
END
$$
""",
    """
CREATE FUNCTION refuse_another_past() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what is past stays as it was: % is append-only', TG_TABLE_NAME;
END
$$
""",
)

_OLD: Final = "REFERENCING OLD TABLE AS replaced"
_BOTH: Final = "REFERENCING OLD TABLE AS replaced NEW TABLE AS written"


def _statement_trigger(name: str, moment: str, table: str, rows: str, call: str) -> str:
    return f"CREATE TRIGGER {name} AFTER {moment} ON {table} {rows} FOR EACH STATEMENT EXECUTE FUNCTION {call}"


def _row_trigger(name: str, moment: str, table: str, call: str, condition: str = "") -> str:
    return f"CREATE TRIGGER {name} {moment} ON {table} FOR EACH ROW {condition} EXECUTE FUNCTION {call}"


def _price_triggers(table: str) -> tuple[str, ...]:
    return (
        _row_trigger(f"{table}_since", "BEFORE UPDATE", table, f"keep_since_of_{table}()"),
        _statement_trigger(f"{table}_starts", "INSERT", table, "", f"keep_start_of_{table}()"),
        _statement_trigger(f"{table}_replaced", "UPDATE", table, _BOTH, f"keep_replaced_{table}()"),
        _statement_trigger(f"{table}_deleted", "DELETE", table, _OLD, f"keep_deleted_{table}()"),
    )


def _setting_triggers(table: str, key: str, *decimals: str) -> tuple[str, ...]:
    arguments = ", ".join(f"'{each}'" for each in (key, *decimals))
    return (
        _row_trigger(f"{table}_since", "BEFORE UPDATE", table, "keep_since_of_setting()"),
        _row_trigger(f"{table}_starts", "AFTER INSERT", table, f"keep_start_of_setting('{key}')"),
        _row_trigger(f"{table}_past", "AFTER UPDATE OR DELETE", table, f"keep_past_of_setting({arguments})"),
    )


_TRIGGERS: Final = (
    *_price_triggers("price"),
    *_price_triggers("dated_price"),
    *_setting_triggers("price_list", "id"),
    *_setting_triggers("sale", "id", "percent"),
    *_setting_triggers("rounding_rule", "id"),
    *_setting_triggers("market_pricing", "market_id", "conversion_fee"),
    _row_trigger("sale_targets", "AFTER INSERT OR UPDATE", "sale", "keep_sale_targets()"),
    *(
        _row_trigger(
            f"{table}_meets",
            "AFTER UPDATE",
            table,
            f"tell_sales_of_{subject}()",
            "WHEN (NEW.attributes IS DISTINCT FROM OLD.attributes)",
        )
        for table, subject in (("product", "product"), ("product_variant", "variant"))
    ),
    *(
        f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_another_past()"
        for table in ("price_past", "pricing_past", "sale_target", "sale_target_change")
    ),
)


def install_statements() -> tuple[str, ...]:
    """Make the functions and triggers. The tables are there."""
    return (*_FUNCTIONS, *_TRIGGERS)
