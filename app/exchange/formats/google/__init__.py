"""Product feeds for Google and Facebook, in and out: XML (RSS 2.0, and Atom coming in) and text separated by tabs.

An item is a variant; items with the same `item_group_id` that follow each other are a product. Specification: Google's
product data specification of Merchant Center, which Facebook's catalogs follow.
"""

from app.exchange.formats.google.items import COLUMNS as TSV_COLUMNS
from app.exchange.formats.google.products import GoogleReader
from app.exchange.formats.google.text import tsv_items
from app.exchange.formats.google.writing import FeedPrice, FeedView, XmlWriter, feed_items
from app.exchange.formats.google.xml import xml_items

__all__ = [
    "TSV_COLUMNS",
    "FeedPrice",
    "FeedView",
    "GoogleReader",
    "XmlWriter",
    "feed_items",
    "tsv_items",
    "xml_items",
]
