"""Tells whoever pays for somebody else: asks for the money, says that it came, says that it went back."""

from __future__ import annotations

from collections.abc import Iterator

from bot.bootstrap import Installation
from bot.rooms import language_of
from domain.customer.customer import ChannelIdentity
from domain.customer.messages import Link, OutboundMessage
from domain.merchant.shop import Shop
from domain.ordering.events import OrderPlaced
from domain.payment.events import RefundCompleted
from domain.payment.views import PaymentView
from domain.shared.events import DomainEvent
from domain.shared.ids import OrderId
from domain.shared.money import Money
from flows.payer import PaidFor, notice, request
from flows.speech import _, language
from integrations.store.unit_of_work import SqlUnitOfWork


def payers_of(it: Installation, work: SqlUnitOfWork, event: DomainEvent) -> Iterator[ChannelIdentity]:
    """By the wallet's number; the buyer is told as the buyer."""
    order_id = OrderId(getattr(event, "order_id"))  # noqa: B009 - every event told to payers has it
    payment, order = work.payment_queries.of_order(order_id), work.order_queries.by_id(order_id)
    if payment is None or order is None:
        return
    customer = work.customers.get(order.customer_id)
    own = {identity.value for identity in customer.identities} | {str(customer.profile.phone or "")}
    for number in dict.fromkeys(_numbers(payment, event)):
        if number and number not in own:
            yield ChannelIdentity(it.first_channel, number)


def _numbers(payment: PaymentView, event: DomainEvent) -> list[str]:
    if isinstance(event, OrderPlaced):
        return [payment.payer] if payment.due else []
    if isinstance(event, RefundCompleted):
        return [refund.payer for refund in payment.refunds if refund.id == event.refund_id]
    return [capture.payer for capture in payment.captures]


def tell_payer(it: Installation, work: SqlUnitOfWork, shop: Shop, event: DomainEvent, payer: ChannelIdentity) -> None:
    order_id = OrderId(getattr(event, "order_id"))  # noqa: B009
    payment, order = work.payment_queries.of_order(order_id), work.order_queries.by_id(order_id)
    assert payment is not None and order is not None
    theirs = (capture.money for capture in payment.captures if capture.payer == payer.value)
    mine = [money for money in theirs if money.currency == payment.amount.currency]
    bill = PaidFor(shop.name, order.number, payment.due, sum(mine, Money.zero(payment.amount.currency)))
    asks = isinstance(event, OrderPlaced)
    text = request(bill) if asks else notice(event, bill)
    if text is None:
        return
    spoken = language(language_of(payer.value, shop))
    message = OutboundMessage(
        key=f"payer:{event.event_id}:{payer.value}",
        channel=payer.channel,
        sender=shop.number,
        recipient=payer.value,
        text=spoken.say(text),
        link=Link(f"{it.settings.base_url}/p/{payment.link}", spoken.say(_("Pay"))) if asks else None,
        language=spoken.code,
    )
    work.outbox.add(message, shop.id, it.clock.now())
