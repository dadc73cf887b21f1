"""Products over HTTP, as tests make and change them with a staff token."""

from typing import Any

from app.core.context import RequestContext
from app.identity import Scope, create_staff_token
from tests.support.client import Client

Staff = dict[str, str]
"""Headers of a token."""

ERRORS = """userErrors { code message path retryable detail { __typename ... on StaleVersion { currentVersion }
  ... on MissingSafetyData { gaps marketCodes } } } warnings { code }"""
BRIEFLY = "catalogProduct { productId version slug }"
_INPUTS = {"productTagsAdd": "ProductTagsInput", "productTagsRemove": "ProductTagsInput"}


def mutation(name: str, shown: str = BRIEFLY) -> str:
    """The document of a mutation with the variable `$input`."""
    kind = _INPUTS.get(name, f"{name[0].upper()}{name[1:]}Input")
    return f"mutation ($input: {kind}!) {{ {name}(input: $input) {{ {shown} {ERRORS} }} }}"


async def catalog_staff(ctx: RequestContext, *scopes: Scope, name: str = "Grace") -> Staff:
    """Headers of a token with these scopes; without any, of one that may do everything with the catalog."""
    every = [Scope.CATALOG_READ, Scope.CATALOG_WRITE, Scope.CATALOG_PUBLISH, Scope.TRANSLATIONS_WRITE]
    return {"Authorization": f"Bearer {await create_staff_token(ctx, name=name, scopes=list(scopes) or every)}"}


async def run(client: Client, staff: Staff, mutation_name: str, shown: str = BRIEFLY, /, **given: Any) -> Any:
    """The payload of a mutation."""
    answer = await client.data(mutation(mutation_name, shown), {"input": given}, headers=staff)
    return answer[mutation_name]


async def create(client: Client, staff: Staff, slug: str, /, **more: Any) -> tuple[str, int]:
    """A product of one variant, unless told otherwise: its id and version."""
    variants = more.pop("variants", [{"sku": slug.upper()}])
    given = {"productType": "clothing", "name": slug.title(), "slug": slug, "variants": variants, **more}
    made = await run(client, staff, "productCreate", **given)
    assert made["userErrors"] == []
    return made["catalogProduct"]["productId"], made["catalogProduct"]["version"]


def told(payload: Any) -> list[tuple[str, list[str] | None]]:
    """The codes and paths of the errors of a refused mutation, in a fixed order."""
    assert payload.get("catalogProduct") is None
    return sorted(((error["code"], error["path"]) for error in payload["userErrors"]), key=str)
