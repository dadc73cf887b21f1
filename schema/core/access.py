"""Who may read or do what. A viewer without the scope gets a stable code, and learns nothing else."""

from app.core.context import RequestContext
from app.core.errors import RequestError
from app.execution.batch import AccessRule


def require_scope(ctx: RequestContext, scope: str) -> None:
    """Raise unless the viewer's token has the scope."""
    if ctx.viewer.may(scope):
        return
    if ctx.viewer.token_id is None:
        raise RequestError("UNAUTHENTICATED", "This is for staff: send a token as `Authorization: Bearer …`.")
    raise RequestError("FORBIDDEN", f"The token lacks the scope `{scope}`.")


def any_scope(*names: str) -> AccessRule:
    """An access rule for fields that staff with one of these scopes may read."""

    def rule(ctx: RequestContext) -> None:
        if not any(ctx.viewer.may(name) for name in names):
            require_scope(ctx, names[0])

    return rule


def scope(name: str) -> AccessRule:
    """An access rule for fields that only staff with this scope may read."""

    def rule(ctx: RequestContext) -> None:
        require_scope(ctx, name)

    return rule


def staff(ctx: RequestContext) -> None:
    """An access rule for fields that all staff may read, whatever their token allows."""
    if ctx.viewer.token_id is None:
        raise RequestError("UNAUTHENTICATED", "This is for staff: send a token as `Authorization: Bearer …`.")
