"""The world of the transcripts: the cast's phones, the payers' wallets and the courier, around the real shop."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import select

from bot.bootstrap import Installation
from bot.housekeeping import (
    come_back_to_people,
    expire_orders,
    own_up_to_delays,
    own_up_to_silence,
    serve_lines,
    settle_everything,
)
from bot.opening import open_from_file, read_file
from domain.customer.messages import InboundMessage, OutboundMessage
from domain.shared.ids import ShopId
from flows.talk import Conversation
from flows.transcript_lines import RECEIPT, presentable
from integrations.store.conversations import StoredConversation
from integrations.store.tables.chat import conversations, inbox
from integrations.store.tables.simulator import screens
from tests.bot.casting import Name, Number, demo_table, people_of
from tests.bot.outside import Outside
from tests.bot.running import Running, running_shop, wait_for
from tests.databases import empty_sqlite
from tests.flows.transcript_file import read_story
from tests.flows.transcripts import Heard

STEPS = 16
"""While time passes, the clock's jobs run so often."""


class World:
    """Implements `tests.flows.transcripts.World` with the shop of the story's header, and the one `beside` it, which
    has the same number."""

    def __init__(self, running: Running, table: dict[str, Any], beside: dict[str, Any] | None = None) -> None:
        self.running = running
        self.it = running.it
        self.shop, self.cast = people_of(table)
        if beside:
            other, people = people_of(beside)
            self.cast = people | self.cast
            move_in(self.it, other, self.shop)
        self.outsiders = Outside(running, self.shop, self.cast)
        self._seen = 0
        self._clock_ran_at: datetime | None = None
        self._said = 0
        self._last: dict[str, Any] = {}
        self._newest: dict[Name, str] = {}  # the id of what they sent last
        self._seals: dict[str, str] = {}

    # -- what people do ----------------------------------------------------------------------------------------------

    def say(self, who: Name, text: str) -> None:
        """A receipt's code may be written as it is shown."""
        self._send(who, {"text": re.sub(r"(\d+)-…", lambda shown: f"{shown[1]}-{self._seals[shown[1]]}", text)})

    def tap(self, who: Name, title: str) -> None:
        keys = [c.key for message in self._bubbles(who) for c in message.choices if c.title == title]
        assert keys, f"nobody has shown {who} a button {title!r}"
        self._send(who, {"tap": keys[-1]})

    def pin(self, who: Name, latitude: float, longitude: float) -> None:
        self._send(who, {"location": {"latitude": latitude, "longitude": longitude}})

    def send(self, who: Name, kind: str, caption: str) -> None:
        name = {"audio": "voice.wav", "image": "gate.jpg"}.get(kind, "nothing")
        url = f"https://phone.example/static/simulator/{name}"
        self._send(who, {"media": {"kind": kind, "url": url, "caption": caption}})

    def edit(self, who: Name, text: str) -> None:
        self._send(who, {"edit": {"id": self._newest[who], "text": text}})

    def delete(self, who: Name) -> None:
        self._send(who, {"delete": {"id": self._newest[who]}})

    def _send(self, who: Name, content: dict[str, Any]) -> None:
        self._said += 1
        if not content.keys() & {"edit", "delete"}:
            self._newest[who] = f"in-{self._said}"
        is_buyer = not any(shop.member(self.cast[who]) for shop in self.it.directory.at(self.shop))
        message = {"from": self.cast[who], "to": self.shop, "id": f"in-{self._said}", **content}
        self._last = message | ({"name": who} if is_buyer else {})
        self._post(self._last)

    def _post(self, message: dict[str, Any]) -> None:
        answer = self.running.web.post("/simulator/messages", json=message)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        self.settle()

    # -- what happens ------------------------------------------------------------------------------------------------

    def outside(self, what: str) -> None:
        if what == "the last message comes again":
            self._post(self._last)
        else:
            self.outsiders.happens(what)
        self.settle()

    def advance(self, length: timedelta) -> None:
        for _ in range(STEPS):
            self.running.clock.pass_by(seconds=length.total_seconds() / STEPS)
            self.settle()

    def settle(self) -> None:
        """Every job of the shop, until callbacks, queues and clock have nothing left to do."""
        wait_for(lambda: not self.outsiders.callbacks_under_way())
        if self.it.clock.now() != self._clock_ran_at:
            self._run_the_clock()
        serve_lines(self.it)
        settle_everything(self.it)

    def _run_the_clock(self) -> None:
        """What only becomes due as time passes."""
        self._clock_ran_at = self.it.clock.now()
        expire_orders(self.it)
        own_up_to_delays(self.it)
        come_back_to_people(self.it)
        own_up_to_silence(self.it)

    def round_trip(self) -> None:
        with self.it.engine.connect() as connection:
            rows = connection.execute(select(conversations.c["shop_id", "person", "role"])).all()
        for shop_id, person, role in rows:
            with self.it.work(ShopId(shop_id)) as work:
                stored = work.conversations.lock(ShopId(shop_id), person, role)
                self._through_json(stored)
                work.conversations.save(stored, self.it.clock.now())

    def _through_json(self, stored: StoredConversation) -> None:
        if not stored.state:
            return
        talk = json.loads(json.dumps(stored.state["talk"]))
        again = Conversation.from_json(talk).to_json()
        assert again == talk
        stored.state = stored.state | {"talk": again}

    # -- what they hear ----------------------------------------------------------------------------------------------

    def messages(self) -> Sequence[Heard]:
        names = {number: name for name, number in self.cast.items()}
        found = [
            (bubble.n, Heard(names[number], self._presentable(bubble.message)))
            for number in self._told_something()
            for bubble in self._screen(number, self._seen)
            if isinstance(bubble.message, OutboundMessage)
        ]
        self._seen = max([self._seen, *(n for n, _heard in found)])
        assert not any(heard.message.key.startswith("apology:") for _n, heard in found), self._bugs()
        return [heard for _n, heard in sorted(found, key=lambda each: each[0])]

    def _told_something(self) -> set[Number]:
        """Of the cast, since we last looked."""
        newer = select(screens.c.person).where(screens.c.n > self._seen, screens.c.direction == "out").distinct()
        with self.it.engine.connect() as connection:
            return set(connection.execute(newer).scalars()) & set(self.cast.values())

    def _presentable(self, message: OutboundMessage) -> OutboundMessage:
        self._seals |= dict(RECEIPT.findall(message.text))
        return presentable(message, self.it.settings.base_url)

    def _bugs(self) -> list[str]:
        with self.it.engine.connect() as connection:
            return list(connection.execute(select(inbox.c.error).where(inbox.c.state == "failed")).scalars())

    def _bubbles(self, who: Name) -> list[OutboundMessage]:
        screen = self._screen(self.cast[who], 0)
        return [bubble.message for bubble in screen if not isinstance(bubble.message, InboundMessage)]

    def _screen(self, number: Number, after: int) -> list[Any]:
        with self.it.work() as work:
            return work.screens.since(number, after, self.shop)


def move_in(it: Installation, number: Number, to: Number) -> None:
    """A shop gives up its own number for that of another one."""
    with it.work() as work:
        [shop] = [each for each in work.shops.all() if each.number == number]
        shop.number = to
        work.shops.save(shop)


@contextmanager
def a_world_of(folder: Path, file: Path) -> Iterator[World]:
    """Of a shop that stands in a file of its own, and nothing else."""
    empty_sqlite(folder / "empty.db")
    with structlog.testing.capture_logs() as logs, running_shop(folder, folder / "empty.db") as running:
        open_from_file(running.it, file)
        yield World(running, read_file(file))
    assert not [log for log in logs if log["log_level"] in ("error", "critical")]


def a_world_for(story: Path, folder: Path, demo: Path) -> AbstractContextManager[World]:
    """The shop whose file stands beside the story, else the demo shop that its header names."""
    file = story.with_suffix(".toml")
    header = read_story(story.read_text("utf-8"), story).header
    if file.exists():
        return a_world_of(folder, file)
    return a_world(folder, demo, header["shop"], header.get("beside", ""))


@contextmanager
def a_world(folder: Path, demo: Path, shop: str, beside: str = "") -> Iterator[World]:
    """Fails at its end if anything was logged as an error on the way."""
    with structlog.testing.capture_logs() as logs, running_shop(folder, demo) as running:
        yield World(running, demo_table(shop), demo_table(beside) if beside else None)
    assert not [log for log in logs if log["log_level"] in ("error", "critical")]
