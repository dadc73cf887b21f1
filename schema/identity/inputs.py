"""Inputs of identity."""

import strawberry
from strawberry import UNSET

from app.core.lifetimes import DEFAULT_GRACE_HOURS
from schema.identity.codes import Scope


@strawberry.input(description="A token to make.")
class StaffTokenCreateInput:
    name: str = strawberry.field(description="Whose it is, for the audit log: 1 to 120 characters on one line.")
    scopes: list[Scope] = strawberry.field(
        description="What it allows: at least one, and none that your own token lacks."
    )
    expires_in_days: int | None = strawberry.field(
        default=UNSET, description="How many days it lives, 1 to 3650; for ever if left out."
    )


@strawberry.input(description="A token to replace by a new one.")
class StaffTokenRotateInput:
    id: strawberry.ID = strawberry.field(description="The token.")
    grace_hours: int = strawberry.field(
        default=DEFAULT_GRACE_HOURS,
        description="How many hours the old one lives on beside the new one, 0 to 720.",
    )


@strawberry.input(description="A token to revoke.")
class StaffTokenRevokeInput:
    id: strawberry.ID = strawberry.field(description="The token.")
