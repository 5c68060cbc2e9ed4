"""What a stream is not told: whoever reads it has no need to know who people are, where they are or what they said.

Identities that stay are the shop's own random ids. A field or an event that this release does not know is not told
either, but for ids: nobody has decided about it here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from domain.shared.events import DomainEvent, event_types

LEFT_OUT: dict[str, frozenset[str]] = {
    "BuyerWrote": frozenset({"name", "words", "to", "file"}),
    "CarrierAssigned": frozenset({"rider"}),
    "CashCollected": frozenset({"holder"}),
    "CashHandedIn": frozenset({"holder"}),
    "InventoryUpdated": frozenset({"reference"}),
    "MoneyMoved": frozenset({"reference"}),
    "RefundAsked": frozenset({"by", "words"}),
    "RefundFailed": frozenset({"payer"}),
    "RefundSeconded": frozenset({"by"}),
    "ShopWrote": frozenset({"by", "name", "words"}),
    "SupportEnded": frozenset({"by"}),
    "SupportRequested": frozenset({"name", "last_words"}),
    "SupportUnanswered": frozenset({"name"}),
    "TurnFailed": frozenset({"identity"}),
}
IN_THE_ENVELOPE = {"event_id", "trace_id", "occurred_at"}


def told(name: str, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Of an event's facts those that leave the installation."""
    return {field: payload[field] for field in payload if _is_told(name, field)}


def told_fields(kind: type[DomainEvent]) -> list[str]:
    return [field.name for field in fields(kind) if _is_told(kind.__name__, field.name)]


def _is_told(name: str, field: str) -> bool:
    kind = event_types().get(name)
    known = {each.name for each in fields(kind)} if kind else set[str]()
    is_open = field.endswith("_id") or field in known
    return is_open and field not in IN_THE_ENVELOPE and field not in LEFT_OUT.get(name, ())
