"""The generic courier webhook: a JSON report, signed with a secret that the shop and its courier share."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from domain.fulfillment.use_cases import ParcelReport
from domain.fulfillment.values import TrackingCode
from domain.shared.errors import Invalid, Refusal
from integrations.couriers.signed.codes import meaning
from integrations.words import shown, storable

TOLERANCE = 300  # seconds between their clock and ours
LONGEST_NAME = 100
LONGEST_WORDS = 300


class Forged(Refusal):
    """The signature is missing, wrong or out of date."""


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """The X-Signature for a body sent with this X-Timestamp (unix seconds)."""
    return "sha256=" + hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def read_webhook(
    source: str, secrets: Iterable[str], headers: Mapping[str, str], body: bytes, now: datetime
) -> tuple[TrackingCode, ParcelReport]:
    """Verified, then read. `source` names the account: an event id is unique within it.

    There are two secrets while one replaces the other. Raises Forged, or Invalid naming the field.
    """
    _verify([secret for secret in secrets if secret], headers, body, now)
    data = _object(body)
    status, incident = meaning(_words(data, "status", LONGEST_NAME))
    report = ParcelReport(
        source=source,
        event_id=_words(data, "event_id", LONGEST_NAME),
        status=status,
        occurred_at=_instant(data, "occurred_at"),
        location=_words(data, "location", LONGEST_WORDS, optional=True),
        message=_words(data, "message", LONGEST_WORDS, optional=True),
        incident=incident,
    )
    return _code(data), report


def _verify(secrets: list[str], headers: Mapping[str, str], body: bytes, now: datetime) -> None:
    timestamp, given = _header(headers, "X-Timestamp"), _header(headers, "X-Signature").lower().encode(errors="replace")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        raise Forged("no timestamp")
    if abs(now.timestamp() - int(timestamp)) > TOLERANCE:
        raise Forged("the timestamp is too far from now")
    expected = [sign(secret, timestamp, body).encode() for secret in secrets]
    if not any([hmac.compare_digest(given, one) for one in expected]):  # noqa: C419 - all are compared
        raise Forged("no secret of ours signs this")


def _object(body: bytes) -> dict[str, Any]:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise Invalid("body", f"{len(body)} bytes", "must be JSON") from None
    if not isinstance(data, dict):
        raise Invalid("body", type(data).__name__, "must be a JSON object")
    return data


def _words(data: Mapping[str, Any], name: str, longest: int, optional: bool = False) -> str:
    value = data.get(name)
    if value is None and optional:
        return ""
    if not isinstance(value, str) or not (value.strip() or optional):
        raise Invalid(name, shown(value), "must be a string that is not empty")
    if len(value) > longest or storable(value) != value:
        raise Invalid(name, shown(value), f"at most {longest} characters that can be kept")
    return value.strip()


def _code(data: Mapping[str, Any]) -> TrackingCode:
    text = _words(data, "tracking_code", LONGEST_NAME)
    try:
        return TrackingCode.typed(text)
    except Invalid:
        raise Invalid("tracking_code", shown(text), "must be 4 to 40 letters and digits") from None


def _instant(data: Mapping[str, Any], name: str) -> datetime:
    text = _words(data, name, LONGEST_NAME)
    try:
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is None:
            raise Invalid(name, shown(text), "needs its offset, like 2026-11-20T09:00:00+00:00")
        return instant.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid(name, shown(text), "must be ISO 8601, like 2026-11-20T09:00:00Z") from None


def _header(headers: Mapping[str, str], name: str) -> str:
    return next((value for key, value in headers.items() if key.lower() == name.lower()), "")
