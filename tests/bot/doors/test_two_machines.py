"""Two machines, each with its own folder and port, one PostgreSQL: people cannot tell which of them answered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.premises import StartRefused
from bot.sameness import adopt_secret, ensure_one_secret
from bot.settings import Settings
from integrations.store.tables.catalog import variants
from integrations.store.tables.chat import inbox, outbox
from tests.bot.doors.house import AWA, FATOU, House, all_at_once, open_house, settings_for
from tests.bot.doors.till import FORM, Till, WatchedGateway
from tests.bot.pay_form import hidden_fields
from tests.services import PostgresServer
from tests.twilio_server import TwilioServer
from tests.twilio_webhooks import message_form

FATOU_HERSELF = "+2250500000001"


@dataclass
class Machines:
    """The first and the second."""

    folder: Path
    database: str
    twilio: TwilioServer
    closing: ExitStack
    gateway: WatchedGateway

    def open(self, name: str, **settings: Any) -> House:
        folder = self.folder / name
        folder.mkdir()
        with_both = {"gateways": {"sandbox": self.gateway}, "public_url": "https://shop.example", **settings}
        return self.closing.enter_context(open_house(folder, self.database, twilio=self.twilio, **with_both))


@pytest.fixture
def machines(postgres: PostgresServer, demo_template: str, tmp_path: Path, twilio: TwilioServer) -> Iterator[Machines]:
    with ExitStack() as closing:
        url = postgres.new_database(demo_template)
        closing.callback(postgres.drop_database, url)
        yield Machines(tmp_path, url, twilio, closing, WatchedGateway("sandbox"))


# -- the doors ----------------------------------------------------------------------------------------------------


def test_the_same_webhook_at_both_at_once_is_one_turn(machines: Machines) -> None:
    here, there = machines.open("here"), machines.open("there")
    for n in range(6):
        form = message_form(AWA, FATOU, "1 savon", MessageSid=f"SM{n}")
        knocks = [partial(house.whatsapp_form, form) for house in (here, there, here, there)]
        assert {status for status, _ in all_at_once(knocks)} == {200}
    assert [row.state for row in here.rows(inbox)] == ["done"] * 6
    assert [row.key for row in here.rows(outbox)] == [f"reply:twilio:SM{n}:0" for n in range(6)]


def test_a_talk_goes_on_at_the_other_and_either_sends_the_answers(machines: Machines) -> None:
    here, there = machines.open("here"), machines.open("there")
    for n, words in enumerate(("bonjour", "1 savon", "1", "2", "1", "1", "1")):
        house, other = (here, there) if n % 2 else (there, here)
        assert house.whatsapp(AWA, words) == 200
        other.clock.pass_by(seconds=1)
        other.settle()
    [link] = [body for body in machines.twilio.bodies if "/p/" in body]
    assert link.partition("https://")[2].startswith("shop.example/p/")


def test_what_the_merchant_changes_here_is_so_there(machines: Machines) -> None:
    here, there = machines.open("here"), machines.open("there")
    there.whatsapp(AWA, "1 savon")
    here.whatsapp(FATOU_HERSELF, "stock savon 0")
    assert {row.on_hand for row in there.rows(variants, variants.c.sku == "SAVON")} == {0}
    there.whatsapp("+2250700000009", "1 savon")
    there.settle()
    assert "Ajouté" not in machines.twilio.bodies[-1]


def test_what_a_shops_file_says_is_known_everywhere_within_seconds(machines: Machines) -> None:
    here, there = machines.open("here"), machines.open("there")
    shop = here.it.directory.by_number(FATOU)
    assert there.it.directory.by_number(FATOU).about == shop.about
    with here.it.work(shop.id) as work:
        [mine] = [each for each in work.shops.all() if each.id == shop.id]
        mine.about = "Fermé ce soir"
        work.shops.save(mine)
    there.clock.pass_by(seconds=6)
    assert there.it.directory.by_number(FATOU).about == "Fermé ce soir"


# -- links and forms ----------------------------------------------------------------------------------------------


def pressed(shown: House, sent: House, machines: Machines) -> int:
    """The page from one machine, its button at the other. Returns the status."""
    bill = Till(shown, machines.gateway).order()
    form = hidden_fields(shown.call("GET", f"/p/{bill.link}").text)
    assert sent.call("GET", f"/p/{bill.link}").status == 200
    return sent.call("POST", f"/p/{bill.link}", urlencode(form).encode(), FORM).status


def test_a_payment_page_of_one_is_good_at_the_other(machines: Machines) -> None:
    assert pressed(machines.open("here"), machines.open("there"), machines) == 303
    assert len(machines.gateway.started) == 1


def test_with_two_secrets_its_form_is_refused(machines: Machines) -> None:
    assert pressed(machines.open("here"), machines.open("there", secret="another"), machines) == 403
    assert machines.gateway.started == []


# -- what must be the same ----------------------------------------------------------------------------------------


@pytest.fixture
def settings(machines: Machines) -> Settings:
    return settings_for(machines.folder, machines.database, 8000, None)


def test_a_machine_with_another_secret_does_not_start(settings: Settings) -> None:
    other = settings.model_copy(update={"secret": a_secret("another")})
    ensure_one_secret(settings)
    ensure_one_secret(settings)
    with pytest.raises(StartRefused, match="SHOP_SECRET is not the one"):
        ensure_one_secret(other)
    assert "restart the others" in adopt_secret(other)
    ensure_one_secret(other)
    with pytest.raises(StartRefused, match="shop secret"):
        ensure_one_secret(settings)


def a_secret(word: str) -> Any:
    return type(Settings.model_fields["secret"].default)(word)


def test_machines_that_make_their_own_secrets_are_told_so(machines: Machines, settings: Settings) -> None:
    """No SHOP_SECRET: each folder has one of its own."""
    here, there = (
        settings.model_copy(update={"secret": a_secret(""), "data_dir": machines.folder / name})
        for name in ("one", "two")
    )
    ensure_one_secret(here)
    with pytest.raises(StartRefused, match="on every machine"):
        ensure_one_secret(there)


def test_where_there_is_nothing_to_compare_with_it_starts(tmp_path: Path, settings: Settings) -> None:
    for url in (f"sqlite:///{tmp_path / 'empty.db'}", f"sqlite:///{tmp_path}/no/such/folder.db"):
        ensure_one_secret(settings.model_copy(update={"database_url": url}))
