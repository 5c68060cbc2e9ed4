"""Customers with their channel identities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from domain.customer.customer import BillingInfo, ChannelIdentity, Consent, Customer, Profile
from domain.customer.ticket import Ticket
from domain.shared.address import Address
from domain.shared.ids import CustomerId, ShopId
from domain.shared.phone import PhoneNumber
from integrations.store.codec import dump, load
from integrations.store.repositories.base import Repository
from integrations.store.repositories.rows import Found, Part, Rows, Stored
from integrations.store.tables.customer import customers, identities


class SqlCustomers(Repository[Customer]):
    what = "customer"
    table = customers
    parts = (Part(identities, "customer_id", ("channel", "value")),)

    def add(self, root: Customer) -> None:
        super().add(root)
        self._known |= dict.fromkeys([root.id, *root.identities], root.id)

    def prime(self, key: object, found: Found | None) -> None:
        super().prime(key, found)
        if found:
            self._known[found[0]["id"]] = found[0]["id"]

    def get(self, customer_id: CustomerId) -> Customer:
        return self._get(customers.c.id == customer_id, customer_id)

    def find(self, identity: ChannelIdentity) -> Customer | None:
        if identity in self._known:
            return self._recall(identity)
        known = select(identities.c.customer_id).where(
            identities.c.shop_id == self._scope.shop_id,
            identities.c.channel == identity.channel,
            identities.c.value == identity.value,
        )
        return self._find(customers.c.id == known.scalar_subquery())

    def with_human(self) -> list[Customer]:
        """For looking at: not locked."""
        return self._all(
            customers.c.with_human_since.is_not(None), order_by=(customers.c.with_human_since,), lock=False
        )

    def to_rows(self, root: Customer) -> Rows:
        profile = root.profile
        values = {
            "id": root.id,
            "shop_id": root.shop_id,
            "name": profile.name,
            "language": profile.language,
            "phone": str(profile.phone) if profile.phone else None,
            "wallets": [list(pair) for pair in profile.wallets.items()],
            "addresses": dump(profile.addresses, list[Address]),
            "billing": dump(profile.billing) if profile.billing else None,
            "consents": dump(profile.consents, list[Consent]),
            **_ticket_columns(root.ticket),
        }
        return Rows(values, ([_identity_row(root, n, each) for n, each in enumerate(root.identities)],))

    def from_rows(self, row: Stored, parts: Sequence[Sequence[Stored]]) -> Customer:
        profile = Profile(
            name=row["name"],
            language=row["language"],
            phone=PhoneNumber(row["phone"]) if row["phone"] else None,
            wallets=dict(row["wallets"]),
            addresses=load(list[Address], row["addresses"]),
            billing=load(BillingInfo, row["billing"]) if row["billing"] else None,
            consents=load(list[Consent], row["consents"]),
        )
        return Customer(
            CustomerId(row["id"]),
            ShopId(row["shop_id"]),
            [ChannelIdentity(part["channel"], part["value"]) for part in parts[0]],
            profile,
            ticket=_ticket(row),
            version=row["version"],
        )


def _ticket_columns(ticket: Ticket | None) -> dict[str, Any]:
    return {
        "with_human_since": ticket and ticket.opened_at,
        "ticket_number": ticket.number if ticket else 0,
        "ticket_is_called": ticket is None or ticket.is_called,
        "ticket_taken_by": ticket.taken_by if ticket else "",
        "ticket_owned_up": bool(ticket and ticket.owned_up),
    }


def _ticket(row: Stored) -> Ticket | None:
    opened_at = row["with_human_since"]
    names = ("is_called", "taken_by", "owned_up")
    return opened_at and Ticket(row["ticket_number"], opened_at, *(row[f"ticket_{name}"] for name in names))


def _identity_row(customer: Customer, position: int, identity: ChannelIdentity) -> dict[str, Any]:
    return {
        "customer_id": customer.id,
        "shop_id": customer.shop_id,
        "position": position,
        "channel": identity.channel,
        "value": identity.value,
    }
