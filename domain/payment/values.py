"""The small words of payment."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.shared.errors import Invalid
from domain.shared.money import Money


class AttemptState(StrEnum):
    """One try at collecting. `NEW` is kept before any call, `SENDING` while one is under way.

    UNKNOWN is left only by a status report. The failed states may still become SUCCEEDED, late, and only from an
    authenticated query; SUCCEEDED never moves back.
    """

    NEW = "new"
    SENDING = "sending"
    PENDING = "pending"
    REJECTED = "rejected"
    UNKNOWN = "unknown"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"

    @property
    def is_live(self) -> bool:
        return self in LIVE


LIVE = {AttemptState.NEW, AttemptState.SENDING, AttemptState.PENDING, AttemptState.UNKNOWN}


class PaymentState(StrEnum):
    """OPEN takes attempts; ON_DELIVERY waits for the cash; CLOSED takes no attempt, but money that comes all the same
    is still seen."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    ON_DELIVERY = "on_delivery"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Cash:
    """What is paid at the door. `holder` has it, as soon as it was collected: until it is handed in to the shop."""

    amount: Money
    holder: str = ""
    handed_in: bool = False


class Reason(StrEnum):
    """Why a wallet said no, in our words. A raw code that nobody listed is OTHER, never a guess."""

    INSUFFICIENT_FUNDS = "insufficient_funds"
    PAYER_DECLINED = "payer_declined"
    NO_ANSWER = "no_answer"
    WRONG_PIN = "wrong_pin"
    PAYER_NOT_FOUND = "payer_not_found"
    PAYER_BUSY = "payer_busy"
    LIMIT = "limit"
    WRONG_NUMBER = "wrong_number"
    PROVIDER_DOWN = "provider_down"
    AMOUNT = "amount"
    MERCHANT_CONFIG = "merchant_config"
    LINK_EXPIRED = "link_expired"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class MobileMoneyReference:
    """A provider's own name for a collection: unique together with the provider."""

    provider: str
    reference: str

    def __post_init__(self) -> None:
        if not self.provider or not self.reference.strip() or len(self.reference) > 128:
            raise Invalid("reference", f"{self.provider}:{self.reference[:20]}")
