"""A stand-in for Paystack's Transaction and Refund APIs: shapes from PaystackOSS, nothing of our code."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.shared.clock import Clock
from tests.integrations.mobile_money.servers.local import Call, Said, Stage

REFERENCE = re.compile(r"[A-Za-z0-9.=-]+")
CURRENCIES = {"GHS", "KES", "NGN", "ZAR", "USD"}
VERIFY = "/transaction/verify/"
Fields = dict[str, Any]


class Refusal(Exception):
    def __init__(self, status: int, message: str, code: str | None = None) -> None:
        super().__init__(message)
        self.status, self.code = status, code


class PaystackServer(Stage):
    """`keys` are the integrations. `refunds_end_as` is what a new refund becomes. Doors: start, verify, list, refund,
    refunds. `old_errors`: without a code, as it was for years."""

    def __init__(self, clock: Clock, keys: set[str]) -> None:
        self.clock, self.keys = clock, keys
        self.transactions: dict[str, tuple[str, Fields]] = {}
        self.refunds: list[tuple[str, Fields]] = []
        self.refunds_end_as = "processed"
        self.old_errors = False
        super().__init__()

    # -- the payer

    def pay(self, ref: str) -> None:
        data = self.transactions[ref][1]
        paid = {"status": "success", "gateway_response": "Approved", "paid_at": _z(self.clock.now())}
        told = {"fees": data["amount"] * 15 // 1000 + 1, "receipt_number": f"SKV{data['id']}"}
        data.update(paid | told, channel="mobile_money")

    def charge_back(self, ref: str) -> None:
        """By a refund that somebody made in the dashboard."""
        data = self.transactions[ref][1]
        data["status"] = "reversed"
        made = {"transaction": data["id"], "amount": data["amount"], "status": "processed", "merchant_note": "by hand"}
        self.refunds.append((self.transactions[ref][0], {"id": 9000, **made}))

    def fail(self, ref: str, said: str) -> None:
        self.transactions[ref][1].update(status="failed", gateway_response=said)

    def grow_old(self, ref: str, by: timedelta) -> None:
        """The page was opened that much earlier, and nobody tried."""
        data = self.transactions[ref][1]
        data["created_at"] = _z(datetime.fromisoformat(data["created_at"]) - by)

    def event(self, ref: str, kind: str = "charge.success") -> bytes:
        return json.dumps({"event": kind, "data": self.transactions[ref][1]}).encode()

    def signed(self, body: bytes, key: str) -> str:
        return hmac.new(key.encode(), body, hashlib.sha512).hexdigest()

    # -- the API

    def door_of(self, call: Call) -> str:
        if call.path.startswith(VERIFY):
            return "verify"
        doors = {"/transaction/initialize": "start", "/transaction": "list"}
        return doors.get(call.path, "refund" if call.method == "POST" else "refunds")

    def answer(self, call: Call) -> Said:
        try:
            data = self._act(self._owner(call), call)
            meta = {"meta": {"total": len(data), "page": 1}} if isinstance(data, list) else {}
            return Said(200, json.dumps({"status": True, "message": "Done", "data": data, **meta}).encode())
        except Refusal as no:
            error: Fields = {"status": False, "message": str(no)}
            if no.code and not self.old_errors:
                error |= {"meta": {"nextStep": "Look"}, "type": "validation_error", "code": no.code}
            return Said(no.status, json.dumps(error).encode())

    def _owner(self, call: Call) -> str:
        kind, _, key = call.headers.get("authorization", "").partition(" ")
        if kind != "Bearer" or key not in self.keys:
            raise Refusal(401, "Invalid key", "invalid_Key")
        return key

    def _act(self, owner: str, call: Call) -> Any:
        match self.door_of(call):
            case "start":
                return self._initialize(owner, call.json())
            case "verify":
                return self._one(owner, call.path.removeprefix(VERIFY))
            case "list":
                return _page(self._listed(owner, call.query), call.query)
            case "refund":
                return self._refund(owner, call.json())
            case _:
                return _page(self._given_back(owner, call.query), call.query)

    def _initialize(self, owner: str, body: Fields) -> Fields:
        ref = body["reference"]
        if "@" not in body["email"]:
            raise Refusal(400, "Invalid Email Address Passed", "invalid_params")
        if type(body["amount"]) is not int or body["amount"] <= 0:
            raise Refusal(400, "Invalid Amount Sent", "invalid_params")
        if body["currency"] not in CURRENCIES:
            raise Refusal(403, "Currency not supported by merchant", "unsupported_currency")
        if not REFERENCE.fullmatch(ref) or ref in self.transactions:
            raise Refusal(400, "Duplicate Transaction Reference", "duplicate_reference")
        self.transactions[ref] = owner, {
            "id": 1000 + len(self.transactions), "domain": "test", "status": "abandoned", "reference": ref,
            "amount": body["amount"], "currency": body["currency"], "gateway_response": "Not completed",
            "message": None, "paid_at": None, "created_at": _z(self.clock.now()), "channel": "card", "fees": None,
            "receipt_number": None,
            "metadata": body["metadata"], "customer": {"email": body["email"], "phone": None},
            "requested_amount": body["amount"],
        }  # fmt: skip
        url = f"https://checkout.paystack.test/{len(self.transactions)}"
        return {"authorization_url": url, "access_code": url[-1], "reference": ref}

    def _one(self, owner: str, ref: str) -> Fields:
        held, data = self.transactions.get(ref, ("", {}))
        if held != owner:
            raise Refusal(400, "Transaction reference not found", "transaction_not_found")
        return data

    def _listed(self, owner: str, query: dict[str, str]) -> list[Fields]:
        since, until = (datetime.fromisoformat(query[name]) for name in ("from", "to"))
        mine = [data for held, data in self.transactions.values() if held == owner]
        within = [data for data in mine if since <= datetime.fromisoformat(data["created_at"]) <= until]
        return [data for data in within if data["status"] == query.get("status", data["status"])][::-1]

    def _refund(self, owner: str, body: Fields) -> Fields:
        data = self._one(owner, body["transaction"])
        if data["status"] == "reversed":
            raise Refusal(400, "Transaction has been fully reversed", "transaction_reversed")
        if data["status"] != "success":
            raise Refusal(400, "Transaction status is not reversible", "invalid_transaction_status")
        given = sum(refund["amount"] for _, refund in self.refunds if refund["transaction"] == data["id"])
        if given + body["amount"] > data["amount"]:
            raise Refusal(400, "Total refund amount cannot exceed original transaction amount", "invalid_params")
        refund = {
            "id": 7000 + len(self.refunds), "transaction": data["id"], "amount": body["amount"], "status": "pending",
            "currency": data["currency"], "merchant_note": body["merchant_note"], "domain": "test",
        }  # fmt: skip
        self.refunds.append((owner, refund))
        data["status"] = "reversed" if given + body["amount"] == data["amount"] else "success"
        answer = {**refund, "transaction": {"id": data["id"], "reference": data["reference"]}}
        refund["status"] = self.refunds_end_as
        return answer

    def _given_back(self, owner: str, query: dict[str, str]) -> list[Fields]:
        mine = [refund for held, refund in self.refunds if held == owner]
        return [
            refund
            for refund in mine
            if str(refund["transaction"]) == query.get("transaction", str(refund["transaction"]))
        ]


def _page(found: list[Fields], query: dict[str, str]) -> list[Fields]:
    size, number = int(query["perPage"]), int(query["page"])
    return found[(number - 1) * size : number * size]


def _z(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
