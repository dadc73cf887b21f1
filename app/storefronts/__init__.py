"""Who builds on the API. Owns storefronts, their tokens, and the documents that they may run.

Invariants: a storefront belongs to one channel; a token is stored as a hash and shown once; a revoked or expired token
stands for nobody; a token is replaced once; the text of a trusted document never changes under its id.
"""

from app.storefronts.commands.documents import push_documents, remove_documents
from app.storefronts.commands.storefronts import (
    KEPT,
    StorefrontChange,
    create_storefront,
    delete_storefront,
    update_storefront,
)
from app.storefronts.commands.tokens import (
    IssuedStorefrontToken,
    create_storefront_token,
    revoke_storefront_token,
    rotate_storefront_token,
)
from app.storefronts.errors import StorefrontErrorCode, TrustedDocumentErrorCode
from app.storefronts.events import StorefrontChanged, TrustedDocumentsChanged
from app.storefronts.memory import Storefronts, TrustedDocuments
from app.storefronts.models import TokenKind
from app.storefronts.queries import (
    DocumentRow,
    StorefrontRow,
    StorefrontTokenRow,
    document_counts,
    documents_of_storefront,
    live_tokens_by_id,
    live_tokens_of_storefronts,
    storefront_by_code,
    storefronts_by_id,
    storefronts_page,
)
from app.storefronts.rules import (
    LARGEST_BUDGET,
    STOREFRONT_ID,
    STOREFRONT_TOKEN_ID,
    DocumentDraft,
    Storefront,
    StorefrontCaller,
    allows_origin,
    read_origin,
)
from app.storefronts.service import Pushed, define_storefront

__all__ = [
    "KEPT",
    "LARGEST_BUDGET",
    "STOREFRONT_ID",
    "STOREFRONT_TOKEN_ID",
    "DocumentDraft",
    "DocumentRow",
    "IssuedStorefrontToken",
    "Pushed",
    "Storefront",
    "StorefrontCaller",
    "StorefrontChange",
    "StorefrontChanged",
    "StorefrontErrorCode",
    "StorefrontRow",
    "StorefrontTokenRow",
    "Storefronts",
    "TokenKind",
    "TrustedDocumentErrorCode",
    "TrustedDocuments",
    "TrustedDocumentsChanged",
    "allows_origin",
    "create_storefront",
    "create_storefront_token",
    "define_storefront",
    "delete_storefront",
    "document_counts",
    "documents_of_storefront",
    "live_tokens_by_id",
    "live_tokens_of_storefronts",
    "push_documents",
    "read_origin",
    "remove_documents",
    "revoke_storefront_token",
    "rotate_storefront_token",
    "storefront_by_code",
    "storefronts_by_id",
    "storefronts_page",
    "update_storefront",
]
