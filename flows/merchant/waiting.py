"""What a merchant finds who comes to the desk: how much there is to do."""

from __future__ import annotations

from domain.ordering.order_state import OrderState
from domain.payment.gateway import RefundState
from flows.merchant.desk import MerchantDesk
from flows.speech import Text, _, _n, join, word_for

TO_SEND = (OrderState.CONFIRMED, OrderState.PAID, OrderState.READY_FOR_SHIPMENT)


def what_waits(shop: MerchantDesk) -> Text:
    lines = [*_orders(shop), *_people(shop), *_refunds(shop)]
    return join(
        _("*{shop}*", shop=shop.shop_name),
        *(lines or [_("Nothing waits for you.")]),
        _("Write *{word}* to see what you can do here.", word=word_for("help", "commands")),
    )


def _orders(shop: MerchantDesk) -> list[Text]:
    count = len(shop.orders(TO_SEND))
    return [_n("📦 {n} order to prepare", "📦 {n} orders to prepare", count)] if count else []


def _people(shop: MerchantDesk) -> list[Text]:
    count = len(shop.waiting_for_human())
    return [_n("🙋 {n} person wants to talk to you", "🙋 {n} people want to talk to you", count)] if count else []


def _refunds(shop: MerchantDesk) -> list[Text]:
    count = sum(refund.state == RefundState.ASKED for _number, refund in shop.refunds())
    return [_n("↩️ {n} refund waits for a yes", "↩️ {n} refunds wait for a yes", count)] if count else []
