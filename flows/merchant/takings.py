"""The shop's accounts, as a shopkeeper would say them: what came in, what went out, what is owed right now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from domain.payment.ledger import Account, Balances
from domain.shared.money import Money
from flows.merchant.desk import MerchantDesk
from flows.merchant.grammar import OWNER, merchant
from flows.speech import Text, _, fold, join, lexicon

TITLES: dict[str, Callable[[], Text]] = {
    "today": lambda: _("*Accounts of today*"),
    "week": lambda: _("*Accounts of this week*"),
    "month": lambda: _("*Accounts of this month*"),
    "all": lambda: _("*Accounts since the beginning*"),
}
MOVED: dict[Account, Callable[[Money], Text]] = {
    Account.CAPTURED: lambda amount: _("Paid by wallet: {amount}", amount=amount),
    Account.FEE: lambda amount: _("Fees that the wallets kept: {amount}", amount=amount),
    Account.TILL: lambda amount: _("Cash handed in: {amount}", amount=amount),
    Account.REFUNDED: lambda amount: _("Paid back to buyers: {amount}", amount=amount),
    Account.TAKEN_BACK: lambda amount: _("Taken back by wallets: {amount}", amount=amount),
}
STANDS: dict[Account, Callable[[Money], Text]] = {
    Account.DUE: lambda amount: _("Buyers still have to pay: {amount}", amount=amount),
    Account.CASH: lambda amount: _("Cash with riders: {amount}", amount=amount),
    Account.HELD: lambda amount: _("Came in and pays for nothing yet: {amount}", amount=amount),
    Account.RETURNING: lambda amount: _("On its way back to buyers: {amount}", amount=amount),
    Account.CREDITED: lambda amount: _("Credit that you owe buyers: {amount}", amount=amount),
}


@merchant.says("accounts [<period...>]", roles=OWNER, about=_("What came in today; or in the week, in the month."))
def accounts(shop: MerchantDesk, period: str = "") -> Text:
    """Of today, or of the week, the month, or all; what is owed is as it stands now."""
    name = period_named(period or "today")
    if name is None:
        return _("Write *today*, *week*, *month* or *all*.")
    moved = lines(shop.books(since(name, shop.now)), MOVED)
    stands = lines(shop.books(), STANDS)
    return join(
        TITLES[name](),
        *(moved or [_("Nothing came in, nothing went out.")]),
        *([_("*Right now*"), *stands] if stands else []),
    )


def period_named(words: str) -> str | None:
    """In any of its words, among others: `of this week`."""
    said = frozenset().union(*(lexicon().meanings("periods", word) for word in fold(words).split()))
    return next((name for name in TITLES if name in said), None)


def since(period: str, now: datetime) -> datetime | None:
    """Its first midnight by the shop's clock; a week begins on Monday."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    match period:
        case "week":
            return midnight - timedelta(days=now.weekday())
        case "month":
            return midnight.replace(day=1)
        case "all":
            return None
    return midnight


def lines(books: tuple[Balances, ...], worded: dict[Account, Callable[[Money], Text]]) -> list[Text]:
    """Each currency for itself; what is nothing is not said."""
    return [say(each[account]) for each in books for account, say in worded.items() if each[account]]
