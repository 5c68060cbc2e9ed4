"""What a wallet truly holds: its own book of collections and refunds, which never lies."""

from __future__ import annotations

from dataclasses import dataclass, field

from domain.payment.gateway import CollectRequest, RefundRequest, RefundState
from domain.payment.values import AttemptState
from domain.shared.money import Money
from domain.shared.phone import PhoneNumber

ENDED_UNPAID = (AttemptState.FAILED, AttemptState.CANCELLED, AttemptState.EXPIRED)


@dataclass(slots=True)
class Collection:
    """`collected` is the money that really moved, at `collected_at`; `taken_back`: and back again, unasked. `token`
    stands in the address of its callbacks."""

    ref: str
    attempt_id: str
    token: str
    account: str
    asked: Money
    payer: PhoneNumber
    expires_at: float
    state: AttemptState = AttemptState.PENDING
    collected: Money | None = None
    collected_at: float = 0.0
    taken_back: bool = False


@dataclass(slots=True)
class Return:
    """Money on its way back."""

    id: str
    account: str
    ref: str
    amount: Money
    state: RefundState = RefundState.SUBMITTED


@dataclass
class Ledger:
    provider: str
    collections: dict[str, Collection] = field(default_factory=dict)
    returns: dict[str, Return] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)

    def of_attempt(self, attempt_id: str) -> Collection | None:
        return next((held for held in self.collections.values() if held.attempt_id == attempt_id), None)

    def opens(self, request: CollectRequest, expires_at: float) -> tuple[Collection, bool]:
        """One for each id of ours, however often it is asked for. The second: whether it is new."""
        known = self.of_attempt(request.attempt_id)
        if known is not None:
            return known, False
        assert request.payer is not None
        return self._adds(
            request.attempt_id, request.attempt_token, request.account, request.amount, request.payer, expires_at
        ), True

    def opens_twin(self, of: Collection) -> Collection:
        """The same link, paid once more."""
        return self._adds(of.attempt_id, of.token, of.account, of.asked, of.payer, of.expires_at)

    def _adds(
        self, attempt_id: str, token: str, account: str, asked: Money, payer: PhoneNumber, until: float
    ) -> Collection:
        ref = f"{self.provider}-{len(self.collections) + 1}"
        self.collections[ref] = Collection(ref, attempt_id, token, account, asked, payer, until)
        return self.collections[ref]

    def gives_back(self, request: RefundRequest) -> Return | None:
        """None: it will not, and has not. The same id twice is one refund."""
        known = self.returns.get(request.refund_id)
        if known is not None:
            return known
        held = self.collections.get(request.ref)
        is_there = held and held.collected and not held.taken_back
        there = held.collected.minor - self.returned(held.ref) if is_there else 0
        if request.amount.minor > there:
            self.refused.add(request.refund_id)
            return None
        self.returns[request.refund_id] = Return(request.refund_id, request.account, request.ref, request.amount)
        return self.returns[request.refund_id]

    def returned(self, ref: str) -> int:
        """What is on its way back, or back already, of one collection."""
        given = (one for one in self.returns.values() if one.ref == ref and one.state != RefundState.FAILED)
        return sum(one.amount.minor for one in given)
