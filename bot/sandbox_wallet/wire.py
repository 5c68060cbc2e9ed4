"""What a request to collect must look like; each refusal has its code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from bot.sandbox_wallet.errors import WalletError, invalid
from bot.sandbox_wallet.words import OTHERWISE, WORDS

DECIMALS = {
    "XOF": 0, "XAF": 0, "GNF": 0, "RWF": 0, "UGX": 0,
    "KES": 2, "GHS": 2, "NGN": 2, "TZS": 2, "ZMW": 2, "CDF": 2, "MZN": 2, "AOA": 2,
}  # fmt: skip
AMOUNT = re.compile(r"(0|[1-9]\d{0,9})(\.\d{1,2})?", re.ASCII)
PAYER = re.compile(r"\+[1-9]\d{7,14}", re.ASCII)
NAME = re.compile(r"[A-Za-z0-9._:-]{1,64}", re.ASCII)
LARGEST = Decimal(10_000_000)
MODES = ("link", "push")


@dataclass(frozen=True, slots=True)
class CollectionOrder:
    """A request to collect, checked."""

    reference: str
    amount: str
    currency: str
    payer: str | None
    mode: str
    description: str
    business_name: str
    callback_url: str | None
    return_url: str | None
    language: str


def collection_order(body: Any) -> CollectionOrder:
    """Raises WalletError naming the first field that cannot be."""
    fields = _object(body)
    currency = _currency(fields)
    payer, mode = _payer(fields), _mode(fields)
    if mode == "push" and payer is None:
        raise invalid("payer", "payer_required", "a push needs a payer")
    return CollectionOrder(
        reference=name(fields, "reference"),
        amount=amount(fields, currency),
        currency=currency,
        payer=payer,
        mode=mode,
        description=_words(fields, "description"),
        business_name=_words(fields, "business_name"),
        callback_url=_url(fields, "callback_url"),
        return_url=_url(fields, "return_url"),
        language=_language(fields),
    )


def refund_order(body: Any, currency: str) -> tuple[str, str]:
    """The refund's id, as its sender named it, and the amount."""
    fields = _object(body)
    return name(fields, "id"), amount(fields, currency)


def amount(fields: Mapping[str, Any], currency: str) -> str:
    """In major units, with exactly the decimals of the currency."""
    given = fields.get("amount")
    if not isinstance(given, str) or not AMOUNT.fullmatch(given):
        raise invalid("amount", "invalid_amount", "a string of digits in major units, such as 1500 or 12.50")
    if len(given.partition(".")[2]) > DECIMALS[currency]:
        raise invalid("amount", "invalid_amount", f"{currency} has {DECIMALS[currency]} decimals")
    if not 0 < Decimal(given) <= LARGEST:
        raise invalid("amount", "amount_out_of_bounds", f"more than 0 and at most {LARGEST}")
    return f"{Decimal(given):.{DECIMALS[currency]}f}"


def name(fields: Mapping[str, Any], field: str) -> str:
    given = fields.get(field)
    if not isinstance(given, str) or not NAME.fullmatch(given):
        raise invalid(field, f"invalid_{field}", "1 to 64 letters, digits or . _ : -")
    return given


def phone(given: object) -> str | None:
    """E.164, spaces and dashes forgiven; None for what is no number."""
    digits = re.sub(r"[\s().-]", "", given) if isinstance(given, str) else ""
    digits = digits if digits.startswith("+") else f"+{digits.removeprefix('00')}"
    return digits if PAYER.fullmatch(digits) else None


def _object(body: Any) -> Mapping[str, Any]:
    if not isinstance(body, dict):
        raise WalletError(400, "invalid_json", "the body must be a JSON object")
    return body


def _currency(fields: Mapping[str, Any]) -> str:
    given = fields.get("currency")
    if not isinstance(given, str) or given not in DECIMALS:
        raise invalid("currency", "unsupported_currency", f"one of {', '.join(DECIMALS)}")
    return given


def _payer(fields: Mapping[str, Any]) -> str | None:
    given = fields.get("payer")
    if given is not None and (not isinstance(given, str) or not PAYER.fullmatch(given)):
        raise invalid("payer", "invalid_payer", "a number in E.164, such as +2250700000001")
    return given


def _mode(fields: Mapping[str, Any]) -> str:
    if fields.get("mode") not in MODES:
        raise invalid("mode", "invalid_mode", "link or push")
    return str(fields["mode"])


def _words(fields: Mapping[str, Any], field: str) -> str:
    given = fields.get(field) or ""
    if not isinstance(given, str) or len(given) > 200:
        raise invalid(field, f"invalid_{field}", "at most 200 characters")
    return given


def _url(fields: Mapping[str, Any], field: str) -> str | None:
    given = fields.get(field)
    if given is not None and not (isinstance(given, str) and _is_web_address(given)):
        raise invalid(field, f"invalid_{field}", "an http or https address")
    return given


def _is_web_address(given: str) -> bool:
    try:
        parts = urlsplit(given)
        reachable = bool(parts.hostname) and parts.port != 0
        return parts.scheme in ("http", "https") and reachable and len(given) <= 2000
    except ValueError:
        return False


def _language(fields: Mapping[str, Any]) -> str:
    given = fields.get("language") or OTHERWISE
    if not isinstance(given, str):
        raise invalid("language", "invalid_language", f"one of {', '.join(WORDS)}")
    return given[:2] if given[:2] in WORDS else OTHERWISE
