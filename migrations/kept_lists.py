"""What migration 0004 has the database keep by itself: the closure of the category tree, the lists that products stand
in, and every slug that was ever given.

These are indexes that Postgres has no kind of its own for, so triggers keep them: once for each statement, whatever
the number of rows, in the transaction of the change, whoever made it. The laws:

- `category_ancestor` has each category with itself and all above it. A ring is refused.
- `product_listing` has each published product under the whole catalog, its category and all above, its brand and its
  collections. Writers of the same product wait for each other by its row, writers of products wait for those of the
  tree by an advisory lock, which is taken before and never after the rows: they cannot wait in a ring.
- `slug` leads each slug to the one owner that it has or had; another owner is refused as by a unique index.
"""

from typing import Final

_TREE_LOCK: Final = 0x74726565
"""The word "tree", in the database's own space of advisory locks."""
WHOLE_CATALOG: Final = "00000000-0000-0000-0000-000000000000"

_FUNCTIONS: Final = (
    f"""
CREATE FUNCTION list_products_again(product_ids uuid[]) RETURNS void LANGUAGE sql AS $$
    WITH wanted AS MATERIALIZED (
        SELECT list.id AS list_id, publication.channel_code, publication.starts_at, publication.product_id
        FROM unnest(product_ids) AS asked(id)
        JOIN product ON product.id = asked.id
        JOIN product_publication publication ON publication.product_id = product.id
        CROSS JOIN LATERAL (
            SELECT '{WHOLE_CATALOG}'::uuid AS id
            UNION ALL SELECT ancestor_id FROM category_ancestor WHERE category_id = product.category_id
            UNION ALL SELECT product.brand_id WHERE product.brand_id IS NOT NULL
            UNION ALL SELECT collection_id FROM collection_product WHERE product_id = product.id
        ) AS list
    ), gone AS (
        DELETE FROM product_listing USING unnest(product_ids) AS asked(id)
        WHERE product_listing.product_id = asked.id AND NOT EXISTS (
            SELECT 1 FROM wanted
            WHERE wanted.product_id = product_listing.product_id AND wanted.list_id = product_listing.list_id
                AND wanted.channel_code = product_listing.channel_code AND wanted.starts_at = product_listing.starts_at
        )
    )
    INSERT INTO product_listing (list_id, channel_code, starts_at, product_id)
    SELECT list_id, channel_code, starts_at, product_id FROM wanted ON CONFLICT DO NOTHING
$$
""",  # noqa: S608 - a constant
    f"""
CREATE FUNCTION list_products_in_turn(product_ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF product_ids IS NULL THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock_shared({_TREE_LOCK});
    PERFORM 1 FROM product WHERE id = ANY(product_ids) ORDER BY id FOR NO KEY UPDATE;
    PERFORM list_products_again(product_ids);
END
$$
""",
    f"""
CREATE FUNCTION trace_categories(changed uuid[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    traced uuid[];
    is_ring boolean;
BEGIN
    IF changed IS NULL THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock({_TREE_LOCK});
    WITH RECURSIVE branch AS (
        SELECT unnest(changed) AS id
        UNION SELECT category.id FROM category JOIN branch ON category.parent_id = branch.id
    ) SELECT array_agg(id) INTO traced FROM branch;
    DELETE FROM category_ancestor WHERE category_id = ANY(traced);
    WITH RECURSIVE way(category_id, ancestor_id, height) AS (
        SELECT id, id, 0 FROM category WHERE id = ANY(traced)
        UNION ALL
        SELECT way.category_id, category.parent_id, way.height + 1
        FROM way JOIN category ON category.id = way.ancestor_id WHERE category.parent_id IS NOT NULL
    ) CYCLE ancestor_id SET is_again USING steps, written AS (
        INSERT INTO category_ancestor (category_id, ancestor_id, height)
        SELECT category_id, ancestor_id, height FROM way WHERE NOT is_again
    ) SELECT bool_or(is_again) INTO is_ring FROM way;
    IF is_ring THEN
        RAISE EXCEPTION 'a category cannot stand below itself'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'category_no_ring', TABLE = 'category';
    END IF;
    PERFORM list_products_again((SELECT array_agg(id) FROM product WHERE category_id = ANY(traced)));
END
$$
""",  # noqa: S608 - a constant
    """
CREATE FUNCTION keep_ancestors_of_new() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM trace_categories((SELECT array_agg(id) FROM written));
    RETURN NULL;
END
$$
""",
    """
CREATE FUNCTION keep_ancestors_of_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM trace_categories((
        SELECT array_agg(written.id) FROM written JOIN replaced USING (id)
        WHERE written.parent_id IS DISTINCT FROM replaced.parent_id
    ));
    RETURN NULL;
END
$$
""",
    """
CREATE FUNCTION keep_lists_of_moved_products() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM list_products_in_turn((
        SELECT array_agg(written.id) FROM written JOIN replaced USING (id)
        WHERE (written.category_id, written.brand_id) IS DISTINCT FROM (replaced.category_id, replaced.brand_id)
    ));
    RETURN NULL;
END
$$
""",
    """
CREATE FUNCTION keep_lists() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM list_products_in_turn((SELECT array_agg(DISTINCT product_id) FROM written));
    RETURN NULL;
END
$$
""",
    """
CREATE FUNCTION claim_slugs() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    taken text;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM written WHERE slug IS NOT NULL) THEN  -- as nearly all translations
        RETURN NULL;
    END IF;
    EXECUTE format(
        'INSERT INTO slug (kind, slug, owner_id) SELECT DISTINCT %L, slug, %I FROM written WHERE slug IS NOT NULL '
        'ORDER BY slug ON CONFLICT DO NOTHING', TG_ARGV[0], TG_ARGV[1]
    );
    EXECUTE format(
        'SELECT min(written.slug) FROM written JOIN slug ON slug.kind = %L AND slug.slug = written.slug '
        'WHERE slug.owner_id <> written.%I', TG_ARGV[0], TG_ARGV[1]
    ) INTO taken;
    IF taken IS NOT NULL THEN
        RAISE EXCEPTION 'the slug % leads to another one', taken
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'slug_pkey', TABLE = 'slug', DETAIL = taken;
    END IF;
    RETURN NULL;
END
$$
""",
    """
CREATE FUNCTION release_slugs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM slug USING written WHERE slug.owner_id = written.id AND slug.kind = TG_ARGV[0];
    RETURN NULL;
END
$$
""",
)

_NEW: Final = "REFERENCING NEW TABLE AS written"
_OLD: Final = "REFERENCING OLD TABLE AS written"
_BOTH: Final = "REFERENCING OLD TABLE AS replaced NEW TABLE AS written"


def _trigger(name: str, moment: str, table: str, rows: str, call: str) -> str:
    return f"CREATE TRIGGER {name} AFTER {moment} ON {table} {rows} FOR EACH STATEMENT EXECUTE FUNCTION {call}"


def _slug_triggers(table: str, kind: str) -> list[str]:
    words = f"{table}_translation"
    return [
        *(
            _trigger(f"{table}_slug_{moment.lower()}", moment, table, _NEW, f"claim_slugs('{kind}', 'id')")
            for moment in ("INSERT", "UPDATE")
        ),
        *(
            _trigger(f"{words}_slug_{moment.lower()}", moment, words, _NEW, f"claim_slugs('{kind}', '{table}_id')")
            for moment in ("INSERT", "UPDATE")
        ),
        _trigger(f"{table}_slug_delete", "DELETE", table, _OLD, f"release_slugs('{kind}')"),
    ]


_TRIGGERS: Final = (
    _trigger("category_traced", "INSERT", "category", _NEW, "keep_ancestors_of_new()"),
    _trigger("category_moved", "UPDATE", "category", _BOTH, "keep_ancestors_of_moved()"),
    _trigger("product_moved", "UPDATE", "product", _BOTH, "keep_lists_of_moved_products()"),
    *(
        _trigger(f"{table}_{moment.lower()}_listed", moment, table, rows, "keep_lists()")
        for table in ("product_publication", "collection_product")
        for moment, rows in (("INSERT", _NEW), ("UPDATE", _NEW), ("DELETE", _OLD))
    ),
    *_slug_triggers("product", "PRODUCT"),
    *_slug_triggers("category", "CATEGORY"),
    *_slug_triggers("collection", "COLLECTION"),
)

_FILL: Final = (
    "SELECT trace_categories(array_agg(id)) FROM category",
    "SELECT list_products_again(array_agg(id)) FROM product",
    *(
        f"INSERT INTO slug (kind, slug, owner_id) SELECT '{table.upper()}', slug, id FROM {table}"  # noqa: S608 - constants
        for table in ("product", "category", "collection")
    ),
)


def install_statements() -> tuple[str, ...]:
    """Make the functions and triggers, and the rows for what is there already."""
    return (*_FUNCTIONS, *_TRIGGERS, *_FILL)
