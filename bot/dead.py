"""Dead letters, as staff see them and have them done again: through the same doors, under this release, once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.arrivals import Arrival
from bot.bootstrap import Installation
from bot.kept_messages import read_kept
from bot.logs import masked
from bot.mall import addressed_to
from bot.parcels import apply_again
from bot.reception import hear_out
from domain.customer.messages import InboundMessage
from domain.merchant.shop import Shop
from domain.payment import use_cases as payments
from domain.shared.errors import NotFound, Refusal, Trouble
from domain.shared.ids import ShopId
from integrations.store.dead import DeadLetter, DeadLetters, Kind
from integrations.store.queries.due import SqlPaymentsToLookAt
from integrations.store.unit_of_work import SqlUnitOfWork
from integrations.whatsapp.simulator import inbound as simulator
from integrations.whatsapp.twilio import inbound as twilio

SECRET_PATH = re.compile(r"/([pt])/[\w-]{22}")
CODE = re.compile(r"\d{4,6}")
"""A PIN, or the code for the rider."""
SHOWN = 90


class StillDead(Exception):
    """It cannot be done now either; the text says why."""


def dead_letters(it: Installation, kind: str | None = None, shop_id: ShopId | None = None) -> list[DeadLetter]:
    with it.look() as work:
        found = DeadLetters(work.connection, it.clock.now()).all()
    return [each for each in found if kind in (None, each.kind) and shop_id in (None, each.shop_id)]


def counts(it: Installation) -> dict[Kind, int]:
    with it.look() as work:
        return DeadLetters(work.connection, it.clock.now()).counts()


# -- looking ----------------------------------------------------------------------------------------------------------


def line(letter: DeadLetter, now: datetime) -> str:
    reason = _safe(letter.reason or "no parcel has this code").replace("\n", " ")
    return f"{letter.id:<8} {_age(letter, now):>5}  {letter.shop_id or '-':<16} {letter.kind:<9} {reason[:SHOWN]}"


def description(it: Installation, id: str) -> Iterator[str]:
    """Everything but secrets, numbers masked. Raises NotFound."""
    letter = _letter(it, id)
    yield line(letter, it.clock.now())
    yield f"{letter.source} {_safe(letter.name)}, since {letter.since.isoformat(timespec='seconds')}"
    yield f"tried {letter.tries} times: {_safe(letter.reason)}"
    yield json.dumps(_shown(letter.content), ensure_ascii=False, indent=2)


def _age(letter: DeadLetter, now: datetime) -> str:
    minutes = max(0, int((now - letter.since).total_seconds() // 60))
    return f"{minutes}m" if minutes < 120 else f"{minutes // 60}h" if minutes < 2880 else f"{minutes // 1440}d"


def _shown(value: object) -> object:
    if isinstance(value, dict):
        return {name: _shown(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_shown(item) for item in value]
    return _safe(value) if isinstance(value, str) else value


def _safe(text: str) -> str:
    return "••••" if CODE.fullmatch(text.strip()) else SECRET_PATH.sub(r"/\1/…", masked(text))


def _letter(it: Installation, id: str) -> DeadLetter:
    with it.look() as work:
        letter = DeadLetters(work.connection, it.clock.now()).find(id)
    if letter is None:
        raise NotFound("dead letter", id)
    return letter


# -- once more --------------------------------------------------------------------------------------------------------


def retry(it: Installation, id: str) -> str:
    """What came of it. Raises NotFound for what is not dead (any more), StillDead where it failed again."""
    letter = _letter(it, id)
    try:
        return {
            Kind.MESSAGE: _hear_again,
            Kind.PAYMENT: _ask_again,
            Kind.COURIER: _report_again,
            Kind.OUTGOING: _send_again,
            Kind.EVENT: _tell_again,
        }[letter.kind](it, letter)
    except Refusal as refusal:
        raise StillDead(_safe(str(refusal))) from None


def retried(it: Installation, id: str) -> tuple[str, bool]:
    """A sentence, and whether it is dead no more."""
    try:
        return f"{id}: {retry(it, id)}", True
    except NotFound:
        return f"{id}: is not dead (any more)", False
    except (StillDead, Trouble) as why:
        return f"{id}: still dead: {why}", False


@dataclass(frozen=True)
class OnceMore(Arrival):
    """A message whose turn failed, claimed for another one."""

    shop: Shop
    message: InboundMessage
    number: int

    def begins(self, work: SqlUnitOfWork) -> bool:
        return _dead(work).claim(self.number)

    def ends(self, work: SqlUnitOfWork, error: str = "") -> None:
        if error:
            work.inbox.failed(self.number, error, work.clock.now())
        else:
            work.inbox.done(self.number, work.clock.now())


def _hear_again(it: Installation, letter: DeadLetter) -> str:
    message = read_again(letter)
    hear_out(it, _once_more(it, letter, message))
    with it.look() as work:
        if _dead(work).find(letter.id) is not None:
            raise StillDead("the turn failed again; the person got no second apology")
    return "answered"


def _once_more(it: Installation, letter: DeadLetter, message: InboundMessage) -> OnceMore:
    """Where it was heard the first time; a code in front has led there and is said."""
    if letter.shop_id is None:
        return OnceMore(it.directory.by_number(message.recipient), message, letter.number)
    shop = it.directory.shop(letter.shop_id)
    if len(it.directory.at(message.recipient)) > 1:
        message = addressed_to(shop, message)
    return OnceMore(shop, message, letter.number)


def read_again(letter: DeadLetter) -> InboundMessage:
    """As the door reads it today, under the id that it was kept by. Raises Invalid, StillDead."""
    if letter.source not in (twilio.CHANNEL, simulator.CHANNEL):
        raise StillDead(f"no door reads {letter.source}")
    return read_kept(letter.source, letter.name, letter.content, letter.since)


def _ask_again(it: Installation, letter: DeadLetter) -> str:
    """A callback is no more than a reason to ask the wallet."""
    provider = letter.source.split(":", 2)[1]
    with it.look() as work:
        ref = _dead(work).reference_of(letter)
        found = SqlPaymentsToLookAt(work.connection).by_reference(provider, ref) if ref else None
    if found is None:
        raise StillDead("names no payment of ours")
    key, attempt_id = found
    with it.work(key.shop_id) as work:
        if _dead(work).claim(letter.number) is not None:
            payments.signal_attempt(work, key.payment_id, attempt_id, None)
            work.inbox.done(letter.number, it.clock.now())
            work.on_commit(lambda: it.wakeups.wake("settle"))
    return "the wallet is asked about it"


def _report_again(it: Installation, letter: DeadLetter) -> str:
    assert letter.shop_id is not None
    with it.work(letter.shop_id) as work:
        if _dead(work).claim(letter.number) is not None:
            apply_again(work, letter.number, letter.source, letter.name, letter.content)
    return "the parcel's story has it now"


def _send_again(it: Installation, letter: DeadLetter) -> str:
    with it.work() as work:
        _dead(work).send_again(letter.number)
        work.on_commit(lambda: it.wakeups.wake("deliver"))
    return "it goes out with the next sending, unless it is found to have gone out"


def _tell_again(it: Installation, letter: DeadLetter) -> str:
    with it.work() as work:
        _dead(work).tell_again(letter.number)
        work.on_commit(lambda: it.wakeups.wake("react"))
    return "whoever has not been told will be"


def _dead(work: SqlUnitOfWork) -> DeadLetters:
    return DeadLetters(work.connection, work.clock.now())
