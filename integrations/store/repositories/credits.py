"""What a shop owes its buyers, each lot by the capture that it came from."""

from __future__ import annotations

from collections.abc import Sequence

from domain.payment.credit import CreditAccount, Lot
from domain.payment.values import MobileMoneyReference
from domain.shared.ids import CustomerId, PaymentId, ShopId
from domain.shared.money import Money
from integrations.store.repositories.base import Repository
from integrations.store.repositories.rows import Part, Rows, Stored
from integrations.store.tables.payment import credit_accounts, credit_lots


class SqlCredits(Repository[CreditAccount]):
    what = "credit"
    table = credit_accounts
    parts = (Part(credit_lots, "customer_id", ("payment_id", "provider", "reference")),)

    def of(self, customer_id: CustomerId) -> CreditAccount:
        return self._find(credit_accounts.c.id == customer_id) or CreditAccount(self._scope.shop_id, customer_id)

    def save(self, root: CreditAccount) -> None:
        """The first lot opens the account."""
        if root.id in self._images:
            super().save(root)
        elif root.lots:
            self.add(root)

    def to_rows(self, root: CreditAccount) -> Rows:
        lots = [
            {
                "customer_id": root.id,
                "payment_id": lot.payment_id,
                "provider": lot.reference.provider,
                "reference": lot.reference.reference,
                "shop_id": root.shop_id,
                "position": n,
                "amount_minor": lot.amount.minor,
                "currency": lot.amount.currency,
            }
            for n, lot in enumerate(root.lots)
        ]
        return Rows({"id": root.id, "shop_id": root.shop_id}, (lots,))

    def from_rows(self, row: Stored, parts: Sequence[Sequence[Stored]]) -> CreditAccount:
        lots = [
            Lot(
                PaymentId(part["payment_id"]),
                MobileMoneyReference(part["provider"], part["reference"]),
                Money(part["amount_minor"], part["currency"]),
            )
            for part in parts[0]
        ]
        return CreditAccount(ShopId(row["shop_id"]), CustomerId(row["id"]), lots, version=row["version"])
