"""The simulator: phones in a browser, and the world around them. It enters through the doors everybody uses."""

from __future__ import annotations

import json
import re
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request

from bot.bootstrap import Installation
from bot.demo import demo_buyers
from bot.outside import report_parcel, wallet_action
from bot.pages.simulator_words import add_words
from bot.reception import hear
from bot.webhooks.answers import refuse
from domain.customer.messages import Edited, InboundMessage, Location, Media, OutboundMessage, Tap, Text
from domain.merchant.shop import Shop
from domain.merchant.staff import Role
from domain.ordering.order_state import OrderState
from domain.ordering.views import OrderView
from domain.shared.errors import Invalid, NotFound, Refusal, Trouble
from flows.speech import lexicon
from integrations.mobile_money.sandbox.control import ActionRefused
from integrations.store.queries.due import SqlPaymentsToLookAt
from integrations.store.screens import Bubble
from integrations.store.unit_of_work import SqlUnitOfWork
from integrations.whatsapp.simulator.inbound import read_message
from integrations.whatsapp.simulator.outbound import to_json
from integrations.words import is_count, storable

LISTED, SOME = 50, 6
TO_TRY = {
    "greetings": "speech",
    "help": "asides",
    "orders": "commands",
    "stock": "commands",
    "catalog": "commands",
    "ship": "commands",
    "delivered": "commands",
}
"""First words to write in an empty chat, and where each language has them."""
OURS = re.compile(r"^http://localhost:\d+/(?=(media|static|p|t|f|v)/)")
TO_COURIERS = (OrderState.READY_FOR_SHIPMENT, OrderState.SHIPPED, OrderState.DELIVERED, OrderState.CLOSED)


class Simulator:
    """Each method is a call of the page's JSON interface (docs/simulator.md)."""

    def __init__(self, it: Installation) -> None:
        self._it = it

    def look(self) -> str:
        return render_template("simulator.html")

    def shops(self) -> Response:
        return jsonify({"shops": [shop_json(self._it, shop) for shop in self._it.directory.shops()]})

    def say(self) -> Response:
        try:
            message = read_message(body(), self._it.clock.now(), self._it.ids.new)
            self._it.directory.by_number(message.recipient)
            with self._it.work() as work:
                n = work.screens.hear(message, self._it.clock.now())
            hear(self._it, message, {"body": storable(request.get_data().decode("utf-8", "replace"))})
        except NotFound:
            return refuse(404, "no shop has this number: GET /simulator/shops lists them")
        except Trouble:
            return refuse(503, "not kept: send it again")
        return jsonify({"accepted": True, "n": int(n)})

    def messages(self) -> Response:
        person, after = request.args.get("address", ""), request.args.get("after", "0")
        if not person or not is_count(after):
            return refuse(400, "address is missing, or after is no number")
        numbers = {shop.number for shop in self._it.directory.shops()}
        with self._it.look() as work:
            bubbles = work.screens.since(person, int(after), request.args.get("with"))
            typing = any(work.outbox.unfinished("simulator", number, person) for number in numbers)
        return jsonify({"messages": [as_reached(bubble_json(bubble)) for bubble in bubbles], "typing": typing})

    def prompts(self) -> Response:
        return jsonify({"prompts": self._it.wallet_control.prompts(request.args.get("payer", ""))})

    def payers(self) -> Response:
        with self._it.look() as work:
            return jsonify({"payers": SqlPaymentsToLookAt(work.connection).payers(LISTED)})

    def act(self) -> Response:
        payer, action = field("payer"), field("action")
        said = wallet_action(self._it, payer, action)
        return jsonify({"done": True, "said": said})

    def orders(self) -> Response:
        shop = self._it.directory.called(request.args.get("shop", ""))
        with self._it.look(shop.id) as work:
            found = work.order_queries.listing(TO_COURIERS, LISTED)
            return jsonify({"orders": [order_json(work, order) for order in found]})

    def courier(self) -> Response:
        report_parcel(self._it, field("shop"), field("order"), field("status"))
        return jsonify({"done": True})


def simulator_pages(it: Installation) -> Blueprint:
    pages, simulator = Blueprint("simulator", __name__, url_prefix="/simulator"), Simulator(it)
    for verb, path, view in (
        ("GET", "", simulator.look),
        ("GET", "/shops", simulator.shops),
        ("POST", "/messages", simulator.say),
        ("GET", "/messages", simulator.messages),
        ("GET", "/wallet", simulator.prompts),
        ("GET", "/wallet/payers", simulator.payers),
        ("POST", "/wallet", simulator.act),
        ("GET", "/orders", simulator.orders),
        ("POST", "/courier", simulator.courier),
    ):
        pages.add_url_rule(path, view.__name__, view, methods=[verb], strict_slashes=False)
    add_words(pages)
    pages.register_error_handler(Refusal, said_no)
    pages.register_error_handler(Trouble, away)
    return pages


def said_no(refusal: Refusal) -> Response:
    if isinstance(refusal, ActionRefused):
        return refuse(refusal.status, refusal.why)
    return refuse(404 if isinstance(refusal, NotFound) else 400, str(refusal))


def away(trouble: Trouble) -> Response:
    return refuse(503, str(trouble))


def body() -> dict[str, Any]:
    try:
        data = json.loads(request.get_data() or b"{}")
    except (ValueError, RecursionError):
        raise Invalid("body", "…", "it is no JSON") from None
    if not isinstance(data, dict):
        raise Invalid("body", "…", "it is no object")
    return data


def field(name: str) -> str:
    value = body().get(name)
    if not isinstance(value, str | int) or not str(value) or len(str(value)) > 100:
        raise Invalid(name, value if isinstance(value, int) else "…", "it is missing or no text")
    return str(value)


def bubble_json(bubble: Bubble) -> dict[str, Any]:
    message = bubble.message
    if isinstance(message, OutboundMessage):
        return to_json(bubble.n, message, status=bubble.status or "sent", at=bubble.at)
    return heard_json(bubble.n, message) | {"at": bubble.at.isoformat()}


def as_reached(shown: dict[str, Any]) -> dict[str, Any]:
    """Our own addresses as this visitor reached us: by another name than localhost, at a port of today."""
    for name in ("media", "link"):
        if shown[name]:
            shown[name] = shown[name] | {"url": OURS.sub(request.host_url, shown[name]["url"])}
    return shown


def heard_json(n: int, message: InboundMessage) -> dict[str, Any]:
    """What the person's own bubble shows."""
    plain: dict[str, Any] = {
        "n": n,
        "key": message.provider_id,
        "from": message.sender,
        "to": message.recipient,
        "text": "",
        "choices": [],
        "media": None,
        "link": None,
        "location": None,
        "status": "read",
    }
    match message.content:
        case Text(text) | Tap(_, text) | Edited(_, text):
            plain["text"] = text
        case Location(pin, label):
            plain |= {"location": {"latitude": pin.latitude, "longitude": pin.longitude}, "text": label}
        case Media(kind, url, _, caption):
            plain |= {"media": {"kind": kind, "url": url, "name": ""}, "text": caption}
    return plain


def shop_json(it: Installation, shop: Shop) -> dict[str, Any]:
    with it.look(shop.id) as work:
        some = work.shelf.page(None, None, SOME).products
    people = [person for person in shop.staff if person.role != Role.RIDER]
    return {
        "number": shop.number,
        "code": shop.code,
        "name": shop.name,
        "language": shop.language,
        "words": {name: lexicon().word(name, shop.language, table) for name, table in TO_TRY.items()},
        "currency": shop.currency,
        "staff": [{"name": person.name, "phone": person.identity, "role": person.role} for person in people],
        "riders": [{"name": rider.name, "phone": rider.identity} for rider in shop.riders()],
        "buyers": [{"name": name, "phone": phone} for name, phone in demo_buyers().get(shop.number, ())],
        "products": [
            {"sku": str(variant.sku), "name": variant.name, "price": str(variant.price.major)}
            for product in some
            for variant in product.variants
        ],
    }


def order_json(work: SqlUnitOfWork, order: OrderView) -> dict[str, Any]:
    parcel = work.tracking_queries.of_order(order.id)
    return {
        "ref": str(order.number),
        "state": order.state,
        "tracking_code": str(parcel.tracking_code) if parcel else "",
        "buyer": order.buyer,
    }
