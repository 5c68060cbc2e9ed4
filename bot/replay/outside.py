"""What happened outside, as transcripts call it: known from the events that it led to."""

from __future__ import annotations

from integrations.store.chats import Happened

OPENS = "opens the link"
IN_TIME = "no_answer", "link_expired"


def outside_words(events: list[Happened], orders: dict[str, int]) -> str | None:
    """As transcripts call it; None for what is only a consequence, or comes with time."""
    by_name = {event.name: event.payload for event in events}
    if {"PaymentConfirmed", "MoneyCredited"} <= by_name.keys():
        return "wallet pays more"
    if words := next((words for name, words in WORDS.items() if name in by_name), None):
        return words
    if (failed := by_name.get("PaymentFailed")) and failed["reason"] not in IN_TIME:
        return "wallet declines"
    if moved := by_name.get("ShipmentStatusChanged"):
        return f"courier: {orders[moved['order_id']]} {moved['new']}"
    return None


WORDS = {
    "PaymentOnDelivery": "wallet approves",
    "PaymentConfirmed": "wallet approves",
    "PaymentPartlyReceived": "wallet pays less",
    "PaymentHeldForReview": "wallet pays in another currency",
    "DuplicatePaymentReceived": "wallet pays twice",
    "PaymentTakenBack": "wallet takes it back",
}
