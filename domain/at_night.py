"""Which notices wake somebody, and which wait for the morning: every one that there is, in one table.

Of what wakes, somebody is in the middle of it (money, an order, a talk), or a courier is at a door. What waits is told
when the quiet hours are over (`domain.merchant.opening`). Two things are kept from the night elsewhere: a line of
people who wait for something is served by day only (`BackInStock` itself is told at once, for the piece is kept from
then on), and reminders of a cart are set for the day.
"""

from __future__ import annotations

from domain.catalog import events as catalog
from domain.customer import events as customer
from domain.fulfillment import events as fulfillment
from domain.ordering import events as ordering
from domain.payment import events as payment
from domain.payment.book_events import BooksDisagree
from domain.shared.events import DomainEvent

WAKES: frozenset[type[DomainEvent]] = frozenset(
    {
        ordering.OrderPlaced,
        ordering.OrderPaid,
        ordering.OrderConfirmed,
        ordering.OrderExpired,
        ordering.OrderCancelled,
        ordering.OrderReturned,
        payment.PaymentFailed,
        payment.PaymentHeldForReview,
        payment.PaymentPartlyReceived,
        payment.DuplicatePaymentReceived,
        payment.PaymentTakenBack,
        payment.MoneyCredited,
        payment.RefundInitiated,
        payment.RefundCompleted,
        fulfillment.CarrierAssigned,
        fulfillment.ShipmentStatusChanged,
        catalog.BackInStock,
        customer.SupportRequested,
        customer.BuyerWrote,
        customer.ShopWrote,
        customer.SupportUnanswered,
        customer.SupportEnded,
        customer.TurnFailed,
    }
)
WAITS: frozenset[type[DomainEvent]] = frozenset(
    {
        ordering.CartRepriced,  # nothing of it is ordered
        ordering.CartLineWithdrawn,
        payment.RefundAsked,  # the shop decides by day
        payment.RefundSeconded,
        payment.RefundDeclined,  # nobody can do anything about it before
        payment.RefundFailed,  # is paid out by hand
        payment.CashHandedIn,
        BooksDisagree,
        fulfillment.ShipmentDelayed,  # nothing is brought at night
        fulfillment.ShipmentLost,
        catalog.ProductStockLow,
    }
)
