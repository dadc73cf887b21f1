"""What is said of a thing in one language."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Texts:
    """The words of a product, category or collection in one language."""

    name: str
    description: str = ""
    """HTML; `clean_html` is applied when it is written."""
    slug: str | None = None
    """For addresses in this language. None: the thing's own."""
    seo_title: str | None = None
    seo_description: str | None = None
    warnings: str | None = None
    """Safety warnings; of products only."""
