"""MTN MoMo as momodeveloper.mtn.com describes it, and the phones of its payers."""

from __future__ import annotations

import base64
import uuid
from dataclasses import dataclass, field
from typing import Any

from tests.integrations.mobile_money.servers.local import Call, Said, Stage
from tests.integrations.mobile_money.servers.telling import said, tell

EXISTS = said(409, {"code": "RESOURCE_ALREADY_EXIST", "message": "Duplicated reference id."})
NO_SUCH = said(404, {"code": "RESOURCE_NOT_FOUND", "message": "Requested resource was not found."})
WRONG_KEY = said(401, {"statusCode": 401, "message": "Access denied due to invalid subscription key."})
WRONG_TOKEN = said(401, {"message": "Unauthorized"})


@dataclass(slots=True)
class ApiUser:
    """Of one `merchant`: the users of its products see the same payments."""

    merchant: str
    subscription_key: str
    callback_host: str
    api_key: str = ""


@dataclass(slots=True)
class Payment:
    merchant: str
    order: dict[str, Any]
    callback_url: str | None
    status: str = "PENDING"
    reason: object = None
    txn: str | None = None
    told: list[int] = field(default_factory=list)

    def shown(self) -> dict[str, Any]:
        optional = {"financialTransactionId": self.txn, "reason": self.reason}
        return {**self.order, "status": self.status, **{name: value for name, value in optional.items() if value}}


class MtnServer(Stage):
    """Every subscription key that begins with a product's name is good for that product; what follows is the merchant.

    Markets differ: `reason_as_object`, `numbers_as_numbers` say how this one writes.
    """

    def __init__(self) -> None:
        self.users: dict[str, ApiUser] = {}
        self.tokens: dict[str, tuple[str, ApiUser]] = {}
        self.payments: dict[str, Payment] = {}
        self.refunds: dict[str, Payment] = {}
        self.reason_as_object = self.numbers_as_numbers = False
        self.token_seconds = 3600
        self.callback_method = "POST"
        super().__init__()

    # -- the payer

    def pay(self, ref: str) -> None:
        payment = self.payments[ref]
        payment.reason, payment.txn = None, str(10_000_000 + len(self.payments))
        self._settle(payment, "SUCCESSFUL")

    def refuse(self, ref: str, reason: str) -> None:
        self.payments[ref].reason = {"code": reason, "message": reason.lower()} if self.reason_as_object else reason
        self._settle(self.payments[ref], "FAILED")

    def forget_tokens(self) -> None:
        self.tokens.clear()

    def _settle(self, payment: Payment, status: str) -> None:
        payment.status = status
        if payment.callback_url:
            payment.told.append(tell(self.callback_method, payment.callback_url, payment.shown()))

    # -- the wire

    def door_of(self, call: Call) -> str:
        kinds = {"/collection/v1_0/requesttopay": "start", "/disbursement/v2_0/refund": "refund"}
        name = kinds.get(call.path, "token" if call.path.endswith("/token/") else "status")
        return name if call.method == "POST" else "status"

    def answer(self, call: Call) -> Said:
        if call.path.startswith("/v1_0/apiuser"):
            return self._provision(call)
        product = call.path.split("/")[1]
        key = call.headers.get("ocp-apim-subscription-key", "")
        if not key.startswith(product):
            return WRONG_KEY
        if call.path == f"/{product}/token/":
            return self._token(call, product, key)
        held = self.tokens.get(call.headers.get("authorization", "").removeprefix("Bearer "))
        if held is None or held[0] != product:
            return WRONG_TOKEN
        return self._work(call, held[1], self.payments if product == "collection" else self.refunds)

    def _work(self, call: Call, user: ApiUser, kept: dict[str, Payment]) -> Said:
        if call.method == "GET":
            found = kept.get(call.path.rsplit("/", 1)[1])
            return said(200, self._shown(found)) if found and found.merchant == user.merchant else NO_SUCH
        ref = call.headers["x-reference-id"]
        if str(uuid.UUID(ref)) != ref or "x-target-environment" not in call.headers:
            return said(400, {"code": "BAD_REQUEST", "message": "X-Reference-Id is not a UUID"})
        if ref in kept:
            return EXISTS
        return self._pay_back(call, user, ref) if kept is self.refunds else self._ask_for(call, user, ref)

    def _ask_for(self, call: Call, user: ApiUser, ref: str) -> Said:
        order, url = call.json(), call.headers.get("x-callback-url")
        if url == "" or not isinstance(order["amount"], str) or not order["payer"]["partyId"].isdigit():
            return said(400, {"code": "BAD_REQUEST", "message": "Bad request"})
        if url and user.callback_host not in url:
            return said(400, {"code": "INVALID_CALLBACK_URL_HOST", "message": "The callback url host is not known"})
        self.payments[ref] = Payment(user.merchant, order, url)
        return said(202)

    def _pay_back(self, call: Call, user: ApiUser, ref: str) -> Said:
        order = call.json()
        paid = self.payments.get(order["referenceIdToRefund"])
        if paid is None or paid.merchant != user.merchant:
            return NO_SUCH
        if paid.status != "SUCCESSFUL":
            return said(400, {"code": "NOT_ALLOWED", "message": "The payment was not successful"})
        gone = [float(refund.order["amount"]) for refund in self.refunds.values() if self._is_of(refund, order)]
        refund = self.refunds[ref] = Payment(user.merchant, order, None, "SUCCESSFUL", txn=f"R{len(self.refunds)}")
        if sum(gone) + float(order["amount"]) > float(paid.order["amount"]):
            refund.status, refund.reason = "FAILED", "NOT_ENOUGH_FUNDS"
        return said(202)

    def _is_of(self, refund: Payment, order: dict[str, Any]) -> bool:
        return refund.status == "SUCCESSFUL" and refund.order["referenceIdToRefund"] == order["referenceIdToRefund"]

    def _shown(self, payment: Payment) -> dict[str, Any]:
        shown = payment.shown()
        return {**shown, "amount": int(shown["amount"])} if self.numbers_as_numbers else shown

    def _token(self, call: Call, product: str, key: str) -> Said:
        user_id, _, api_key = (
            base64.b64decode(call.headers["authorization"].removeprefix("Basic ")).decode().partition(":")
        )
        user = self.users.get(user_id)
        if user is None or user.api_key != api_key or user.subscription_key != key:
            return said(401, {"error": "login_failed"})
        token = uuid.uuid4().hex
        self.tokens[token] = (product, user)
        return said(200, {"access_token": token, "token_type": "access_token", "expires_in": self.token_seconds})

    def _provision(self, call: Call) -> Said:
        key, parts = call.headers.get("ocp-apim-subscription-key", ""), call.path.split("/")
        if "-" not in key:
            return WRONG_KEY
        if len(parts) == 3:
            host = call.json()["providerCallbackHost"]
            self.users[call.headers["x-reference-id"]] = ApiUser(key.split("-", 1)[1], key, host)
            return said(201)
        self.users[parts[3]].api_key = uuid.uuid4().hex
        return said(201, {"apiKey": self.users[parts[3]].api_key})
