"""A stand-in for Wave's Checkout and Balance APIs: words and shapes from docs.wave.com, nothing of our code."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.shared.clock import Clock
from tests.integrations.mobile_money.servers.local import Call, Said, Stage

AMOUNT = re.compile(r"[1-9][0-9]*")
MOBILE = re.compile(r"\+[1-9][0-9]{6,14}")
SESSION = re.compile(r"/v1/checkout/sessions/([^/]+)(?:/(expire|refund))?")
PAGE = 2
Fields = dict[str, Any]


class Refusal(Exception):
    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


class WaveServer(Stage):
    """`keys` are the wallets: key -> business name. Doors: search, start, status, expire, refund, statement."""

    def __init__(self, clock: Clock, keys: dict[str, str]) -> None:
        self.clock, self.keys = clock, keys
        self.sessions: dict[str, Fields] = {}
        self.owners: dict[str, str] = {}
        self.entries: list[tuple[str, Fields]] = []
        self.nested_errors = False
        super().__init__()

    # -- the payer

    def pay(self, ref: str, mobile: str) -> None:
        """Whoever opened the link taps Pay; a payment that was under way may end after its session did."""
        session, today = self.sessions[ref], self.clock.now()
        if session.get("restrict_payer_mobile", mobile) != mobile:
            return self.fail(ref, "payer-mobile-mismatch")
        if session["payment_status"] == "succeeded":
            return self.fail(ref, "payment-failure")
        gross = int(session["amount"])
        fee = max(1, gross // 100)
        txn = f"T_{len(self.entries):08}"
        session.update(checkout_status="complete", payment_status="succeeded", transaction_id=txn)
        session.update(when_completed=_z(today), last_payment_error=None)
        self.enter(ref, "api_checkout", txn, str(gross - fee), str(fee), mobile)
        return None

    def fail(self, ref: str, code: str) -> None:
        """One try; the session stays open for the next."""
        self.sessions[ref]["last_payment_error"] = {"code": code, "message": "no"}

    def give_up(self, ref: str, code: str) -> None:
        self.fail(ref, code)
        self.sessions[ref].update(checkout_status="complete", payment_status="cancelled")

    def expire(self, ref: str) -> None:
        self.sessions[ref]["checkout_status"] = "expired"

    def enter(self, ref: str, kind: str, txn: str, amount: str, fee: str, mobile: str) -> None:
        entry = {
            "timestamp": _z(self.clock.now()), "transaction_id": txn, "transaction_type": kind, "amount": amount,
            "fee": fee, "balance": "10344", "currency": "XOF", "is_reversal": kind.endswith("refund"),
            "counterparty_name": "Awa", "counterparty_mobile": mobile, "checkout_api_session_id": ref,
            "client_reference": self.sessions[ref]["client_reference"],
        }  # fmt: skip
        self.entries.append((self.owners[ref], entry))

    def event(self, ref: str, kind: str = "checkout.session.completed") -> bytes:
        """Shown with spaces after `:` and `,`, as in the published example."""
        return json.dumps({"id": f"EV_{ref}_{kind}", "type": kind, "data": self.sessions[ref]}).encode()

    def signed(self, body: bytes, secret: str) -> str:
        stamp = str(int(self.clock.now().timestamp()))
        return f"t={stamp},v1={hmac.new(secret.encode(), (stamp.encode() + body), hashlib.sha256).hexdigest()}"

    # -- the API

    def door_of(self, call: Call) -> str:
        if call.path == "/v1/transactions":
            return "statement"
        if call.path == "/v1/checkout/sessions/search":
            return "search"
        if call.method == "POST":
            return call.path.rsplit("/", 1)[1].replace("sessions", "start")
        return "status"

    def answer(self, call: Call) -> Said:
        try:
            made = self._act(self._owner(call), call)
            return Said(200, b"" if made is None else json.dumps(made).encode())
        except Refusal as no:
            error: Fields = {"code": no.code, "message": "no"}
            return Said(no.status, json.dumps({"error": error} if self.nested_errors else error).encode())

    def _owner(self, call: Call) -> str:
        kind, _, key = call.headers.get("authorization", "").partition(" ")
        if kind != "Bearer" or key not in self.keys:
            raise Refusal(401, "no-matching-api-key")
        return key

    def _act(self, owner: str, call: Call) -> Fields | None:
        doors: dict[str, Callable[[], Fields | None]] = {
            "statement": lambda: self._statement(owner, call.query),
            "search": lambda: {"result": self._named(owner, call.query.get("client_reference"))},
            "start": lambda: self._create(owner, call.json()),
            "status": lambda: self._one(owner, call.path),
            "expire": lambda: self._expire(self._one(owner, call.path)),
            "refund": lambda: self._refund(self._one(owner, call.path)),
        }
        return doors[self.door_of(call)]()

    def _create(self, owner: str, body: Fields) -> Fields:
        mobile = body.get("restrict_payer_mobile")
        known = {"amount", "currency", "client_reference", "success_url", "error_url", "restrict_payer_mobile"}
        right = isinstance(body["amount"], str) and AMOUNT.fullmatch(body["amount"]) and body["currency"] == "XOF"
        if not right or body.keys() - known or not (mobile is None or MOBILE.fullmatch(mobile)):
            raise Refusal(400, "request-validation-error")
        ref, now = f"cos-{len(self.sessions) + 1:05}", self.clock.now()
        self.owners[ref] = owner
        self.sessions[ref] = {
            **body, "id": ref, "checkout_status": "open", "payment_status": "processing", "transaction_id": None,
            "last_payment_error": None, "business_name": self.keys[owner], "when_created": _z(now),
            "wave_launch_url": f"https://pay.wave.test/c/{ref}", "when_expires": _z(now + timedelta(days=1)),
        }  # fmt: skip
        return self.sessions[ref]

    def _one(self, owner: str, path: str) -> Fields:
        found = SESSION.fullmatch(path)
        ref = found[1] if found else ""
        if self.owners.get(ref) != owner:
            raise Refusal(404, "checkout-session-not-found")
        return self.sessions[ref]

    def _named(self, owner: str, reference: str | None) -> list[Fields]:
        mine = [each for each in self.sessions.values() if self.owners[each["id"]] == owner]
        return [each for each in mine if each["client_reference"] == reference]

    def _expire(self, session: Fields) -> None:
        if session["checkout_status"] != "open":
            raise Refusal(409, "checkout-session-not-open")
        session["checkout_status"] = "expired"

    def _refund(self, session: Fields) -> None:
        if session["payment_status"] != "succeeded":
            raise Refusal(409, "checkout-refund-failed")
        ref = session["id"]
        undone = [
            entry for _, entry in self.entries if entry["checkout_api_session_id"] == ref and entry["is_reversal"]
        ]
        if not undone:
            self.enter(ref, "api_checkout_refund", f"T_R{ref}", f"-{session['amount']}", "0", "+2250700000001")

    def _statement(self, owner: str, query: dict[str, str]) -> Fields:
        day = query["date"]
        mine = [entry for key, entry in self.entries if key == owner and entry["timestamp"].startswith(day)]
        first = int(query.get("after", 0))
        page, more = mine[first : first + PAGE], len(mine) > first + PAGE
        info = {"start_cursor": None, "end_cursor": str(first + PAGE), "has_next_page": more}
        return {"page_info": info, "date": day, "items": page}


def _z(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
