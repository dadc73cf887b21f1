"""What migration 0019 makes of four functions that earlier ones brought: they cost what is written, and no longer more
with all that is there.

What they keep is as it was (`migrations.kept_lists`, `migrations.kept_prices`, `migrations.translation_standings`).
"""

from typing import Final

from migrations.kept_lists import WHOLE_CATALOG

FUNCTIONS: Final = (
    # Products that stand in no list yet, as all new ones, have nothing to be compared with, and join what they stand
    # in. Nobody else can list them meanwhile: who calls this has locked them, or the tree.
    f"""
CREATE OR REPLACE FUNCTION list_products_again(product_ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM product_listing WHERE product_id = ANY(product_ids)) THEN
        IF EXISTS (SELECT FROM sale_target WHERE condition IS NULL) THEN
            PERFORM tell_sales_of_lists(product_ids);
        END IF;
        PERFORM write_product_listings(product_ids);
        RETURN;
    END IF;
    WITH published AS MATERIALIZED (
        SELECT publication.channel_code, publication.starts_at, product.id AS product_id,
            product.category_id, product.brand_id
        FROM product JOIN product_publication publication ON publication.product_id = product.id
        WHERE product.id = ANY(product_ids)
    ), wanted AS MATERIALIZED (
        SELECT '{WHOLE_CATALOG}'::uuid AS list_id, channel_code, starts_at, product_id FROM published
        UNION ALL SELECT ancestor_id, channel_code, starts_at, product_id
            FROM published JOIN category_ancestor USING (category_id)
        UNION ALL SELECT brand_id, channel_code, starts_at, product_id FROM published WHERE brand_id IS NOT NULL
        UNION ALL SELECT collection_id, channel_code, starts_at, product_id
            FROM published JOIN collection_product USING (product_id)
    ), told AS (
        INSERT INTO sale_target_change (target_id, product_id, joined, at)
        SELECT DISTINCT list_id, product_id, true, now() FROM wanted JOIN sale_target ON target_id = list_id
    )
    INSERT INTO product_listing (list_id, channel_code, starts_at, product_id)
    SELECT list_id, channel_code, starts_at, product_id FROM wanted;
END
$$
""",  # noqa: S608 - constants
    # Who else has a slug is looked up only where one was not free.
    """
CREATE OR REPLACE FUNCTION claim_slugs() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    named bigint;
    added bigint;
    taken text;
BEGIN
    SELECT count(slug) INTO named FROM written;
    IF named = 0 THEN  -- as in nearly all translations
        RETURN NULL;
    END IF;
    EXECUTE format(
        'INSERT INTO slug (kind, slug, owner_id) SELECT DISTINCT %L, slug, %I FROM written WHERE slug IS NOT NULL '
        'ORDER BY slug ON CONFLICT DO NOTHING', TG_ARGV[0], TG_ARGV[1]
    );
    GET DIAGNOSTICS added = ROW_COUNT;
    IF added = named THEN
        RETURN NULL;
    END IF;
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
    # By the ids of the products, and not by a join, for which all standings are read.
    """
CREATE OR REPLACE FUNCTION forget_translation_standing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE translation_standing SET is_known = false
    WHERE product_id = ANY(ARRAY(SELECT DISTINCT product_id FROM written)) AND is_known;
    RETURN NULL;
END
$$
""",
    """
CREATE OR REPLACE FUNCTION forget_translation_standing_of_values() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE translation_standing SET is_known = false
    WHERE is_known AND product_id = ANY(ARRAY(
        SELECT product_id FROM product_option WHERE id = ANY(ARRAY(SELECT DISTINCT option_id FROM written))
    ));
    RETURN NULL;
END
$$
""",
)
"""Their triggers stay."""
