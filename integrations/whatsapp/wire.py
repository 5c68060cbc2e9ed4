"""What every transport needs of its wire: words that can be kept, addresses, how far a message got."""

from __future__ import annotations

import re
from dataclasses import dataclass

PHONE = re.compile(r"\+[1-9]\d{5,14}", re.ASCII)
# Business-scoped user id: `CI.13491208655302741918`, of a parent business `US.ENT.…`.
USER_ID = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """A transport's news of one sent message. `status`: queued, sent, delivered, read or failed.

    `key` is the message's own, where the transport gave it back; `error_code` its word for a failure.
    """

    provider_id: str
    key: str | None
    status: str
    error_code: str = ""


def is_address(text: str) -> bool:
    """An E.164 number or a business-scoped user id."""
    return bool(PHONE.fullmatch(text) or USER_ID.fullmatch(text))
