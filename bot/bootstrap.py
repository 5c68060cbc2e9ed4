"""The one place where ports meet adapters: everything that runs is made here, each part replaceable by a test."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path

from bot.directory import Directory
from bot.lines import Lines
from bot.sandbox_wallet.keys import IssuedAccounts
from bot.settings import Settings
from bot.tally import Tally
from bot.wallets import Front, Wallets, load_wallets
from domain.customer.messages import OutboundMessage
from domain.customer.ports import FileSource, Messenger
from domain.payment.gateway import PaymentGateway
from domain.reactions import TELL, react
from domain.shared.clock import Clock, SystemClock
from domain.shared.ids import Ids, RandomIds, ShopId
from integrations.mobile_money.sandbox.control import WalletControl
from integrations.pace import Pace
from integrations.queue import Wakeups
from integrations.rates import Rates
from integrations.store.callbacks import SqlHeard
from integrations.store.engine import Database, create_database, reading
from integrations.store.shelves import Shelves
from integrations.store.unit_of_work import SqlUnitOfWork
from integrations.stream.port import EventStream
from integrations.stream.redis_streams import RedisStreams
from integrations.whatsapp.simulator.files import SimulatorFiles
from integrations.whatsapp.simulator.outbound import SimulatorMessenger
from integrations.whatsapp.twilio.client import TwilioMessenger
from integrations.whatsapp.twilio.files import TwilioFiles

SIMULATED = Path(__file__).parent / "pages" / "static" / "simulator"
NO_SHOP = ShopId("")
"""For work that belongs to all shops: queues, sweeps."""


@dataclass(frozen=True)
class Installation:
    """What a process works with. `messengers` are by channel; the first one is for people who never wrote."""

    settings: Settings
    engine: Database
    clock: Clock
    ids: Ids
    wakeups: Wakeups
    wallets: Wallets
    messengers: Mapping[str, Messenger]
    directory: Directory
    wallet_control: WalletControl
    pace: Pace
    rates: Rates
    lines: Lines = field(default_factory=Lines)
    shelves: Shelves = field(default_factory=Shelves)
    tally: Tally = field(default_factory=Tally)
    stream: EventStream | None = None
    file_sources: Sequence[FileSource] = ()

    def work(self, shop_id: ShopId = NO_SHOP, trace_id: str = "") -> SqlUnitOfWork:
        """One transaction; what it leaves to be said or done is woken for after its commit."""
        work = SqlUnitOfWork(
            self.engine,
            clock=self.clock,
            ids=self.ids,
            shop_id=shop_id,
            trace_id=trace_id or self.ids.new(),
            reactions=react,
            awaited=lambda event: type(event) in TELL,
            shelves=self.shelves,
        )
        work.on_commit(lambda: self._wake(work))
        return work

    def look(self, shop_id: ShopId = NO_SHOP) -> SqlUnitOfWork:
        """A transaction that only reads: it waits for no writer, and none waits for it."""
        return SqlUnitOfWork(reading(self.engine), clock=self.clock, ids=self.ids, shop_id=shop_id)

    def _wake(self, work: SqlUnitOfWork) -> None:
        if any(type(event) in TELL for event in work.happened):
            self.wakeups.wake_soon("react")
        if work.files.asked:
            self.wakeups.wake_soon("fetch")
        if self.stream and work.happened:
            self.wakeups.wake_soon("publish")

    def may_ask(self, provider: str, account: str) -> bool:
        """Whether there is room for one more question to this wallet; of one that is gone there is nothing to save."""
        known = self.wallets.has(provider)
        return not known or self.pace.has_room(provider, account, self.wallets.queries_a_minute(provider))

    def asks(self, provider: str, account: str) -> PaymentGateway:
        """The wallet, to be asked one question, which counts. Raises NotFound."""
        self.pace.asked(provider, account, self.wallets.queries_a_minute(provider))
        return self.wallets.named(provider)

    @property
    def front(self) -> Front:
        return Front(self.settings.base_url, self.wallets, self.settings.key_for("receipts"), self.directory)

    @property
    def first_channel(self) -> str:
        return next(iter(self.messengers))


class Phones:
    """The simulated phones, each bubble a transaction of its own."""

    def __init__(self, work: Callable[[], SqlUnitOfWork], clock: Clock) -> None:
        self._work = work
        self._clock = clock

    def show(self, message: OutboundMessage) -> str:
        with self._work() as work:
            return work.screens.show(message, self._clock.now())

    def find(self, key: str) -> str | None:
        with self._work() as work:
            return work.screens.find(key)


def install(
    settings: Settings,
    *,
    engine: Database | None = None,
    clock: Clock | None = None,
    ids: Ids | None = None,
    wakeups: Wakeups | None = None,
    gateways: Mapping[str, PaymentGateway] | None = None,
    messengers: Mapping[str, Messenger] | None = None,
) -> Installation:
    """Everything real, but for what is given."""
    clock, ids = clock or SystemClock(), ids or RandomIds()
    engine = engine or create_database(settings.database)
    plain = partial(SqlUnitOfWork, engine, clock=clock, ids=ids, shop_id=NO_SHOP)
    readers = partial(SqlUnitOfWork, reading(engine), clock=clock, ids=ids, shop_id=NO_SHOP)
    accounts, hears = IssuedAccounts(settings.key_for("wallet")), partial(SqlHeard, reading(engine))
    return Installation(
        settings=settings,
        engine=engine,
        clock=clock,
        ids=ids,
        wakeups=wakeups or Wakeups(settings.redis),
        wallets=Wallets(gateways if gateways is not None else load_wallets(settings, clock, hears)),
        messengers=messengers if messengers is not None else real_messengers(settings, Phones(plain, clock)),
        directory=Directory(readers, clock, kept_for=timedelta(seconds=5)),
        wallet_control=WalletControl(settings.wallet, accounts["simulator"].key),
        pace=Pace(clock),
        stream=event_stream(settings),
        file_sources=real_file_sources(settings),
        rates=Rates(settings.redis, clock, ids, {"twilio": settings.sender_rate}),
    )


def event_stream(settings: Settings) -> EventStream | None:
    if not settings.streams:
        return None
    return RedisStreams(settings.stream_url, settings.stream_name, settings.stream_partitions, settings.stream_length)


def real_messengers(settings: Settings, phones: Phones) -> dict[str, Messenger]:
    """Twilio where it is configured, the simulator where it is on."""
    messengers: dict[str, Messenger] = {}
    if settings.uses_twilio:
        messengers["twilio"] = TwilioMessenger(
            settings.twilio_account_sid,
            settings.twilio_auth_token.get_secret_value(),
            settings.twilio_url,
            f"{settings.base_url}/webhooks/whatsapp/twilio/status",
            connections=settings.sender_threads,
        )
    if settings.simulator or not messengers:
        messengers["simulator"] = SimulatorMessenger(phones)
    return messengers


def real_file_sources(settings: Settings) -> list[FileSource]:
    """Where what people send lies until it is fetched."""
    sources: list[FileSource] = [SimulatorFiles(SIMULATED)] if settings.simulator else []
    if settings.uses_twilio:
        token = settings.twilio_auth_token.get_secret_value()
        sources.append(TwilioFiles(settings.twilio_account_sid, token, settings.twilio_url))
    return sources


_made: dict[str, Installation] = {}
_making = threading.Lock()


def installation(make: Callable[[], Installation]) -> Installation:
    """The one of this process, made on first use."""
    with _making:
        if "it" not in _made:
            _made["it"] = make()
        return _made["it"]
