"""Foreign keys that the database holds to once for each statement, and no longer row by row.

A foreign key is checked row by row, by a query each: that took half of the database's time when products come in by
the thousand, though most rows name what the row before them names. These keys stay declared, not enforced, and
triggers hold to them once for each statement, as strictly:

- New rows lock what they name against its removal, as a foreign key does (`FOR KEY SHARE`), in the order of ids; where
  one is not there, the statement is refused by the key's name.
- What is removed takes with it what is its own; what others only name is not removed, by the key's name.
- A row that comes to name another one is checked by itself; ids that are named never change.

As foreign keys, they rely on each statement seeing what was committed before it: `READ COMMITTED`, as everywhere here.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple


class Key(NamedTuple):
    """A table, its column, and whose `id` it holds."""

    table: str
    column: str
    owner: str
    is_own: bool = True
    """Whether the row goes with what it names (`ON DELETE CASCADE`)."""
    may_be_null: bool = False

    @property
    def name(self) -> str:
        return f"{self.table}_{self.column}"


PRODUCTS_ROWS: Final = (
    Key("product_translation", "product_id", "product"),
    Key("product_option", "product_id", "product"),
    Key("product_option_value", "option_id", "product_option"),
    Key("product_media", "product_id", "product"),
    Key("product_variant", "product_id", "product"),
    Key("variant_option_value", "variant_id", "product_variant"),
    Key("variant_option_value", "value_id", "product_option_value"),
    Key("product_publication", "product_id", "product"),
)
"""Since migration 0011: what a product consists of."""

OFFERS_ROWS: Final = (
    Key("price", "variant_id", "product_variant"),
    Key("price", "price_list_id", "price_list", is_own=False),
    Key("stock", "variant_id", "product_variant"),
    Key("stock", "warehouse_id", "warehouse", is_own=False),
    Key("translation_standing", "product_id", "product"),
    Key("product", "brand_id", "brand", is_own=False, may_be_null=True),
    Key("product", "category_id", "category", is_own=False, may_be_null=True),
    Key("product", "manufacturer_id", "economic_operator", is_own=False, may_be_null=True),
    Key("product", "responsible_person_id", "economic_operator", is_own=False, may_be_null=True),
)
"""Since migration 0018: what variants cost and where they stand, and what products name."""

REFUSALS: Final = (
    """
CREATE FUNCTION refuse_ownerless(table_name text, column_name text, owner_id uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% % of % is not there', column_name, owner_id, table_name
        USING ERRCODE = 'foreign_key_violation', TABLE = table_name,
            CONSTRAINT = format('%s_%s_fkey', table_name, column_name);
END
$$
""",
    """
CREATE FUNCTION refuse_new_id() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an id of % cannot change: others name it', TG_TABLE_NAME
        USING ERRCODE = 'foreign_key_violation', TABLE = TG_TABLE_NAME;
END
$$
""",
)
"""Of migration 0011."""

REFUSAL_IN_A_KEYS_WORDS: Final = """
CREATE OR REPLACE FUNCTION refuse_ownerless(table_name text, column_name text, owner_id uuid)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    key_name text := format('%s_%s_fkey', table_name, column_name);
BEGIN
    RAISE EXCEPTION 'insert or update on table "%" violates foreign key constraint "%"', table_name, key_name
        USING ERRCODE = 'foreign_key_violation', TABLE = table_name, CONSTRAINT = key_name,
            DETAIL = format('Key (%s)=(%s) is not present.', column_name, owner_id);
END
$$
"""
"""Of migration 0018: whoever reads PostgreSQL's message finds the key there."""


def hold_to(keys: Iterable[Key], known_owners: Iterable[str] = ()) -> tuple[str, ...]:
    """Make the functions and triggers, and leave the checking of the keys to them. The ids of `known_owners` are kept
    already."""
    return (
        *(statement for key in keys for statement in _functions(key)),
        *(statement for key in keys for statement in _triggers(key)),
        *(
            _when_changed(f"{owner}_keeps_id", "BEFORE", owner, "id", _is_another("id"), "refuse_new_id()")
            for owner in sorted({key.owner for key in keys}.difference(known_owners))
        ),
        *(f"ALTER TABLE {key.table} ALTER CONSTRAINT {key.name}_fkey NOT ENFORCED" for key in keys),
    )


def _functions(key: Key) -> tuple[str, ...]:
    """One of each kind for each key: so PostgreSQL keeps their plans."""
    table, column, owner = key.table, key.column, key.owner
    named = f"SELECT DISTINCT {column} AS id FROM written" + (f" WHERE {column} IS NOT NULL" if key.may_be_null else "")  # noqa: S608 - constants
    return (
        f"""
CREATE FUNCTION {key.name}_there() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    missing uuid;
BEGIN
    WITH named AS MATERIALIZED (
        {named}
    ), there AS MATERIALIZED (
        SELECT id FROM {owner} WHERE id = ANY(ARRAY(SELECT id FROM named)) ORDER BY id FOR KEY SHARE
    ) SELECT id INTO missing FROM named WHERE id NOT IN (SELECT id FROM there) LIMIT 1;
    IF missing IS NOT NULL THEN
        PERFORM refuse_ownerless('{table}', '{column}', missing);
    END IF;
    RETURN NULL;
END
$$
""",  # noqa: S608 - constants
        f"""
CREATE FUNCTION {key.name}_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM {owner} WHERE id = NEW.{column} FOR KEY SHARE;
    IF NOT FOUND THEN
        PERFORM refuse_ownerless('{table}', '{column}', NEW.{column});
    END IF;
    RETURN NULL;
END
$$
""",
        _take_along(key) if key.is_own else _refuse_to_go(key),
    )


def _take_along(key: Key) -> str:
    return f"""
CREATE FUNCTION {key.name}_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM gone) THEN
        DELETE FROM {key.table} USING gone WHERE {key.table}.{key.column} = gone.id;
    END IF;
    RETURN NULL;
END
$$
"""  # noqa: S608 - constants


def _refuse_to_go(key: Key) -> str:
    return f"""
CREATE FUNCTION {key.name}_gone() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    named uuid;
BEGIN
    SELECT gone.id INTO named FROM gone
    WHERE EXISTS (SELECT FROM {key.table} WHERE {key.table}.{key.column} = gone.id) LIMIT 1;
    IF named IS NOT NULL THEN
        RAISE EXCEPTION 'update or delete on table "{key.owner}" violates foreign key constraint "{key.name}_fkey"'
            USING ERRCODE = 'foreign_key_violation', TABLE = '{key.table}', CONSTRAINT = '{key.name}_fkey',
                DETAIL = format('Key (id)=(%s) is still referenced.', named);
    END IF;
    RETURN NULL;
END
$$
"""  # noqa: S608 - constants


def _each_statement(name: str, moment: str, table: str, rows: str, call: str) -> str:
    return (
        f"CREATE TRIGGER {name} AFTER {moment} ON {table} REFERENCING {rows} FOR EACH STATEMENT EXECUTE FUNCTION {call}"
    )


def _is_another(column: str) -> str:
    return f"OLD.{column} IS DISTINCT FROM NEW.{column}"


def _when_changed(name: str, moment: str, table: str, column: str, condition: str, call: str) -> str:
    return (
        f"CREATE TRIGGER {name} {moment} UPDATE OF {column} ON {table} FOR EACH ROW "
        f"WHEN ({condition}) EXECUTE FUNCTION {call}"
    )


def _triggers(key: Key) -> tuple[str, ...]:
    is_another = _is_another(key.column) + (f" AND NEW.{key.column} IS NOT NULL" if key.may_be_null else "")
    return (
        _each_statement(f"{key.name}_there", "INSERT", key.table, "NEW TABLE AS written", f"{key.name}_there()"),
        _when_changed(f"{key.name}_moved", "AFTER", key.table, key.column, is_another, f"{key.name}_moved()"),
        _each_statement(f"{key.name}_gone", "DELETE", key.owner, "OLD TABLE AS gone", f"{key.name}_gone()"),
    )
