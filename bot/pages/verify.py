"""The page that checks a receipt: anybody may ask, and nobody learns anything about the buyer."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, request

from bot.bootstrap import Installation
from bot.pages.frame import gone, page
from bot.pages.throttle import Throttle
from bot.receipts import Receipts
from domain.merchant.shop import Shop
from domain.ordering.views import OrderView
from domain.shared.errors import NotFound
from domain.shared.ids import ShopId
from flows.receipts import Receipt

LONGEST_CODE = 40
CODES_AT_ONCE, ONE_MORE_AFTER = 30, timedelta(seconds=2)


def verify_pages(it: Installation) -> Blueprint:
    pages, throttle = Blueprint("verify", __name__), Throttle(it.clock, CODES_AT_ONCE, ONE_MORE_AFTER)

    @pages.get("/v/<slug>")
    @pages.get("/v/<slug>/<code>")
    def look(slug: str, code: str = "") -> Response:
        shop = shop_named(it, slug)
        if shop is None:
            return gone(404)
        asked = (code or request.args.get("code", "")).strip()[:LONGEST_CODE]
        if not asked:
            return shown(shop, "ask")
        if not throttle.lets(request.remote_addr or ""):
            return shown(shop, "busy", 429, asked)
        with it.look(shop.id) as work:
            receipt = Receipts(work, shop, it.front).check(asked)
        return shown(shop, "genuine", 200, asked, receipt) if receipt else shown(shop, "wrong", 404, asked)

    return pages


def shop_named(it: Installation, slug: str) -> Shop | None:
    try:
        return it.directory.shop(ShopId(slug))
    except NotFound:
        return None


def shown(shop: Shop, state: str, status: int = 200, code: str = "", receipt: Receipt | None = None) -> Response:
    spoken = request.accept_languages.best_match(shop.languages) or shop.language
    return page(
        "verify.html",
        spoken,
        status,
        shop_name=shop.name,
        chat_url=None,
        slug=shop.id,
        state=state,
        code=code,
        receipt=receipt,
    )


def receipt_facts(it: Installation, shop: Shop, order: OrderView) -> dict[str, str]:
    """What the payment page says of its receipt, once there is one."""
    with it.look(shop.id) as work:
        receipt = Receipts(work, shop, it.front).of(order)
    return {"receipt_code": receipt.code if receipt else "", "verify_url": receipt.link if receipt else ""}
