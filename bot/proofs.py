"""Proofs of payment, bound: what is known of a number that somebody shows, and asking the wallet about it."""

from __future__ import annotations

from domain.merchant.shop import Shop
from domain.ordering.views import OrderView
from domain.payment import use_cases as payments
from flows.merchant.lookup import Came
from integrations.store.unit_of_work import SqlUnitOfWork


class Proofs:
    """Implements `flows.merchant.lookup.Proofs` for one shop. Money is moved by the wallet's own answer alone."""

    def __init__(self, work: SqlUnitOfWork, shop: Shop) -> None:
        self._work = work
        self._shop = shop

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
        providers = {wallet.provider for wallet in self._shop.wallets}
        concerned = {found for number in numbers if (found := self._work.proofs.attempted(number, providers))}
        if billed := self._work.proofs.billed(order.number) if order else None:
            concerned.add(billed.payment_id)
        asked = [payments.ask_again(self._work, payment_id) for payment_id in sorted(concerned)]
        return any(asked)
