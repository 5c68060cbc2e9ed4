"""A stand-in for Orange Money Web Payment: words and shapes from developer.orange.com, nothing of our code."""

from __future__ import annotations

import base64
import hashlib
import uuid
from dataclasses import dataclass, field
from typing import Any

from tests.integrations.mobile_money.servers.local import Call, Said, Stage
from tests.integrations.mobile_money.servers.telling import said, tell

LINKS = ("return_url", "cancel_url", "notif_url")


@dataclass(frozen=True, slots=True)
class Merchant:
    """An app, of one country, and its merchant."""

    client_id: str
    secret: str
    merchant_key: str
    market: str
    currency: str


@dataclass(slots=True)
class Page:
    merchant: Merchant
    order: dict[str, Any]
    pay_token: str
    status: str = "INITIATED"
    txnid: str = ""
    told: list[int] = field(default_factory=list)

    @property
    def notif_token(self) -> str:
        return hashlib.sha256(self.pay_token.encode()).hexdigest()[:32]

    @property
    def shown(self) -> dict[str, Any]:
        return {"status": self.status, "order_id": self.order["order_id"], "txnid": self.txnid}


class OrangeServer(Stage):
    """Doors: token, start, status. Pages are kept by their pay_token."""

    def __init__(self, *merchants: Merchant) -> None:
        self.merchants = {merchant.client_id: merchant for merchant in merchants}
        self.tokens: dict[str, Merchant] = {}
        self.pages: dict[str, Page] = {}
        super().__init__()

    # -- the payer

    def pay(self, pay_token: str) -> None:
        self._confirmed(pay_token, "SUCCESS")

    def fail(self, pay_token: str) -> None:
        self._confirmed(pay_token, "FAILED")

    def expire(self, pay_token: str) -> None:
        """Of this nobody is told."""
        self.pages[pay_token].status = "EXPIRED"

    def notice(self, pay_token: str) -> dict[str, Any]:
        page = self.pages[pay_token]
        return {"status": page.status, "notif_token": page.notif_token, "txnid": page.txnid}

    def forget_tokens(self) -> None:
        self.tokens.clear()

    def _confirmed(self, pay_token: str, status: str) -> None:
        page = self.pages[pay_token]
        page.status, page.txnid = status, f"MP261120.0900.A{len(self.calls):05}"
        page.told.append(tell("POST", page.order["notif_url"], self.notice(pay_token)))

    # -- the API

    def door_of(self, call: Call) -> str:
        return {"token": "token", "webpayment": "start"}.get(call.path.rsplit("/", 1)[1], "status")

    def answer(self, call: Call) -> Said:
        if call.path == "/oauth/v3/token":
            return self._token(call)
        merchant = self.tokens.get(call.headers.get("authorization", "").removeprefix("Bearer "))
        if merchant is None:
            return _error(401, 42, "Expired credentials")
        if call.path.split("/")[2] != merchant.market:
            return _error(404, 60, "Resource not found")
        body = call.json()
        return self._start(merchant, body) if self.door_of(call) == "start" else self._status(merchant, body)

    def _token(self, call: Call) -> Said:
        pair = base64.b64decode(call.headers["authorization"].removeprefix("Basic ")).decode()
        name, _, secret = pair.partition(":")
        known = self.merchants.get(name)
        if known is None or known.secret != secret or call.body != b"grant_type=client_credentials":
            return said(401, {"error": "invalid_client", "error_description": "needs credentials"})
        token = uuid.uuid4().hex
        self.tokens[token] = known
        return said(200, {"token_type": "Bearer", "access_token": token, "expires_in": 7776000})

    def _start(self, merchant: Merchant, order: dict[str, Any]) -> Said:
        if not _is_right(order) or order["currency"] != merchant.currency:
            return _error(400, 22, "Invalid body")
        if order["merchant_key"] != merchant.merchant_key:
            return _error(403, 53, "Access denied")
        if any(page.order["order_id"] == order["order_id"] for page in self.pages.values()):
            return _error(400, 23, "order_id already exists")
        pay_token = hashlib.sha256(order["order_id"].encode()).hexdigest()
        page = self.pages[pay_token] = Page(merchant, order, pay_token)
        url = f"https://webpayment.orange-money.test/payment/pay_token/{pay_token}"
        shown = {"pay_token": pay_token, "payment_url": url, "notif_token": page.notif_token}
        return said(201, {"status": 201, "message": "OK", **shown})

    def _status(self, merchant: Merchant, asked: dict[str, Any]) -> Said:
        page = self.pages.get(asked["pay_token"])
        if page is None or page.merchant != merchant:
            return _error(404, 60, "Resource not found")
        if any(asked[name] != page.order[name] for name in ("order_id", "amount")):
            return _error(400, 22, "Invalid body")
        return said(201, page.shown)


def _is_right(order: dict[str, Any]) -> bool:
    are_short = all(0 < len(order[name]) <= 120 for name in LINKS)
    return are_short and type(order["amount"]) is int and len(order["order_id"]) <= 30 and len(order["reference"]) <= 30


def _error(status: int, code: int, message: str) -> Said:
    return said(status, {"code": code, "message": message, "description": message})
