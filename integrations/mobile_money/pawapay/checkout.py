"""A checkout: one link, on which the payer may try again until one deposit is paid; then no other can be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from domain.payment.gateway import StatusReport
from domain.payment.values import AttemptState
from domain.shared.money import Money
from integrations.mobile_money.pawapay.codes import CHECKOUT_STATES, DEPOSIT_STATES
from integrations.mobile_money.pawapay.wire import NoSuchThing, money_of
from integrations.mobile_money.reading import Unreadable, instant, optional, text

SAID_IN_PASSING = {AttemptState.PENDING, AttemptState.FAILED}


def tries(checkout: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The deposits made on it, oldest first: `depositsHistory`, and the latest, `deposit`."""
    history = checkout.get("depositsHistory")
    listed = [*(history if isinstance(history, list) else []), checkout.get("deposit")]
    named = [each for each in listed if isinstance(each, dict) and optional(each, "depositId")]
    return list({each["depositId"]: each for each in named}.values())


def must_be_asked(deposit: Mapping[str, Any]) -> bool:
    """Money is believed of the deposit itself only, not of its mention within a checkout."""
    return DEPOSIT_STATES.get(optional(deposit, "status") or "") not in SAID_IN_PASSING


def report(checkout: Mapping[str, Any], deposits: Sequence[StatusReport]) -> StatusReport:
    """What was paid decides, then what is under way; only then what the checkout is called.

    A payment in reconciliation may still come after the checkout has expired: until it is settled, it is pending.
    """
    told = StatusReport(
        None,
        _price(checkout),
        text(checkout, "checkoutId"),
        raw=" ".join(_words(checkout, deposits)),
        url=optional(checkout, "redirectUrl") or "",
        expires_at=instant(checkout, "expiresAt"),
    )
    states = {deposit.state for deposit in deposits}
    if AttemptState.SUCCEEDED in states:
        return _total(told, [each for each in deposits if each.state is AttemptState.SUCCEEDED])
    if None in states:
        return told
    if AttemptState.PENDING in states:
        return replace(told, state=AttemptState.PENDING)
    state = CHECKOUT_STATES.get(text(checkout, "status"))
    if state is AttemptState.SUCCEEDED:  # without a payment that could be read
        return told
    failed = state is AttemptState.FAILED and deposits
    return replace(told, state=state, reason=deposits[-1].reason if failed else None)


def paid(deposits: Sequence[StatusReport]) -> str:
    """The deposit that can be given back; raises NoSuchThing where none was paid, Unreadable where nobody knows."""
    if any(each.state is None for each in deposits):
        raise Unreadable("a deposit of which nothing is known")
    for each in deposits:
        if each.state is AttemptState.SUCCEEDED and each.attempt_id:
            return each.attempt_id
    raise NoSuchThing("INVALID_STATE")


def _total(told: StatusReport, paid: Sequence[StatusReport]) -> StatusReport:
    """pawaPay lets one deposit of a checkout succeed. Were there two, all of the money is told, and does not fit."""
    monies = [each.money for each in paid if each.money is not None]
    if len({money.currency for money in monies}) != 1:
        return told
    total = Money(sum(money.minor for money in monies), monies[0].currency)
    return replace(paid[0], money=total, attempt_id=told.attempt_id, raw=told.raw)


def _price(checkout: Mapping[str, Any]) -> Money | None:
    """What is asked: the same in each of the countries."""
    amounts = checkout.get("amounts")
    prices = {money_of(each) for each in amounts if isinstance(each, dict)} if isinstance(amounts, list) else set()
    return prices.pop() if len(prices) == 1 else None


def _words(checkout: Mapping[str, Any], deposits: Sequence[StatusReport]) -> Iterator[str]:
    yield text(checkout, "status")
    yield from (deposit.raw for deposit in deposits)
