"""A stand-in for pawaPay's Merchant API v2: its words and shapes from docs.pawapay.io, nothing of our code."""

from __future__ import annotations

import http.client
import json
import re
import threading
import uuid
from collections import deque
from datetime import timedelta
from http.server import ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from domain.shared.clock import Clock
from tests.integrations.mobile_money.servers.pawapay_http import handler
from tests.integrations.mobile_money.servers.pawapay_signing import Signer

AMOUNT = re.compile(r"(0|[1-9][0-9]{0,17})([.][0-9]{0,3}[1-9])?")
UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
OF_A_CHECKOUT = {
    "checkoutId", "returnUrl", "defaultLanguage", "countries", "expiresAfter", "amounts", "clientReferenceId",
    "reason", "metadata",
}  # fmt: skip
OF_A_DEPOSIT = {
    "depositId", "amount", "currency", "payer", "clientReferenceId", "customerMessage", "metadata", "successfulUrl",
    "failedUrl", "preAuthorisationCode",
}  # fmt: skip
OF_A_REFUND = {"refundId", "depositId", "amount", "currency", "clientReferenceId", "metadata"}
Fields = dict[str, Any]


class Refusal(Exception):
    def __init__(self, code: str, status: int = 200) -> None:
        super().__init__(code)
        self.code, self.status = code, status


class PawapayServer:
    """`tokens` are the accounts. `faults[door]` are what goes wrong next at `start`, `refund`, `status`, `keys`:
    lost, lost_before, http_500, html, truncated, reset, slow, or a refusal's code."""

    def __init__(self, clock: Clock, tokens: set[str], callback_url: str | None = None) -> None:
        self.clock, self.tokens, self.callback_url = clock, tokens, callback_url
        self.signer, self.keys = Signer(), [Signer("HTTP_EC_P256_KEY:0")]
        self.keys.append(self.signer)
        self.books: dict[tuple[str, str, str], Fields] = {}
        self.faults: dict[str, deque[str]] = {}
        self.calls: list[tuple[str, str, Any]] = []
        self.refund_ends_as = "COMPLETED"
        self.predicts = "ORANGE_CIV"
        self.lock = threading.RLock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler(self))
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    # -- the payer

    def try_to_pay(self, checkout_id: str, phone: str, status: str, code: str | None = None) -> Fields:
        """One deposit on the page of a checkout."""
        checkout = self._one("checkouts", checkout_id)
        price = checkout["amounts"][0]
        deposit = self._deposit(str(uuid.uuid4()), {**price, "phone": phone, "metadata": checkout["metadata"]})
        checkout["depositsHistory"].append(deposit)
        checkout["deposit"] = deposit
        self.books[(self._owner(checkout_id), "deposits", deposit["depositId"])] = deposit
        return self.settle(deposit["depositId"], status, code)

    def settle(self, deposit_id: str, status: str, code: str | None = None) -> Fields:
        deposit = self._one("deposits", deposit_id)
        deposit["status"] = status
        if status == "COMPLETED":
            deposit["providerTransactionId"] = f"MP{len(self.books)}"
        if code:
            deposit["failureReason"] = {"failureCode": code, "failureMessage": "as told"}
        if status in ("COMPLETED", "FAILED"):
            self.tell({name: value for name, value in deposit.items() if name != "clientReferenceId"})
        return deposit

    def end(self, checkout_id: str, status: str) -> None:
        self._one("checkouts", checkout_id)["status"] = status
        self.tell(self._one("checkouts", checkout_id))

    def tell(self, body: Fields) -> None:
        if self.callback_url is None:
            return
        at, raw = urlsplit(self.callback_url), json.dumps(body).encode()
        connection = http.client.HTTPConnection(at.hostname or "", at.port, timeout=10)
        connection.request("POST", at.path, raw, self.signer.headers(at.netloc, at.path, raw, self.clock.now()))
        connection.getresponse().read()
        connection.close()

    # -- the API

    def answer(self, token: str, method: str, path: str, body: Any) -> tuple[int, Any]:
        if token not in self.tokens:
            return 403, {"failureReason": {"failureCode": "AUTHENTICATION_ERROR", "failureMessage": "no"}}
        _, _, kind, *rest = path.split("/")
        try:
            with self.lock:
                return 200, self._act(token, method, kind, rest, body)
        except Refusal as no:
            failure = {"failureCode": no.code, "failureMessage": "no"}
            return no.status, {"status": "REJECTED", "failureReason": failure}

    def _act(self, token: str, method: str, kind: str, rest: list[str], body: Any) -> Any:
        match method, kind, rest:
            case "GET", "public-key", ["http"]:
                return [each.published for each in self.keys]
            case "POST", "predict-provider", []:
                return {"country": "CIV", "provider": self.predicts, "phoneNumber": body["phoneNumber"]}
            case "GET", ("checkouts" | "deposits" | "refunds"), [identity]:
                self._grow_old(token, identity)
                known = self.books.get((token, kind, identity))
                return {"status": "FOUND", "data": known} if known else {"status": "NOT_FOUND"}
            case "POST", "checkouts", [identity, "expire"]:
                return self._expire(token, identity)
            case "POST", ("checkouts" | "deposits" | "refunds"), []:
                return self._take(token, kind, body)
        raise Refusal("NOT_FOUND", 404)

    def _take(self, token: str, kind: str, body: Fields) -> Fields:
        name = kind[:-1] + "Id"
        allowed = {"checkouts": OF_A_CHECKOUT, "deposits": OF_A_DEPOSIT, "refunds": OF_A_REFUND}[kind]
        if body.keys() - allowed:
            raise Refusal("UNSUPPORTED_PARAMETER", 400)
        identity = str(body.get(name))
        if not UUID4.fullmatch(identity):
            raise Refusal("INVALID_PARAMETER", 400)
        if (token, kind, identity) in self.books:
            return {name: identity, "status": "DUPLICATE_IGNORED"}
        made = {"checkouts": self._checkout, "deposits": self._push, "refunds": self._refund}[kind](token, body)
        self.books[(token, kind, identity)] = made
        shown = ("redirectUrl", "created", "expiresAt", "nextStep")
        return {name: identity, "status": "ACCEPTED", **{each: made[each] for each in shown if each in made}}

    def _checkout(self, token: str, body: Fields) -> Fields:
        for price in body["amounts"]:
            _check(price["amount"])
        now, identity = self.clock.now(), body["checkoutId"]
        return {
            **body,
            "metadata": {name: value for each in body.get("metadata", []) for name, value in each.items()},
            "status": "WAITING_PAYMENT", "redirectUrl": f"https://pay.pawapay.test/{identity}?token={'x' * 1600}",
            "created": _z(now), "expiresAt": _z(now + timedelta(minutes=body["expiresAfter"])),
            "depositsHistory": [], "checkoutCode": "PPG1",
        }  # fmt: skip

    def _push(self, token: str, body: Fields) -> Fields:
        _check(body["amount"])
        details = body["payer"]["accountDetails"]
        made = self._deposit(body["depositId"], {**body, "phone": details["phoneNumber"], "metadata": {}})
        return {**made, "nextStep": "FINAL_STATUS"}

    def _deposit(self, identity: str, of: Fields) -> Fields:
        payer = {"type": "MMO", "accountDetails": {"phoneNumber": of["phone"], "provider": "ORANGE_CIV"}}
        amount = of["amount"] if "." in of["amount"] else of["amount"] + ".00"
        facts = {"depositId": identity, "status": "ACCEPTED", "amount": amount, "currency": of["currency"]}
        return {**facts, "country": "CIV", "payer": payer, "created": _z(self.clock.now()), "metadata": of["metadata"]}

    def _refund(self, token: str, body: Fields) -> Fields:
        _check(body["amount"])
        deposit = self.books.get((token, "deposits", body["depositId"]))
        if deposit is None:
            raise Refusal("NOT_FOUND")
        if deposit["status"] != "COMPLETED":
            raise Refusal("INVALID_STATE")
        of_it = [
            each for key, each in self.books.items() if key[1] == "refunds" and each["depositId"] == body["depositId"]
        ]
        given = sum(float(each["amount"]) for each in of_it if each["status"] != "FAILED")
        if given + float(body["amount"]) > float(deposit["amount"]):
            raise Refusal("AMOUNT_TOO_LARGE" if given < float(deposit["amount"]) else "DEPOSIT_ALREADY_REFUNDED")
        return {**body, "status": self.refund_ends_as, "created": _z(self.clock.now())}

    def _expire(self, token: str, identity: str) -> Fields:
        checkout = self.books.get((token, "checkouts", identity))
        if checkout is None:
            return {"status": "NOT_FOUND"}
        if checkout["status"] == "WAITING_PAYMENT":
            checkout["status"] = "EXPIRED"
        return {"checkoutId": identity, "status": checkout["status"], "reason": "MANUAL_EXPIRY", "expiredBy": "API"}

    def _grow_old(self, token: str, identity: str) -> None:
        checkout = self.books.get((token, "checkouts", identity))
        if checkout and checkout["status"] == "WAITING_PAYMENT" and checkout["expiresAt"] <= _z(self.clock.now()):
            checkout["status"] = "EXPIRED"

    def _one(self, kind: str, identity: str) -> Fields:
        return next(each for key, each in self.books.items() if key[1:] == (kind, identity))

    def _owner(self, identity: str) -> str:
        return next(token for token, _, known in self.books if known == identity)


def _check(amount: Any) -> None:
    if not isinstance(amount, str) or not AMOUNT.fullmatch(amount):
        raise Refusal("INVALID_AMOUNT")


def _z(at: Any) -> str:
    return str(at.isoformat(timespec="seconds").replace("+00:00", "Z"))
