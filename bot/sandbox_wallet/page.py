"""The payer's payment page: one form, two buttons, no script; the address is the secret."""

from __future__ import annotations

import hashlib
import hmac
from decimal import Decimal
from typing import Any

from babel.numbers import format_currency
from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from bot.sandbox_wallet.collection import Collection
from bot.sandbox_wallet.database import read
from bot.sandbox_wallet.errors import WalletError
from bot.sandbox_wallet.prompts import Act
from bot.sandbox_wallet.wallet import wallet
from bot.sandbox_wallet.wire import phone
from bot.sandbox_wallet.words import WORDS

page = Blueprint("page", __name__, url_prefix="/pay")
COOKIE = "sandbox_wallet"


@page.get("/<token>")
def show(token: str) -> Response:
    return _page(wallet().ledger.of_token(token))


@page.post("/<token>")
def answer(token: str) -> AnyResponse:
    collection = wallet().ledger.of_token(token)
    if not _is_own_form(token):
        return _page(collection, status=403, trouble="stale")
    payer = collection.payer or phone(request.form.get("payer"))
    action = request.form.get("action")
    if action not in ("approve", "decline") or (action == "approve" and payer is None):
        return _page(collection, status=400, trouble="number")
    try:
        _do(collection, action, payer)
    except WalletError:  # answered or over in the meantime: the page shows how it stands
        return _page(wallet().ledger.of_token(token), status=409)
    return _back(wallet().ledger.of_token(token))


def _do(collection: Collection, action: str, payer: str | None) -> None:
    ledger = wallet().ledger
    with ledger.database.transaction() as db:
        act = Act(ledger, db, ledger.again(db, collection.id))
        act.approve(payer) if action == "approve" else act.decline()


def _back(collection: Collection) -> AnyResponse:
    return redirect(collection.return_url, 303) if collection.return_url else _page(collection)


def _page(collection: Collection, status: int = 200, trouble: str | None = None) -> Response:
    seed = request.cookies.get(COOKIE) or wallet().ids.token()
    proof = _proof(seed, collection.token)
    shown = render_template("pay.html", **_facts(collection), trouble=trouble, proof=proof)
    response = make_response(shown, status)
    response.set_cookie(COOKIE, seed, path="/pay", httponly=True, samesite="Lax", secure=request.is_secure)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
    )
    return response


def _facts(collection: Collection) -> dict[str, Any]:
    now, major = wallet().ledger.clock.now(), Decimal(collection.amount)
    left = read(collection.expires_at) - now
    return {
        "collection": collection,
        "state": collection.state_at(now),
        "amount": format_currency(major, collection.currency, locale=collection.language),
        "minutes": max(1, round(left.total_seconds() / 60)),
        "words": WORDS[collection.language],
    }


def _is_own_form(token: str) -> bool:
    """The form was shown by this page to this browser: its proof fits the browser's cookie."""
    seed, proof = request.cookies.get(COOKIE, ""), request.form.get("proof", "")
    return bool(seed) and hmac.compare_digest(proof.encode(), _proof(seed, token).encode())


def _proof(seed: str, token: str) -> str:
    secret = current_app.config["WALLET_SECRET"].encode()
    return hmac.new(secret, f"form\n{seed}\n{token}".encode(), hashlib.sha256).hexdigest()
