"""Every mutation of every domain."""

import strawberry

from schema.analytics.mutations.search_events_send import SearchEventsSendMutation
from schema.carts.mutations.cart_buyer_update import CartBuyerUpdateMutation
from schema.carts.mutations.cart_create import CartCreateMutation
from schema.carts.mutations.cart_delivery_select import CartDeliverySelectMutation
from schema.carts.mutations.cart_lines_add import CartLinesAddMutation
from schema.carts.mutations.cart_lines_remove import CartLinesRemoveMutation
from schema.carts.mutations.cart_lines_update import CartLinesUpdateMutation
from schema.catalog.mutations.media_fetch_retry import MediaFetchRetryMutation
from schema.catalog.mutations.metadata_set import MetadataSetMutation
from schema.catalog.mutations.product_create import ProductCreateMutation
from schema.catalog.mutations.product_delete import ProductDeleteMutation
from schema.catalog.mutations.product_duplicate import ProductDuplicateMutation
from schema.catalog.mutations.product_media_add import ProductMediaAddMutation
from schema.catalog.mutations.product_media_remove import ProductMediaRemoveMutation
from schema.catalog.mutations.product_media_reorder import ProductMediaReorderMutation
from schema.catalog.mutations.product_media_update import ProductMediaUpdateMutation
from schema.catalog.mutations.product_move import ProductMoveMutation
from schema.catalog.mutations.product_options_update import ProductOptionsUpdateMutation
from schema.catalog.mutations.product_publish import ProductPublishMutation
from schema.catalog.mutations.product_tags_add import ProductTagsAddMutation
from schema.catalog.mutations.product_tags_remove import ProductTagsRemoveMutation
from schema.catalog.mutations.product_translate import ProductTranslateMutation
from schema.catalog.mutations.product_unpublish import ProductUnpublishMutation
from schema.catalog.mutations.product_update import ProductUpdateMutation
from schema.catalog.mutations.product_variants_create import ProductVariantsCreateMutation
from schema.catalog.mutations.product_variants_delete import ProductVariantsDeleteMutation
from schema.catalog.mutations.product_variants_reorder import ProductVariantsReorderMutation
from schema.catalog.mutations.product_variants_update import ProductVariantsUpdateMutation
from schema.catalog.mutations.products_delete import ProductsDeleteMutation
from schema.catalog.mutations.products_publish import ProductsPublishMutation
from schema.catalog.mutations.products_write import ProductsWriteMutation
from schema.catalog.taxonomy.mutations.attribute_create import AttributeCreateMutation
from schema.catalog.taxonomy.mutations.attribute_delete import AttributeDeleteMutation
from schema.catalog.taxonomy.mutations.attribute_update import AttributeUpdateMutation
from schema.catalog.taxonomy.mutations.brand_create import BrandCreateMutation
from schema.catalog.taxonomy.mutations.brand_delete import BrandDeleteMutation
from schema.catalog.taxonomy.mutations.brand_update import BrandUpdateMutation
from schema.catalog.taxonomy.mutations.categories_write import CategoriesWriteMutation
from schema.catalog.taxonomy.mutations.category_children_reorder import CategoryChildrenReorderMutation
from schema.catalog.taxonomy.mutations.category_create import CategoryCreateMutation
from schema.catalog.taxonomy.mutations.category_delete import CategoryDeleteMutation
from schema.catalog.taxonomy.mutations.category_move import CategoryMoveMutation
from schema.catalog.taxonomy.mutations.category_update import CategoryUpdateMutation
from schema.catalog.taxonomy.mutations.collection_create import CollectionCreateMutation
from schema.catalog.taxonomy.mutations.collection_delete import CollectionDeleteMutation
from schema.catalog.taxonomy.mutations.collection_products_add import CollectionProductsAddMutation
from schema.catalog.taxonomy.mutations.collection_products_move import CollectionProductsMoveMutation
from schema.catalog.taxonomy.mutations.collection_products_remove import CollectionProductsRemoveMutation
from schema.catalog.taxonomy.mutations.collection_products_set import CollectionProductsSetMutation
from schema.catalog.taxonomy.mutations.collection_update import CollectionUpdateMutation
from schema.catalog.taxonomy.mutations.economic_operator_create import EconomicOperatorCreateMutation
from schema.catalog.taxonomy.mutations.economic_operator_delete import EconomicOperatorDeleteMutation
from schema.catalog.taxonomy.mutations.economic_operator_update import EconomicOperatorUpdateMutation
from schema.catalog.taxonomy.mutations.product_type_create import ProductTypeCreateMutation
from schema.catalog.taxonomy.mutations.product_type_delete import ProductTypeDeleteMutation
from schema.catalog.taxonomy.mutations.product_type_update import ProductTypeUpdateMutation
from schema.checkout.mutations.checkout_complete import CheckoutCompleteMutation
from schema.currencies.mutations.currency_pair_update import CurrencyPairUpdateMutation
from schema.currencies.mutations.exchange_rate_remove import ExchangeRateRemoveMutation
from schema.currencies.mutations.exchange_rate_set import ExchangeRateSetMutation
from schema.customers.mutations.customer_group_create import CustomerGroupCreateMutation
from schema.customers.mutations.customer_group_delete import CustomerGroupDeleteMutation
from schema.customers.mutations.customer_group_update import CustomerGroupUpdateMutation
from schema.exchange.mutations.exchange_job_cancel import ExchangeJobCancelMutation
from schema.exchange.mutations.export_job_create import ExportJobCreateMutation
from schema.exchange.mutations.file_upload_create import FileUploadCreateMutation
from schema.exchange.mutations.import_job_create import ImportJobCreateMutation
from schema.exchange.mutations.media_file_create import MediaFileCreateMutation
from schema.identity.mutations.staff_token_create import StaffTokenCreateMutation
from schema.identity.mutations.staff_token_revoke import StaffTokenRevokeMutation
from schema.identity.mutations.staff_token_rotate import StaffTokenRotateMutation
from schema.inventory.mutations.stock_adjust import StockAdjustMutation
from schema.merchandising.mutations.search_language_update import SearchLanguageUpdateMutation
from schema.merchandising.mutations.search_rule_create import SearchRuleCreateMutation
from schema.merchandising.mutations.search_rule_delete import SearchRuleDeleteMutation
from schema.merchandising.mutations.search_rule_update import SearchRuleUpdateMutation
from schema.merchandising.mutations.search_synonyms_create import SearchSynonymsCreateMutation
from schema.merchandising.mutations.search_synonyms_delete import SearchSynonymsDeleteMutation
from schema.merchandising.mutations.search_synonyms_update import SearchSynonymsUpdateMutation
from schema.orders.mutations.order_cancel import OrderCancelMutation
from schema.pricing.mutations.market_pricing_update import MarketPricingUpdateMutation
from schema.pricing.mutations.price_list_create import PriceListCreateMutation
from schema.pricing.mutations.price_list_delete import PriceListDeleteMutation
from schema.pricing.mutations.price_list_update import PriceListUpdateMutation
from schema.pricing.mutations.prices_adjust import PricesAdjustMutation
from schema.pricing.mutations.prices_set import PricesSetMutation
from schema.pricing.mutations.rounding_rule_delete import RoundingRuleDeleteMutation
from schema.pricing.mutations.rounding_rule_set import RoundingRuleSetMutation
from schema.pricing.mutations.sale_create import SaleCreateMutation
from schema.pricing.mutations.sale_delete import SaleDeleteMutation
from schema.pricing.mutations.sale_update import SaleUpdateMutation
from schema.settings.mutations.channel_create import ChannelCreateMutation
from schema.settings.mutations.channel_update import ChannelUpdateMutation
from schema.settings.mutations.languages_update import LanguagesUpdateMutation
from schema.settings.mutations.market_create import MarketCreateMutation
from schema.settings.mutations.market_delete import MarketDeleteMutation
from schema.settings.mutations.market_update import MarketUpdateMutation
from schema.settings.mutations.warehouse_create import WarehouseCreateMutation
from schema.settings.mutations.warehouse_update import WarehouseUpdateMutation
from schema.shipments.mutations.shipment_create import ShipmentCreateMutation
from schema.storefronts.mutations.storefront_create import StorefrontCreateMutation
from schema.storefronts.mutations.storefront_delete import StorefrontDeleteMutation
from schema.storefronts.mutations.storefront_token_create import StorefrontTokenCreateMutation
from schema.storefronts.mutations.storefront_token_revoke import StorefrontTokenRevokeMutation
from schema.storefronts.mutations.storefront_token_rotate import StorefrontTokenRotateMutation
from schema.storefronts.mutations.storefront_update import StorefrontUpdateMutation
from schema.tax.mutations.tax_class_create import TaxClassCreateMutation
from schema.tax.mutations.tax_class_delete import TaxClassDeleteMutation
from schema.tax.mutations.tax_class_update import TaxClassUpdateMutation
from schema.tax.mutations.tax_rates_delete import TaxRatesDeleteMutation
from schema.tax.mutations.tax_rates_set import TaxRatesSetMutation
from schema.tax.mutations.tax_registration_remove import TaxRegistrationRemoveMutation
from schema.tax.mutations.tax_registration_set import TaxRegistrationSetMutation
from schema.translations.mutations.translations_write import TranslationsWriteMutation


@strawberry.type(description="What can be changed.")
class Mutation(
    AttributeCreateMutation,
    AttributeDeleteMutation,
    AttributeUpdateMutation,
    BrandCreateMutation,
    BrandDeleteMutation,
    BrandUpdateMutation,
    CategoriesWriteMutation,
    CategoryChildrenReorderMutation,
    CategoryCreateMutation,
    CategoryDeleteMutation,
    CategoryMoveMutation,
    CategoryUpdateMutation,
    CollectionCreateMutation,
    CollectionDeleteMutation,
    CollectionProductsAddMutation,
    CollectionProductsMoveMutation,
    CollectionProductsRemoveMutation,
    CollectionProductsSetMutation,
    CollectionUpdateMutation,
    EconomicOperatorCreateMutation,
    EconomicOperatorDeleteMutation,
    EconomicOperatorUpdateMutation,
    ProductTypeCreateMutation,
    ProductTypeDeleteMutation,
    ProductTypeUpdateMutation,
    LanguagesUpdateMutation,
    MarketCreateMutation,
    MarketUpdateMutation,
    MarketDeleteMutation,
    ChannelCreateMutation,
    ChannelUpdateMutation,
    PriceListCreateMutation,
    PriceListUpdateMutation,
    PriceListDeleteMutation,
    PricesSetMutation,
    PricesAdjustMutation,
    SaleCreateMutation,
    SaleUpdateMutation,
    SaleDeleteMutation,
    RoundingRuleSetMutation,
    RoundingRuleDeleteMutation,
    MarketPricingUpdateMutation,
    SearchLanguageUpdateMutation,
    SearchRuleCreateMutation,
    SearchRuleDeleteMutation,
    SearchRuleUpdateMutation,
    SearchSynonymsCreateMutation,
    SearchSynonymsDeleteMutation,
    SearchSynonymsUpdateMutation,
    SearchEventsSendMutation,
    CustomerGroupCreateMutation,
    CustomerGroupUpdateMutation,
    CustomerGroupDeleteMutation,
    WarehouseCreateMutation,
    WarehouseUpdateMutation,
    TaxClassCreateMutation,
    TaxClassDeleteMutation,
    TaxClassUpdateMutation,
    TaxRatesDeleteMutation,
    TaxRatesSetMutation,
    TaxRegistrationRemoveMutation,
    TaxRegistrationSetMutation,
    ExchangeRateSetMutation,
    ExchangeRateRemoveMutation,
    CurrencyPairUpdateMutation,
    TranslationsWriteMutation,
    CartCreateMutation,
    CartLinesAddMutation,
    CartLinesUpdateMutation,
    CartLinesRemoveMutation,
    CartBuyerUpdateMutation,
    CartDeliverySelectMutation,
    CheckoutCompleteMutation,
    OrderCancelMutation,
    ShipmentCreateMutation,
    StockAdjustMutation,
    StaffTokenCreateMutation,
    StaffTokenRotateMutation,
    StaffTokenRevokeMutation,
    StorefrontCreateMutation,
    StorefrontUpdateMutation,
    FileUploadCreateMutation,
    MediaFileCreateMutation,
    MediaFetchRetryMutation,
    ImportJobCreateMutation,
    ExportJobCreateMutation,
    ExchangeJobCancelMutation,
    StorefrontDeleteMutation,
    StorefrontTokenCreateMutation,
    StorefrontTokenRotateMutation,
    StorefrontTokenRevokeMutation,
    ProductCreateMutation,
    ProductUpdateMutation,
    ProductDeleteMutation,
    ProductDuplicateMutation,
    ProductPublishMutation,
    ProductUnpublishMutation,
    ProductTranslateMutation,
    ProductMoveMutation,
    ProductTagsAddMutation,
    ProductTagsRemoveMutation,
    MetadataSetMutation,
    ProductVariantsCreateMutation,
    ProductVariantsUpdateMutation,
    ProductVariantsDeleteMutation,
    ProductVariantsReorderMutation,
    ProductOptionsUpdateMutation,
    ProductMediaAddMutation,
    ProductMediaUpdateMutation,
    ProductMediaReorderMutation,
    ProductMediaRemoveMutation,
    ProductsWriteMutation,
    ProductsPublishMutation,
    ProductsDeleteMutation,
):
    pass
