"""The wallet put together: its doors over one ledger."""

from __future__ import annotations

import structlog
from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from bot.sandbox_wallet.api import api
from bot.sandbox_wallet.control import control
from bot.sandbox_wallet.database import Database
from bot.sandbox_wallet.errors import WalletError
from bot.sandbox_wallet.faults import Faults
from bot.sandbox_wallet.ledger import Ledger
from bot.sandbox_wallet.page import page
from bot.sandbox_wallet.prompts import Prompts
from bot.sandbox_wallet.refunds import Refunds
from bot.sandbox_wallet.settings import WalletSettings
from bot.sandbox_wallet.wallet import Wallet
from bot.sandbox_wallet.words import OTHERWISE, WORDS
from domain.shared.clock import Clock, SystemClock
from domain.shared.ids import Ids, RandomIds

LARGEST_BODY = 64 * 1024
log = structlog.get_logger()


def create_wallet(settings: WalletSettings, clock: Clock | None = None, ids: Ids | None = None) -> Flask:
    """Without the sender of callbacks, which belongs to the process: see `WalletServer`."""
    app, ids = Flask(__name__), ids or RandomIds()
    app.config.update(WALLET_SECRET=settings.secret, MAX_CONTENT_LENGTH=LARGEST_BODY)
    database = Database(settings.database)
    ledger = Ledger(database, settings, clock or SystemClock(), ids)
    refunds = Refunds(ledger, settings.refunded_after)
    app.extensions["wallet"] = Wallet(ledger, refunds, Prompts(ledger), Faults(database), ids)
    for door in (api, control, page):
        app.register_blueprint(door)
    app.add_url_rule("/healthz", view_func=lambda: jsonify({"status": "ok"}))
    app.register_error_handler(WalletError, _refused)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _failed)
    return app


def _refused(error: WalletError) -> tuple[Response | str, int]:
    if request.path.startswith("/pay/"):
        language = request.accept_languages.best_match(list(WORDS)) or OTHERWISE
        return WORDS[language]["none"], error.status
    return jsonify(error.as_json()), error.status


def _http_error(error: HTTPException) -> tuple[Response, int]:
    code = (error.name or "error").lower().replace(" ", "_")
    return jsonify({"error": {"code": code, "message": error.description, "field": None}}), error.code or 500


def _failed(error: Exception) -> tuple[Response, int]:
    """Its disk is full, or it has a bug. Flask would print the address, and a number may stand in it."""
    log.exception("the wallet failed", at=request.url_rule and request.url_rule.rule)
    return jsonify({"error": {"code": "unavailable", "message": "try again in a moment", "field": None}}), 503
