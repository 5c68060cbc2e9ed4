"""Proofs of payment, bound: what is known of a number that somebody shows, and asking the wallet about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.merchant.shop import Shop
from domain.ordering.views import OrderView
from domain.payment import use_cases as payments
from domain.payment.proofs import KeptCallback, KeptCallbacks
from domain.shared.ids import PaymentId, ShopId
from flows.merchant.lookup import Came
from integrations.store.queries.due import SqlPaymentsToLookAt
from integrations.store.unit_of_work import SqlUnitOfWork


class NoCallbacks:
    """Where none are kept by their number."""

    def find_by_txn(self, shop_id: ShopId, provider_txn: str) -> Sequence[KeptCallback]:
        return ()


class Proofs:
    """Implements `flows.merchant.lookup.Proofs` for one shop. Money is moved by the wallet's own answer alone."""

    def __init__(self, work: SqlUnitOfWork, shop: Shop, callbacks: KeptCallbacks | None = None) -> None:
        self._work = work
        self._shop = shop
        self._callbacks = callbacks or NoCallbacks()

    def find(self, numbers: tuple[str, ...]) -> Came | None:
        found = next(filter(None, map(self._work.proofs.captured, numbers)), None)
        if found is None:
            return None
        order = self._work.order_queries.by_id(found[0])
        payment = self._work.payment_queries.of_order(found[0])
        assert order is not None
        assert payment is not None
        name = found[1].provider, found[1].reference
        capture = next(each for each in payment.captures if (each.provider, each.reference) == name)
        return Came(capture, order, payment, self._shop.wallet_of(capture.provider))

    def ask_wallet(self, numbers: tuple[str, ...], order: OrderView | None) -> bool:
        """The clock asks within seconds, and whoever is concerned is told what comes of it."""
        concerned = {payment_id for number in numbers for payment_id in self._named(number)}
        if billed := self._work.proofs.billed(order.number) if order else None:
            concerned.add(billed.payment_id)
        asked = [payments.ask_again(self._work, payment_id) for payment_id in sorted(concerned)]
        return any(asked)

    def _named(self, number: str) -> Iterator[PaymentId]:
        """What goes by this number, or what a callback once named together with it."""
        if payment_id := self._work.proofs.attempted(number, {wallet.provider for wallet in self._shop.wallets}):
            yield payment_id
        known = SqlPaymentsToLookAt(self._work.connection)
        for callback in self._told(number):
            found = known.by_attempt(callback.attempt_id) if callback.attempt_id else None
            if found and found[0].shop_id == self._shop.id:
                yield found[0].payment_id

    def _told(self, number: str) -> list[KeptCallback]:
        spellings = {number, number.upper()}
        return [kept for spelled in spellings for kept in self._callbacks.find_by_txn(self._shop.id, spelled)]
