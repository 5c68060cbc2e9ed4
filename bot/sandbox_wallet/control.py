"""The simulator's hand on the outside world: what payers see and do, what goes wrong.

Any account's key opens it, for all payers of all accounts.
"""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from bot.sandbox_wallet.api import json_body, require_key
from bot.sandbox_wallet.errors import invalid
from bot.sandbox_wallet.wallet import wallet
from bot.sandbox_wallet.wire import phone

control = Blueprint("control", __name__, url_prefix="/control")
control.before_request(require_key)


@control.get("/prompts")
def prompts() -> Response:
    return jsonify({"prompts": wallet().prompts.of(_payer(request.args.get("payer")))})


@control.post("/prompts/<payer>")
def act(payer: str) -> Response:
    body = json_body()
    fields = body if isinstance(body, dict) else {}
    return jsonify(wallet().prompts.act(_payer(payer), fields.get("action"), fields.get("reason")))


@control.post("/faults")
def faults() -> Response:
    wallet().faults.set(json_body())
    return jsonify({})


def _payer(given: str | None) -> str:
    """A `+` that a query string turned into a space is forgiven."""
    number = phone((given or "").strip())
    if number is None:
        raise invalid("payer", "invalid_payer", "a number in E.164, such as +2250700000001")
    return number
