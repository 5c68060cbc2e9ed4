"""A courier's word for where a parcel is -> our status and incident. A word that nobody listed is UNKNOWN."""

from __future__ import annotations

from domain.fulfillment.values import ShipmentStatus as S

SYNONYMS = {
    "confirmed": S.INFO_RECEIVED,
    "pickup_started": S.INFO_RECEIVED,
    "pre_transit": S.INFO_RECEIVED,
    "pickup_completed": S.PICKED_UP,
    "collected": S.PICKED_UP,
    "enleve": S.PICKED_UP,
    "transit": S.IN_TRANSIT,
    "en_transit": S.IN_TRANSIT,
    "delivery_started": S.OUT_FOR_DELIVERY,
    "en_livraison": S.OUT_FOR_DELIVERY,
    "ready_for_pickup": S.AVAILABLE_FOR_PICKUP,
    "delivery_failed": S.ATTEMPT_FAILED,
    "return_to_sender": S.RETURNING,
    "completed": S.DELIVERED,
    "livre": S.DELIVERED,
    "retourne": S.RETURNED,
    "perdu": S.LOST,
    "canceled": S.CANCELLED,
    "annule": S.CANCELLED,
}

# The second axis: something is wrong, and the parcel is where it was.
INCIDENTS = {
    "delayed": "delayed",
    "delivery_delayed": "delayed",
    "retarde": "delayed",
    "weather": "weather",
    "customs_hold": "customs_hold",
    "held_for_payment": "held_for_payment",
    "bad_address": "bad_address",
    "absent": "absent",
    "refused": "refused",
    "damaged": "damaged",
    "missing_documents": "missing_documents",
    "missorted": "missorted",
    "security": "security",
    "on_hold": "other",
}

CANONICAL = {status.value: status for status in S}
ACCENTS = str.maketrans("éèêàç", "eeeac")


def meaning(status: str) -> tuple[S, str]:
    """`Out for delivery`, `OUT-FOR-DELIVERY` and `out_for_delivery` are one word."""
    word = "_".join(status.casefold().translate(ACCENTS).replace("-", " ").replace("_", " ").split())
    return CANONICAL.get(word) or SYNONYMS.get(word, S.UNKNOWN), INCIDENTS.get(word, "")
