"""Kinds of ids of the catalog, as clients see them."""

from app.core.ids import IdKind

PRODUCT_ID = IdKind("product")
VARIANT_ID = IdKind("variant")
CATEGORY_ID = IdKind("category")
COLLECTION_ID = IdKind("collection")
BRAND_ID = IdKind("brand")
MEDIA_ID = IdKind("media")
OPTION_ID = IdKind("option")
OPTION_VALUE_ID = IdKind("option_value")
ATTRIBUTE_ID = IdKind("attribute")
OPERATOR_ID = IdKind("economic_operator")
PRODUCT_TYPE_ID = IdKind("product_type")
