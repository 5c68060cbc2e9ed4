"""What must hold of the shelf and of orders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from domain.ordering.order import MAY_BECOME, OrderState
from tests.simulation.books import Books

STAGE = {
    "awaiting_payment": "awaiting_payment",
    "ready_for_shipment": "prepared",
    "shipped": "on_its_way",
    "closed": "closed",
    "expired": "expired",
    "cancelled": "cancelled",
    "returned": "returned",
}
"""Where the saga stands at the end of a transaction; another state never survives one."""
HOLD = {
    "awaiting_payment": ("held", "released"),  # released: it had lapsed, and somebody else took the goods
    "ready_for_shipment": ("confirmed",),
    "shipped": ("confirmed",),
    "closed": ("confirmed",),
    "expired": ("released",),
    "cancelled": ("released",),
    "returned": ("released",),
}

ENDED = ("closed", "expired", "cancelled", "returned")


def on_hand_is_the_sum_of_all_movements(books: Books) -> Iterator[str]:
    """Never below nothing, each movement beginning where the one before it ended."""
    counted = Counter[str]()
    for _, moved in books.facts("InventoryUpdated"):
        if moved["before"] != counted[moved["sku"]] or moved["after"] < 0:
            yield f"{moved['sku']} went from {moved['before']} to {moved['after']}, {counted[moved['sku']]} were there"
        counted[moved["sku"]] = moved["after"]
    for variant in books["catalog_variants"]:
        if variant["on_hand"] != counted[variant["sku"]] or variant["on_hand"] < 0:
            yield f"{variant['sku']}: {variant['on_hand']} on hand, {counted[variant['sku']]} by its movements"


def what_is_held_is_held_by_live_holds(books: Books) -> Iterator[str]:
    standing = {hold["order_id"] for hold in books["catalog_holds"] if hold["state"] == "held"}
    held = Counter[str]()
    for line in books["catalog_hold_lines"]:
        held[line["sku"]] += line["quantity"] if line["order_id"] in standing else 0
    for variant in books["catalog_variants"]:
        if variant["held"] != held[variant["sku"]] or not 0 <= variant["held"] <= variant["on_hand"]:
            yield f"{variant['sku']}: {variant['held']} of {variant['on_hand']} held, holds say {held[variant['sku']]}"


def orders_go_a_legal_way(books: Books) -> Iterator[str]:
    """In one transaction an order may take several steps, each allowed."""
    if books.before is None:
        return
    states = {row["id"]: OrderState(row["state"]) for row in books["ordering_orders"]}
    for row in books.before["ordering_orders"]:
        if states[row["id"]] not in _reachable(OrderState(row["state"])):
            yield f"order {row['number']} was {row['state']} and is {states[row['id']]}"


def all_parts_of_an_order_agree(books: Books) -> Iterator[str]:
    """The saga and the hold stand where the order stands: they moved in one transaction."""
    stages = {row["business_id"]: row["state"] for row in books["process_states"]}
    holds = {row["order_id"]: row["state"] for row in books["catalog_holds"]}
    for order in books["ordering_orders"]:
        state = order["state"]
        if f'"stage":"{STAGE.get(state)}"' not in stages.get(order["id"], "").replace(" ", ""):
            yield f"order {order['number']} is {state}, its saga {stages.get(order['id'])}"
        if holds.get(order["id"]) not in HOLD.get(state, ()):
            yield f"order {order['number']} is {state}, its hold {holds.get(order['id'])}"


def no_order_waits_for_ever(books: Books) -> Iterator[str]:
    for order in books["ordering_orders"]:
        if order["state"] not in ENDED:
            yield f"order {order['number']} is still {order['state']}, to be paid by {order['pay_by']}"


def nothing_is_held_any_more(books: Books) -> Iterator[str]:
    for variant in books["catalog_variants"]:
        if variant["held"]:
            yield f"{variant['held']} of {variant['sku']} are still held"


def _reachable(state: OrderState) -> set[OrderState]:
    found, new = {state}, {state}
    while new:
        new = {after for one in new for after in MAY_BECOME[one]} - found
        found |= new
    return found


ALWAYS = (
    on_hand_is_the_sum_of_all_movements,
    what_is_held_is_held_by_live_holds,
    orders_go_a_legal_way,
    all_parts_of_an_order_agree,
)
IN_THE_END = (no_order_waits_for_ever, nothing_is_held_any_more)
