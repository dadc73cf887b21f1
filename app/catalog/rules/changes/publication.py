"""Changes of who sees a product, and when."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from app.catalog.rules.drafts import ProductDraft, PublicationDraft


def publish(draft: ProductDraft, publications: Sequence[PublicationDraft]) -> ProductDraft:
    """The product seen through these channels as said here; through others as before."""
    named = {publication.channel for publication in publications}
    kept = [publication for publication in draft.publications if publication.channel not in named]
    return replace(draft, publications=_sorted([*kept, *publications]))


def unpublish(draft: ProductDraft, channels: Collection[str] | None) -> ProductDraft:
    """The product seen through these channels no more; None: through none."""
    kept = [each for each in draft.publications if channels is not None and each.channel not in channels]
    return replace(draft, publications=_sorted(kept))


def _sorted(publications: Sequence[PublicationDraft]) -> tuple[PublicationDraft, ...]:
    return tuple(sorted(publications, key=lambda publication: publication.channel))
