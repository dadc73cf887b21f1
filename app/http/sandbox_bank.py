"""/sandbox/bank/{reference}: the page of the sandbox bank, where a person approves or declines a payment.

It stands for a page of another company on another host: it shares nothing with the shop but the payment's reference.
"""

from collections.abc import Awaitable, Callable
from html import escape
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.core.money import Money
from app.payments.providers.sandbox import ChargeStatus, SandboxCharge, UnknownChargeError, decide, find_charge
from app.wiring import Runtime

_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
    "referrer-policy": "no-referrer",
}
_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Sandbox Bank</title>
<style>
  body {{ font: 1.1rem/1.5 system-ui, sans-serif; max-width: 28rem; margin: 4rem auto; padding: 0 1rem; }}
  button {{ font: inherit; padding: .6rem 1.2rem; margin-right: .6rem; }}
  dt {{ color: #555; }} dd {{ margin: 0 0 .8rem; }}
</style>
<h1>Sandbox Bank</h1>
{content}
</html>
"""
_QUESTION = """<p>No money moves here.</p>
<dl><dt>Amount</dt><dd>{amount}</dd><dt>Reference</dt><dd>{reference}</dd></dl>
<form method="post">
  <button name="decision" value="approve">Approve</button>
  <button name="decision" value="decline">Decline</button>
</form>"""
_DECIDED = """<p>This payment is decided: {status}.</p>
<p><a href="{return_url}">Back to the shop</a></p>"""


def sandbox_bank(runtime: Runtime) -> Callable[[Request], Awaitable[Response]]:
    """The page, by GET, and the decision, by POST, after which the payer is sent back to the shop."""

    async def respond(request: Request) -> Response:
        ctx = await runtime.system_context()
        reference: str = request.path_params["reference"]
        try:
            if request.method != "POST":
                return _page(_content(await find_charge(ctx, reference)))
            decision = parse_qs((await request.body()).decode("latin-1")).get("decision", [""])[0]
            if decision not in ("approve", "decline"):
                return _page("<p>Choose to approve or to decline.</p>", 400)
            charge = await decide(ctx, reference, approve=decision == "approve")
        except UnknownChargeError:
            return _page("<p>There is no such payment.</p>", 404)
        return RedirectResponse(charge.return_url, 303, _HEADERS)

    return respond


def _content(charge: SandboxCharge) -> str:
    if charge.status is ChargeStatus.OPEN:
        return _QUESTION.format(
            amount=escape(str(Money(charge.amount, charge.currency_code))), reference=escape(charge.reference)
        )
    return _DECIDED.format(status=charge.status.value.lower(), return_url=escape(charge.return_url))


def _page(content: str, status: int = 200) -> Response:
    return HTMLResponse(_PAGE.format(content=content), status, _HEADERS)
