"""A stand-in for CinetPay's v1 API: words and shapes of the vendor's own clients, nothing of our code."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field
from typing import Any

from tests.integrations.mobile_money.servers.local import Call, Said, Stage
from tests.integrations.mobile_money.servers.telling import said, tell

ID = re.compile(r"[A-Z0-9-]{1,30}")
WANTED = ("currency", "designation", "client_email", "success_url", "failed_url", "notify_url")
NUMBERS = {
    "SUCCESS": 100, "INITIATED": 2001, "PENDING": 2002, "EXPIRED": 2003, "INSUFFICIENT_BALANCE": 2005, "FAILED": 2010,
}  # fmt: skip
STALE = {"code": 1003, "status": "EXPIRED_TOKEN", "description": "Token has expired"}


@dataclass(slots=True)
class Payment:
    owner: str
    order: dict[str, Any]
    number: int
    status: str = "INITIATED"
    told: list[int] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"https://checkout.cinetpay.test/pay/{self.names['payment_token']}"

    @property
    def names(self) -> dict[str, str]:
        mine = {"payment_token": f"pt{self.number:030}", "transaction_id": f"CP{self.number:08}"}
        return {**mine, "merchant_transaction_id": self.order["merchant_transaction_id"]}


class CinetpayServer(Stage):
    """`keys` are the merchants: api key -> password. Doors: login, start, status. `stale_within`: the refusal of a
    token is told as a 422, within `details`; `repeats_page`: a status names the page."""

    def __init__(self, keys: dict[str, str]) -> None:
        self.keys = keys
        self.tokens: dict[str, str] = {}
        self.payments: dict[str, Payment] = {}
        self.stale_within = self.repeats_page = False
        super().__init__()

    # -- the payer

    def pay(self, ref: str) -> None:
        self.becomes(ref, "SUCCESS")

    def becomes(self, ref: str, status: str) -> None:
        payment = self.payments[ref]
        payment.status = status
        payment.told.append(tell("POST", payment.order["notify_url"], self.notice(ref)))

    def notice(self, ref: str) -> dict[str, Any]:
        """Nothing in it says what became of the payment."""
        names = self.payments[ref].names
        names.pop("payment_token")
        user = {"name": "Client Order", "email": "x@shop.example", "phone_number": "+2250700000001"}
        return {"notify_token": self._notify_token(ref), **names, "user": user}

    def forget_tokens(self) -> None:
        self.tokens.clear()

    # -- the API

    def door_of(self, call: Call) -> str:
        if call.path == "/v1/oauth/login":
            return "login"
        return "start" if call.method == "POST" else "status"

    def answer(self, call: Call) -> Said:
        if self.door_of(call) == "login":
            return self._login(call.json())
        owner = self.tokens.get(call.headers.get("authorization", "").removeprefix("Bearer "))
        if owner is None:
            return said(422, {"code": 422, "details": STALE}) if self.stale_within else said(401, STALE)
        return self._start(owner, call.json()) if call.method == "POST" else self._status(owner, call)

    def _login(self, keys: dict[str, str]) -> Said:
        if self.keys.get(keys["api_key"]) != keys["api_password"]:
            return said(401, {"code": 1005, "status": "INVALID_CREDENTIALS"})
        token = uuid.uuid4().hex
        self.tokens[token] = keys["api_key"]
        return said(200, {"code": 200, "status": "OK", "access_token": token})

    def _start(self, owner: str, order: dict[str, Any]) -> Said:
        ref = order["merchant_transaction_id"]
        if not ID.fullmatch(ref) or not _is_right(order):
            return said(400, {"code": 1004, "status": "INVALID_PARAMS", "description": "a field is wrong"})
        if ref in self.payments:
            return said(400, {"code": 1200, "status": "TRANSACTION_EXIST", "description": "Transaction already exists"})
        payment = self.payments[ref] = Payment(owner, order, len(self.payments) + 1)
        details = {"code": 2001, "status": "INITIATED", "must_be_redirected": True}
        shown = {
            **payment.names,
            "notify_token": self._notify_token(ref),
            "payment_url": payment.url,
            "details": details,
        }
        return said(200, {"code": 200, "status": "OK", **shown})

    def _status(self, owner: str, call: Call) -> Said:
        asked = call.path.rsplit("/", 1)[1]
        mine = [payment for payment in self.payments.values() if payment.owner == owner]
        for payment in mine:
            if asked in payment.names.values():
                state = {"code": NUMBERS[payment.status], "status": payment.status}
                page = {"payment_url": payment.url} if self.repeats_page else {}
                return said(200, {**state, **payment.names, **page, "user": {}})
        return said(404, {"code": 404, "status": "NOT_FOUND", "description": "Transaction not found"})

    def _notify_token(self, ref: str) -> str:
        return f"nt{self.payments[ref].number:030}"


def _is_right(order: dict[str, Any]) -> bool:
    names = (order["client_first_name"], order["client_last_name"])
    is_whole = type(order["amount"]) is int and 100 <= order["amount"] <= 2_500_000
    are_short = all(len(order[name]) <= 120 for name in ("success_url", "failed_url", "notify_url"))
    return is_whole and are_short and all(order[name] for name in WANTED) and all(2 <= len(one) <= 255 for one in names)
