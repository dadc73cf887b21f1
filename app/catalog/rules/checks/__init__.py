"""What a draft must be before it is written, and the form in which it is compared and stored."""

from app.catalog.rules.checks.cleaning import clean_draft
from app.catalog.rules.checks.products import draft_problems
from app.catalog.rules.drafts import ProductDraft
from app.core.errors import Refusal

__all__ = ["clean_draft", "draft_problems", "normalized"]


def normalized(draft: ProductDraft) -> ProductDraft:
    """The draft with clean texts and every medium once; `Refusal` with all that is wrong with it.

    What only the database knows is not looked at: whether what it names is there, and its values of attributes.
    """
    clean = clean_draft(draft)
    if problems := list(draft_problems(clean)):
        raise Refusal(*problems)
    return clean
