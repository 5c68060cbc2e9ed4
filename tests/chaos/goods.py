"""What must hold of stock and of orders (I6-I10 of the facts on reliability)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from domain.ordering.order_state import MAY_BECOME, OrderState
from tests.chaos.books import Books

BECAME = {
    "OrderPlaced": OrderState.AWAITING_PAYMENT,
    "OrderPaid": OrderState.PAID,
    "OrderConfirmed": OrderState.CONFIRMED,
    "OrderReadyForShipment": OrderState.READY_FOR_SHIPMENT,
    "OrderShipped": OrderState.SHIPPED,
    "OrderDelivered": OrderState.DELIVERED,
    "OrderFulfilled": OrderState.CLOSED,
    "OrderExpired": OrderState.EXPIRED,
    "OrderCancelled": OrderState.CANCELLED,
    "OrderReturned": OrderState.RETURNED,
}
STAGE = {
    "awaiting_payment": "awaiting_payment",
    "ready_for_shipment": "prepared",
    "shipped": "on_its_way",
    "closed": "closed",
    "expired": "expired",
    "cancelled": "cancelled",
    "returned": "returned",
}
"""Where the saga stands at the end of a transaction; a state that is not listed never survives one."""
HOLDS = {
    "awaiting_payment": {"held", "released"},  # released: somebody else took what had lapsed
    "ready_for_shipment": {"confirmed"},
    "shipped": {"confirmed"},
    "closed": {"confirmed"},
    "expired": {"released"},
    "cancelled": {"released"},
    "returned": {"released"},
}
GRACE = timedelta(seconds=20)


def stock_is_its_ledger(books: Books) -> Iterator[str]:
    """I6, I8: on hand is the sum of all movements, each begins where the one before ended, never below nothing."""
    counted: dict[Any, int] = defaultdict(int)
    for _, moved in books.events("InventoryUpdated"):
        place = moved["shop_id"], moved["sku"]
        if moved["before"] != counted[place] or moved["after"] < 0:
            yield f"{place[1]} moved from {moved['before']} to {moved['after']} when {counted[place]} were there"
        counted[place] = moved["after"]
    for variant in books["catalog_variants"]:
        by_ledger = counted[variant["shop_id"], variant["sku"]]
        if variant["on_hand"] != by_ledger:
            yield f"{variant['sku']}: {variant['on_hand']} on hand, {by_ledger} by ledger"


def held_is_held_by_somebody(books: Books) -> Iterator[str]:
    """I7: what is off the shelf is what standing holds hold."""
    standing = {hold["order_id"] for hold in books["catalog_holds"] if hold["state"] == "held"}
    held = Counter[Any]()
    for line in books["catalog_hold_lines"]:
        held[line["shop_id"], line["sku"]] += line["quantity"] if line["order_id"] in standing else 0
    for variant in books["catalog_variants"]:
        place = variant["shop_id"], variant["sku"]
        if variant["held"] != held[place] or not 0 <= variant["held"] <= variant["on_hand"]:
            yield f"{variant['sku']}: {variant['held']} held of {variant['on_hand']}, holds say {held[place]}"


def sold_is_what_was_ordered(books: Books) -> Iterator[str]:
    """Each order's goods left the shelf once, or not at all."""
    left = Counter[Any]()
    for _, moved in books.events("InventoryUpdated"):
        if moved["reason"] in ("sold", "restocked"):
            left[moved["reference"], moved["sku"]] += moved["before"] - moved["after"]
    holds = {hold["order_id"]: hold["state"] for hold in books["catalog_holds"]}
    for item in books["ordering_order_items"]:
        wanted = item["quantity"] if holds.get(item["order_id"]) == "confirmed" else 0
        if left[item["order_id"], item["sku"]] != wanted:
            yield f"order {item['order_id']}: {left[item['order_id'], item['sku']]} × {item['sku']} left, {wanted} due"


def orders_went_a_legal_way(books: Books) -> Iterator[str]:
    """I9: by the events, from placed to where it is, each step allowed."""
    story: dict[str, list[OrderState]] = defaultdict(list)
    for row, fact in books.events(*BECAME):
        story[fact["order_id"]].append(BECAME[row["name"]])
    for order in books["ordering_orders"]:
        steps = story.pop(order["id"], [])
        legal = all(after in MAY_BECOME[before] for before, after in pairwise(steps))
        if not legal or steps[:1] != [OrderState.AWAITING_PAYMENT] or steps[-1] != order["state"]:
            yield f"order {order['number']} is {order['state']}, its story is {[str(step) for step in steps]}"
    for order_id in story:
        yield f"events tell of an order {order_id} that is not there"


def one_order_for_each_cart(books: Books) -> Iterator[str]:
    carts = Counter(cart["customer_id"] for cart in books["ordering_carts"] if cart["checked_out"])
    orders = Counter(order["customer_id"] for order in books["ordering_orders"])
    for customer in carts | orders:
        if carts[customer] != orders[customer]:
            yield f"customer {customer} checked out {carts[customer]} carts and has {orders[customer]} orders"


def all_parts_of_an_order_agree(books: Books) -> Iterator[str]:
    """Saga, hold, payment and parcel stand where the order stands: they moved in one transaction."""
    stages = {row["business_id"]: row["state"]["stage"] for row in books["process_states"]}
    holds = {row["order_id"]: row["state"] for row in books["catalog_holds"]}
    parcels = {row["order_id"]: row["status"] for row in books["fulfillment_shipments"]}
    for order in books["ordering_orders"]:
        id, state = order["id"], order["state"]
        if stages.get(id) != STAGE.get(state):
            yield f"order {order['number']} is {state}, its saga {stages.get(id)}"
        if holds.get(id) not in HOLDS.get(state, set()):
            yield f"order {order['number']} is {state}, its hold {holds.get(id)}"
        if (id in parcels) and state in {"awaiting_payment", "expired"}:
            yield f"order {order['number']} is {state} and has a parcel"
        if (id not in parcels) and state in {"ready_for_shipment", "shipped", "closed", "returned"}:
            yield f"order {order['number']} is {state} without a parcel"


def nothing_is_overdue(books: Books) -> Iterator[str]:
    """I10, in the end: whatever should have ended by now has."""
    for order in books["ordering_orders"]:
        if order["state"] == "awaiting_payment" and _aware(order["pay_by"]) + GRACE < books.at:
            yield f"order {order['number']} should have expired at {order['pay_by']}"
    for table in ("payment_attempts", "payment_refunds"):
        for row in books[table]:
            if row["next_look_at"] is not None and _aware(row["next_look_at"]) + GRACE < books.at:
                yield f"{table} {row['id']} should have been looked at at {row['next_look_at']}"


def _aware(moment: datetime) -> datetime:
    """SQLite keeps no time zone; all is UTC."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
