"""Daraja as its descriptions have it, and the phones of its payers. It knows no key of ours: each push rings."""

from __future__ import annotations

import base64
import re
import uuid
from dataclasses import dataclass
from typing import Any

from tests.integrations.mobile_money.servers.local import Call, Said, Stage
from tests.integrations.mobile_money.servers.telling import said, tell

PUSH, QUERY, REVERSAL = (
    "/mpesa/stkpush/v1/processrequest",
    "/mpesa/stkpushquery/v1/query",
    "/mpesa/reversal/v1/request",
)


@dataclass(frozen=True, slots=True)
class Merchant:
    key: str
    secret: str
    shortcode: str
    passkey: str
    initiator: str = "shopapi"
    credential: str = "b64=="


@dataclass(slots=True)
class Prompt:
    merchant: Merchant
    order: dict[str, Any]
    code: int | None = None
    text: str = ""
    receipt: str = ""
    reversed: bool = False


class MpesaServer(Stage):
    """The result of a reversal comes before the answer to the call: that is the worst order."""

    def __init__(self, *merchants: Merchant) -> None:
        self.merchants = {merchant.key: merchant for merchant in merchants}
        self.tokens: dict[str, Merchant] = {}
        self.prompts: dict[str, Prompt] = {}
        self.token_seconds = "3599"
        super().__init__()

    # -- the payer

    def pay(self, ref: str) -> None:
        prompt = self.prompts[ref]
        prompt.code, prompt.text = 0, "The service request is processed successfully."
        prompt.receipt = f"SHG{len(self.prompts):07d}"
        items = [
            {"Name": "Amount", "Value": float(prompt.order["Amount"])},
            {"Name": "MpesaReceiptNumber", "Value": prompt.receipt},
            {"Name": "Balance"},
            {"Name": "TransactionDate", "Value": 20261120120005},
            {"Name": "PhoneNumber", "Value": int(prompt.order["PhoneNumber"])},
        ]
        self._tell(ref, CallbackMetadata={"Item": items})

    def refuse(self, ref: str, code: int, text: str) -> None:
        self.prompts[ref].code, self.prompts[ref].text = code, text
        self._tell(ref)

    def forget_tokens(self) -> None:
        self.tokens.clear()

    def _tell(self, ref: str, **more: object) -> None:
        prompt = self.prompts[ref]
        told = {"MerchantRequestID": "29115-1", "CheckoutRequestID": ref, "ResultCode": prompt.code}
        body = {"Body": {"stkCallback": {**told, "ResultDesc": prompt.text, **more}}}
        tell("POST", prompt.order["CallBackURL"], body)

    # -- the wire

    def door_of(self, call: Call) -> str:
        return {PUSH: "start", QUERY: "status", REVERSAL: "refund"}.get(call.path, "token")

    def answer(self, call: Call) -> Said:
        if call.path == "/oauth/v1/generate" and call.query == {"grant_type": "client_credentials"}:
            return self._token(call)
        merchant = self.tokens.get(call.headers.get("authorization", "").removeprefix("Bearer "))
        if merchant is None:
            return _error(404, "404.001.03", "Invalid Access Token")
        work = {PUSH: self._push, QUERY: self._query, REVERSAL: self._reverse}
        return work[call.path](merchant, call.json())

    def _push(self, merchant: Merchant, order: dict[str, Any]) -> Said:
        if wrong := _wrong_field(order):
            return _error(400, "400.002.02", f"Bad Request - Invalid {wrong}")
        if not _is_signed(merchant, order):
            return _error(500, "500.001.1001", "Wrong credentials")
        ref = f"ws_CO_{order['Timestamp']}{len(self.prompts):06d}"
        self.prompts[ref] = Prompt(merchant, order)
        accepted = {"MerchantRequestID": "29115-1", "CheckoutRequestID": ref, "ResponseCode": "0"}
        return said(200, {**accepted, "ResponseDescription": "Success", "CustomerMessage": "Success"})

    def _query(self, merchant: Merchant, order: dict[str, Any]) -> Said:
        prompt = self.prompts.get(order["CheckoutRequestID"])
        if prompt is None or prompt.merchant != merchant or not _is_signed(merchant, order):
            return _error(400, "400.002.02", "Bad Request - Invalid CheckoutRequestID")
        if prompt.code is None:
            return _error(500, "500.001.1001", "The transaction is being processed")
        told = {"MerchantRequestID": "29115-1", "CheckoutRequestID": order["CheckoutRequestID"], "ResponseCode": "0"}
        return said(200, {**told, "ResultCode": str(prompt.code), "ResultDesc": prompt.text})

    def _reverse(self, merchant: Merchant, order: dict[str, Any]) -> Said:
        if (order["Initiator"], order["SecurityCredential"]) != (merchant.initiator, merchant.credential):
            return _error(400, "400.002.02", "Bad Request - Invalid Initiator")
        paid = [prompt for prompt in self.prompts.values() if prompt.receipt == order["TransactionID"]]
        code: object = "R000002" if not paid else "R000001" if paid[0].reversed else 0
        for prompt in paid:
            prompt.reversed = True
        names = {"OriginatorConversationID": str(uuid.uuid4()), "ConversationID": f"AG_{uuid.uuid4().hex}"}
        result = {"ResultType": 0, "ResultCode": code, "ResultDesc": "", "TransactionID": "SHH0000000", **names}
        tell("POST", order["ResultURL"], {"Result": result})
        return said(
            200, {**names, "ResponseCode": "0", "ResponseDescription": "Accept the service request successfully."}
        )

    def _token(self, call: Call) -> Said:
        pair = base64.b64decode(call.headers["authorization"].removeprefix("Basic ")).decode()
        merchant = self.merchants.get(pair.partition(":")[0])
        if merchant is None or merchant.secret != pair.partition(":")[2]:
            return _error(400, "400.008.01", "")
        token = uuid.uuid4().hex
        self.tokens[token] = merchant
        return said(200, {"access_token": token, "expires_in": self.token_seconds})


def _wrong_field(order: dict[str, Any]) -> str | None:
    checks = {
        "PhoneNumber": bool(re.fullmatch(r"254[17]\d{8}", order["PhoneNumber"])),
        "Amount": type(order["Amount"]) is int and order["Amount"] > 0,
        "CallBackURL": order["CallBackURL"] == order["CallBackURL"].strip() and "://" in order["CallBackURL"],
        "AccountReference": len(order["AccountReference"]) <= 12,
        "TransactionDesc": len(order["TransactionDesc"]) <= 13,
    }
    return next((name for name, good in checks.items() if not good), None)


def _is_signed(merchant: Merchant, order: dict[str, Any]) -> bool:
    plain = f"{merchant.shortcode}{merchant.passkey}{order['Timestamp']}"
    return order["BusinessShortCode"] == merchant.shortcode and base64.b64decode(order["Password"]).decode() == plain


def _error(status: int, code: str, text: str) -> Said:
    return said(status, {"requestId": "11728-1", "errorCode": code, "errorMessage": text})
