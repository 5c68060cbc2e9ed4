"""Between the domain's values and pawaPay's JSON: what cannot be read exactly is not read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from domain.payment.gateway import Accepted, CollectRequest, Redirect, StatusReport
from domain.payment.values import AttemptState
from domain.shared.errors import Invalid
from domain.shared.money import Money
from domain.shared.phone import PhoneNumber
from integrations.http import Reply
from integrations.mobile_money.pawapay.account import PawapayAccount
from integrations.mobile_money.pawapay.codes import COUNTRIES, DECIMALS, DEPOSIT_STATES, LANGUAGES, reason
from integrations.mobile_money.reading import Unreadable, instant, money, object_of, optional, text, within

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
ATTEMPT = "attemptId"
"""The name of our id in a checkout's metadata."""
LONGEST_REASON = 50
LONGEST_MESSAGE = 22


class NoSuchThing(Unreadable):
    """pawaPay answered, and has never heard of it."""


# -- writing ---------------------------------------------------------------------------------------------------------


def amount_text(amount: Money) -> str:
    """`1500`, `12.5`: no needless zeros, which some operators refuse. Raises Invalid for what cannot be written."""
    decimals = DECIMALS.get(amount.currency)
    if decimals is None:
        raise Invalid("currency", amount.currency)
    if amount.major * 10**decimals % 1:
        raise Invalid("amount", amount, f"{decimals} decimals at most")
    return f"{amount.major.normalize():f}"


def countries_of(account: PawapayAccount, currency: str) -> list[str]:
    """pawaPay's names of the account's countries that have this currency."""
    known = [COUNTRIES[country] for country in account.countries if country in COUNTRIES]
    return [alpha3 for alpha3, currencies in known if currency in currencies]


def checkout_body(request: CollectRequest, account: PawapayAccount) -> dict[str, object]:
    """Nothing beyond what is documented: pawaPay refuses parameters that it does not know."""
    countries = countries_of(account, request.amount.currency)
    price = {"currency": request.amount.currency, "amount": amount_text(request.amount)}
    language = _language(request)
    return {
        "checkoutId": request.attempt_id,
        "returnUrl": request.return_url,
        "defaultLanguage": language,
        "countries": countries,
        "expiresAfter": account.link_minutes,
        "amounts": [{"country": country, **price} for country in countries],
        "clientReferenceId": request.order_ref,
        "reason": {language: plain(f"{request.order_ref} {request.shop_name}", LONGEST_REASON)},
        "metadata": [{ATTEMPT: request.attempt_id}],
    }


def deposit_body(request: CollectRequest, payer: PhoneNumber, operator: str) -> dict[str, object]:
    details = {"phoneNumber": digits(payer), "provider": operator}
    return {
        "depositId": request.attempt_id,
        "amount": amount_text(request.amount),
        "currency": request.amount.currency,
        "payer": {"type": "MMO", "accountDetails": details},
        "clientReferenceId": request.order_ref,
        "customerMessage": plain(f"Order {request.order_ref}", LONGEST_MESSAGE),
    }


def refund_body(refund_id: str, deposit_id: str, amount: Money) -> dict[str, object]:
    price = {"amount": amount_text(amount), "currency": amount.currency}
    return {"refundId": refund_id, "depositId": deposit_id, **price}


def digits(phone: PhoneNumber) -> str:
    return phone.e164.removeprefix("+")


def plain(text: str, longest: int) -> str:
    """Letters, digits and spaces: all that a narration may have."""
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", " ", ascii_only)[:longest].strip()


def _language(request: CollectRequest) -> str:
    return request.language if request.language in LANGUAGES else "en"


# -- reading ---------------------------------------------------------------------------------------------------------


def fields_of(reply: Reply) -> Mapping[str, Any]:
    """The JSON object in a 2xx answer; raises Unreadable."""
    if not reply.ok:
        raise Unreadable(f"{reply.status} {failure_code_of(reply) or ''}".strip())
    return object_of(reply.body)


def found(reply: Reply) -> Mapping[str, Any]:
    """What is in `{"status": "FOUND", "data": {…}}`; raises NoSuchThing where it says NOT_FOUND."""
    fields = fields_of(reply)
    if fields.get("status") == "NOT_FOUND":
        raise NoSuchThing("NOT_FOUND")
    data = fields.get("data")
    if fields.get("status") != "FOUND" or not isinstance(data, dict):
        raise Unreadable("neither FOUND nor NOT_FOUND")
    return data


def failure_code_of(reply: Reply) -> str | None:
    """pawaPay's own word for why not; None where the answer does not come from its API."""
    try:
        return failure_code(object_of(reply.body))
    except Unreadable:  # whatever stood there instead
        return None


def failure_code(fields: Mapping[str, Any]) -> str | None:
    return optional(within(fields, "failureReason"), "failureCode")


def link(fields: Mapping[str, Any], request: CollectRequest, account: PawapayAccount) -> Accepted:
    """Of a checkout just made, or of the same one found again, which need not tell when it expires."""
    if text(fields, "checkoutId") != request.attempt_id:
        raise Unreadable("another checkout than ours")
    created = instant(fields, "created")
    expires_at = instant(fields, "expiresAt") or (created and created + timedelta(minutes=account.link_minutes))
    return Accepted(request.attempt_id, Redirect(text(fields, "redirectUrl")), expires_at)


def deposit_report(deposit: Mapping[str, Any]) -> StatusReport:
    """A status that is not in the table has no state; a payment whose amount cannot be read is no answer."""
    status, collected, code = text(deposit, "status"), money_of(deposit), failure_code(deposit)
    state = DEPOSIT_STATES.get(status)
    if state is AttemptState.SUCCEEDED and collected is None:
        return StatusReport(None, raw=f"{status}, amount unreadable")
    return StatusReport(
        state,
        money=collected,
        attempt_id=optional(deposit, "depositId"),
        payer=_payer(deposit),
        provider_txn=optional(deposit, "providerTransactionId"),
        reason=reason(code) if code and state is AttemptState.FAILED else None,
        raw=status if code is None else f"{status} {code}",
    )


def money_of(fields: Mapping[str, Any]) -> Money | None:
    return money(fields.get("amount"), fields.get("currency"))


def _payer(deposit: Mapping[str, Any]) -> str | None:
    number = optional(within(deposit, "payer", "accountDetails"), "phoneNumber")
    return f"+{number}" if number else None
