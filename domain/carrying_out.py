"""What the saga decides, done by the context whose business it is."""

from __future__ import annotations

from datetime import timedelta

from domain.fulfillment import use_cases as parcels
from domain.ordering import use_cases as orders
from domain.payment import refunding
from domain.payment import use_cases as payments
from domain.payment.values import MobileMoneyReference
from domain.processes import commands as saga
from domain.shared.ids import OrderId, PaymentId
from domain.work import ShopWork

SHOP = "shop"
"""Who holds the cash of what nobody carried."""


def carry_out(command: saga.Command, work: ShopWork) -> None:
    match command:
        case saga.TakeGoods(order):
            work.allocator.confirm(order)
        case saga.ReleaseGoods(order):
            work.allocator.release(order)
        case saga.PrepareParcel(order):
            prepare_parcel(order, work)
        case saga.CancelParcel(order):
            parcels.cancel_shipment(work, order)
        case _:
            move_money(command, work)


def move_money(command: saga.Command, work: ShopWork) -> None:
    match command:
        case saga.StartPayment(order, customer_id, amount):
            payments.initiate_payment(work, order, customer_id, amount)
        case saga.CallOff(order):
            payments.call_off(work, order)
        case saga.GiveMoneyBack(order, reason, provider, reference):
            refunding.give_back(work, order, reason, MobileMoneyReference(provider, reference) if reference else None)
        case saga.CreditMoney(order, why):
            refunding.credit_money(work, order, why)
        case saga.TakeCash(order):
            take_cash(order, work)
        case _:
            move_order(command, work)


def move_order(command: saga.Command, work: ShopWork) -> None:
    match command:
        case saga.MarkPaid(order, payment_id):
            settle_order(order, payment_id, work)
        case saga.WaitLonger(order):
            orders.wait_longer(work, order, work.shops.get(work.shop_id).hold_for)
        case saga.GiveUp(order, payment_id):
            orders.give_up(work, order, payment_id)
        case saga.CancelOrder(order, by):
            orders.cancel_order(work, order, by)
        case saga.MakeReady(order):
            orders.make_ready(work, order)
        case saga.MarkShipped(order):
            orders.mark_shipped(work, order)
        case saga.MarkDelivered(order):
            orders.mark_delivered(work, order)
        case saga.MarkReturned(order):
            orders.mark_returned(work, order)


def settle_order(order_id: OrderId, payment_id: PaymentId, work: ShopWork) -> None:
    """Paid, or to be sent and the rest paid at the door."""
    cash = work.payments.get(payment_id).cash
    if cash is None:
        orders.mark_paid(work, order_id, payment_id)
    else:
        orders.confirm_order(work, order_id, payment_id, cash.amount)


def take_cash(order_id: OrderId, work: ShopWork) -> None:
    """Whoever handed the parcel over has it; where nobody carried it, it is in the shop's till at once."""
    if work.payments.of_order(order_id).cash is None:
        return
    parcel = work.shipments.of_order(order_id)
    payments.collect_cash(work, order_id, parcel.rider or parcel.carrier or SHOP)
    if not (parcel.rider or parcel.carrier):
        payments.hand_in_cash(work, order_id)


def prepare_parcel(order_id: OrderId, work: ShopWork) -> None:
    days = work.orders.get(order_id).delivery.max_days
    work.fulfiller.prepare(order_id, work.clock.now() + timedelta(days=days))
