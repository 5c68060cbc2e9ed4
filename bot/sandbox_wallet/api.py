"""What a shop may ask: collect, look, give back. JSON under a Bearer key, one account per key."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from flask import Blueprint, Response, current_app, g, jsonify, request

from bot.sandbox_wallet.errors import WalletError, invalid
from bot.sandbox_wallet.keys import account_of
from bot.sandbox_wallet.spoil import faulty
from bot.sandbox_wallet.wallet import wallet
from bot.sandbox_wallet.wire import collection_order

api = Blueprint("api", __name__, url_prefix="/v1")


def require_key() -> None:
    """Finds the account in `Authorization: Bearer <key>`; raises WalletError 401."""
    kind, _, key = request.headers.get("Authorization", "").partition(" ")
    account = account_of(current_app.config["WALLET_SECRET"], key.strip())
    if kind.lower() != "bearer" or account is None:
        raise WalletError(401, "invalid_key", "a valid API key must come as Authorization: Bearer <key>")
    g.account = account


def json_body() -> Any:
    """None for what is not JSON, whatever its content type says."""
    try:
        return json.loads(request.get_data())
    except (ValueError, RecursionError):
        return None


def _day(given: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise invalid("date", "invalid_date", "a day, such as 2026-11-20") from None


def _page(given: str) -> int:
    if not (given.isascii() and given.isdigit() and 1 <= int(given[:6]) == int(given)):
        raise invalid("page", "invalid_page", "a number from 1 on")
    return int(given)


api.before_request(require_key)


@api.post("/collections")
@faulty("start")
def collect() -> Response:
    key = request.headers.get("Idempotency-Key", "")
    if not 1 <= len(key) <= 128:
        raise invalid("Idempotency-Key", "idempotency_key_required", "a header of 1 to 128 characters")
    body = wallet().ledger.collect(g.account, key, collection_order(json_body()))
    return Response(body, 201, mimetype="application/json")


@api.get("/collections/<identity>")
@faulty("status")
def collection(identity: str) -> Response:
    return jsonify(wallet().ledger.shown(wallet().ledger.get(g.account, identity)))


@api.get("/collections")
@faulty("status")
def collections() -> Response:
    day, ledger = request.args.get("date"), wallet().ledger
    if day is None:
        found, more = ledger.of_reference(g.account, request.args.get("reference", "")), False
    else:
        found, more = ledger.of_day(g.account, _day(day), _page(request.args.get("page", "1")))
    return jsonify({"result": [ledger.shown(each) for each in found], "more": more})


@api.post("/collections/<identity>/refunds")
@faulty("refund")
def give_back(identity: str) -> Response:
    failure = "payer_account_closed" if g.get("fault") == "fail" else None
    return jsonify(wallet().refunds.request(g.account, identity, json_body(), failure))


@api.get("/refunds/<refund_id>")
@faulty("status")
def refund(refund_id: str) -> Response:
    return jsonify(wallet().refunds.get(g.account, refund_id))
