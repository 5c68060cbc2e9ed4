"""The checker: what must hold at any moment, and what must hold once everything has healed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tests.chaos import goods, money, provider, talk
from tests.chaos.books import Books, WalletBooks
from tests.chaos.sluggish import Taken

Rule = Callable[[Books], Iterator[str]]

ALWAYS: tuple[Rule, ...] = (
    money.paid_is_paid,
    money.amounts_agree,
    money.refunds_within_captures,
    money.all_that_came_is_somebodys,
    money.credit_is_where_it_came_from,
    money.the_ledger_agrees,
    money.attempts_have_a_future,
    goods.stock_is_its_ledger,
    goods.held_is_held_by_somebody,
    goods.sold_is_what_was_ordered,
    goods.orders_went_a_legal_way,
    goods.one_order_for_each_cart,
    goods.all_parts_of_an_order_agree,
    talk.no_turn_failed,
    talk.nothing_forged_was_kept,
    talk.answers_come_in_order,
    talk.phones_show_each_message_once_and_in_order,
)
IN_THE_END: tuple[Rule, ...] = (
    money.what_goes_back_arrives,
    goods.nothing_is_overdue,
    talk.nothing_waits_in_the_inbox,
    talk.what_stumbled_is_apologised_for_once,
    talk.everything_went_out,
    talk.every_event_was_handled,
    talk.everybody_was_told_of_the_payment,
)


@dataclass(frozen=True)
class Outside:
    """What the world saw: messages that were accepted, what the wallet and Twilio hold, which receipts were taken.

    `unanswerable`: so many messages may have gone out twice. `printed` is what the shop wrote on its console, `numbers`
    are those of people, which must not stand there.
    """

    wallet: WalletBooks
    accepted: Iterable[str] = ()
    twilio: Sequence[Taken] = ()
    told: Mapping[str, int] = field(default_factory=dict)
    unanswerable: int = 0
    printed: str = ""
    numbers: Iterable[str] = ()


def nothing_private_is_printed(outside: Outside) -> Iterator[str]:
    """I17: no number of a person in what the processes print, each line of which has its name in front."""
    logged = "\n".join(line for line in outside.printed.splitlines() if " | " in line)
    for number in outside.numbers:
        if (digits := number.lstrip("+")) in logged:
            yield f"{number} is printed {logged.count(digits)} times"


def broken_now(books: Books) -> list[str]:
    return [f"{rule.__name__}: {what}" for rule in ALWAYS for what in rule(books)]


def broken_in_the_end(books: Books, outside: Outside) -> list[str]:
    """Everything."""
    told = {
        money.captures_are_real: money.captures_are_real(books, outside.wallet),
        money.the_wallet_agrees: money.the_wallet_agrees(books, outside.wallet),
        talk.accepted_messages_had_their_turn: talk.accepted_messages_had_their_turn(books, outside.accepted),
        provider.twilio_took_what_was_sent: provider.twilio_took_what_was_sent(books, outside.twilio),
        provider.twilio_took_them_in_order: provider.twilio_took_them_in_order(books, outside.twilio),
        provider.twilio_took_each_message_once: provider.twilio_took_each_message_once(
            outside.twilio, outside.unanswerable
        ),
        provider.receipts_were_kept: provider.receipts_were_kept(books, outside.told),
        nothing_private_is_printed: nothing_private_is_printed(outside),
        **{rule: rule(books) for rule in IN_THE_END},
    }
    return broken_now(books) + [f"{rule.__name__}: {what}" for rule, found in told.items() for what in found]
