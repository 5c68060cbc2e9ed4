"""The ledger of a shop, for whoever keeps its books: what stands on each account, the journal, and a check of both."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.bootstrap import Installation
from bot.premises import StartRefused
from bot.reconciling import reconcile_by_hand
from domain.merchant.shop import Shop
from domain.payment.audit import Discrepancy, discrepancies
from domain.payment.ledger import Account, Balances

JOURNAL = ("at", "shop", "order", "payment", "debit", "credit", "amount", "currency", "reference")


def shop_named(it: Installation, name: str | None) -> Shop | None:
    """By its id, its code, its name or its number; None where none is named. Raises StartRefused."""
    if name is None:
        return None
    wanted = name.strip().lower()
    for shop in it.directory.shops():
        if wanted in (shop.id.lower(), shop.code.lower(), shop.number, shop.name.lower()):
            return shop
    known = ", ".join(shop.name for shop in it.directory.shops())
    raise StartRefused(f"There is no shop {name}; there are {known}.")


def day_named(text: str | None) -> date | None:
    """Raises StartRefused."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise StartRefused(f"{text} is not a day: write 2026-11-20.") from None


def period(shop: Shop, first: date | None, last: date | None) -> tuple[datetime | None, datetime | None]:
    """From the first day's midnight to the end of the last, by the shop's clock."""
    return _midnight(shop, first), _midnight(shop, last + timedelta(days=1)) if last else None


def _midnight(shop: Shop, day: date | None) -> datetime | None:
    if day is None:
        return None
    return datetime.combine(day, time(), ZoneInfo(shop.time_zone)).astimezone(UTC)


# -- balances and journal ---------------------------------------------------------------------------------------------


def balance_sheet(it: Installation, shop: Shop | None, first: date | None, last: date | None) -> Iterator[str]:
    """A table: each shop, currency and account on which something stands."""
    lines: list[tuple[str, ...]] = [("shop", "currency", "account", "amount")]
    for each in _shops(it, shop):
        with it.look(each.id) as work:
            for balances in work.ledger.balances(*period(each, first, last)):
                lines += _balances(each, balances)
    return table(lines)


def _balances(shop: Shop, balances: Balances) -> Iterator[tuple[str, ...]]:
    for account in Account:
        if balances[account]:
            yield shop.name, balances.currency, account.value, str(balances[account].major)


def journal(it: Installation, shop: Shop | None, first: date | None, last: date | None) -> Iterator[str]:
    """As CSV, a line for each double entry."""
    yield csv_line(JOURNAL)
    for each in _shops(it, shop):
        with it.look(each.id) as work:
            for entry in work.ledger.movements(*period(each, first, last)):
                who, amount = (entry.order_id, entry.payment_id), (str(entry.amount.major), entry.amount.currency)
                at = entry.occurred_at.isoformat()
                yield csv_line((at, each.name, *who, entry.debit, entry.credit, *amount, entry.reference))


# -- the check --------------------------------------------------------------------------------------------------------


def audit(it: Installation, shop: Shop | None) -> Iterator[Discrepancy]:
    """Every payment's bill against its rows in the ledger: what disagrees."""
    for each in _shops(it, shop):
        with it.look(each.id) as work:
            suspects = [p.id for p in work.payments.every() if discrepancies(p, work.ledger.of_payment(p.id))]
        for payment_id in suspects:  # perhaps it changed between the two: now under its lock
            with it.work(each.id) as work:
                yield from discrepancies(work.payments.get(payment_id), work.ledger.of_payment(payment_id))


def audit_report(it: Installation, shop: Shop | None) -> list[str]:
    """Empty where every bill agrees with the ledger."""
    found = [(each.order_id, each.payment_id, each.what, str(each.bill), str(each.ledger)) for each in audit(it, shop)]
    return list(table([("order", "payment", "account", "bill", "ledger"), *found])) if found else []


# -- reconciliation ---------------------------------------------------------------------------------------------------


def reconciliation_report(it: Installation, shop: Shop | None, day: date | None) -> Iterator[str]:
    """Compares, and says in a table what came of it."""
    lines = [("shop", "wallet", "account", "day", "state", "ours", "theirs", "left over")]
    for wallet, found in reconcile_by_hand(it, shop, day):
        left = ", ".join(orphan.key for orphan in found.orphans)
        counts = str(found.ours), str(found.theirs)
        name = it.directory.shop(wallet.shop_id).name
        lines.append((name, wallet.provider, wallet.account, str(found.day), found.state, *counts, left))
    return table(lines)


def table(lines: Sequence[Sequence[str]]) -> Iterator[str]:
    """In columns as wide as their widest word."""
    widths = [max(len(line[n]) for line in lines) for n in range(len(lines[0]))]
    return ("  ".join(word.ljust(width) for word, width in zip(line, widths, strict=True)).rstrip() for line in lines)


def csv_line(words: Iterable[str]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="").writerow(words)
    return written.getvalue()


def _shops(it: Installation, shop: Shop | None) -> list[Shop]:
    return [shop] if shop else it.directory.shops()
