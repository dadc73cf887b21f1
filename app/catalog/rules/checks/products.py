"""What is wrong with a draft, as far as the draft alone can tell."""

import re
from collections.abc import Iterator

from app.catalog.rules.checks.values import (
    code_problems,
    country_problems,
    document_problems,
    invalid,
    name_problems,
    number_problems,
    repeated,
    slug_problems,
    span_problems,
    tag_problems,
)
from app.catalog.rules.checks.variants import option_problems, variant_problems
from app.catalog.rules.drafts import CertificateDraft, MediaDraft, ProductDraft, PublicationDraft, RestrictionDraft
from app.catalog.rules.media import is_elsewhere, is_source
from app.catalog.rules.names import is_language_tag
from app.core.errors import Problem

_ADDRESS = re.compile(r"https?://[^\s\"<>]{3,2000}")


def draft_problems(draft: ProductDraft) -> Iterator[Problem]:
    """Everything that is wrong with a clean draft."""
    yield from slug_problems(draft.slug)
    yield from name_problems(draft.translations)
    for tag, texts in draft.translations.items():
        if texts.slug is not None:
            yield from slug_problems(texts.slug, ("translations", tag, "slug"))
    if not is_language_tag(draft.source_language_tag):
        yield invalid(("source_language_tag",), draft.source_language_tag)
    yield from code_problems(draft.product_type, ("product_type",))
    yield from option_problems(draft.options)
    yield from variant_problems(draft)
    yield from _media_problems(draft.media)
    yield from _certificate_problems(draft.certificates)
    yield from _restriction_problems(draft.restrictions)
    yield from _publication_problems(draft.publications)
    yield from document_problems(draft.metadata, ("metadata",))
    yield from document_problems(draft.private_metadata, ("private_metadata",))


def _media_problems(media: tuple[MediaDraft, ...]) -> Iterator[Problem]:
    for position, medium in enumerate(media):
        path = ("media", str(position))
        if not is_source(medium.source) or (medium.is_fetched and not is_elsewhere(medium.source)):
            yield invalid((*path, "source"), medium.source)
        yield from tag_problems(medium.alts, (*path, "alts"))
        yield from number_problems(medium.width, 1, (*path, "width"))
        yield from number_problems(medium.height, 1, (*path, "height"))
        yield from number_problems(medium.duration_ms, 0, (*path, "duration_ms"))
        for part in medium.focal_point or ():
            if not (part.is_finite() and 0 <= part <= 1):
                yield invalid((*path, "focal_point"), part)


def _certificate_problems(certificates: tuple[CertificateDraft, ...]) -> Iterator[Problem]:
    for position, certificate in enumerate(certificates):
        path = ("certificates", str(position))
        if not certificate.kind:
            yield invalid((*path, "kind"), certificate.kind)
        if certificate.url is not None and not _ADDRESS.fullmatch(certificate.url):
            yield invalid((*path, "url"), certificate.url)


def _restriction_problems(restrictions: tuple[RestrictionDraft, ...]) -> Iterator[Problem]:
    before = set[str]()
    for position, restriction in enumerate(restrictions):
        path = ("restrictions", str(position), "country_code")
        yield from country_problems(restriction.country_code, path)
        if restriction.country_code in before:
            yield repeated(restriction.country_code, path)
        before.add(restriction.country_code)


def _publication_problems(publications: tuple[PublicationDraft, ...]) -> Iterator[Problem]:
    before = set[str]()
    for position, publication in enumerate(publications):
        path = ("publications", str(position))
        yield from code_problems(publication.channel, (*path, "channel"))
        if publication.channel in before:
            yield repeated(publication.channel, (*path, "channel"))
        before.add(publication.channel)
        yield from span_problems(publication.starts_at, publication.ends_at, path)
        if publication.markets is not None and not publication.markets:
            yield invalid((*path, "markets"), "")
        for code, window in (publication.markets or {}).items():
            yield from code_problems(code, (*path, "markets", code))
            yield from span_problems(window.starts_at, window.ends_at, (*path, "markets", code))
