"""The payment page while a wallet is asked: one request at a time, refreshed or called off by the button."""

from __future__ import annotations

from datetime import timedelta

import pytest

from integrations.store.tables.payment import attempts
from tests.bot.doors.conftest import OpenHouse
from tests.bot.doors.pay_wallets import state, two_wallets, wallet
from tests.bot.doors.till import Till


@pytest.fixture
def pages(open_door: OpenHouse, sqlite_database: str) -> Till:
    return two_wallets(open_door, sqlite_database)


def test_the_wallets_page_is_one_tap_away(pages: Till) -> None:
    bill = pages.order()
    assert pages.press(bill).headers["location"] == "https://wallet.test/fake-1"
    page = pages.page(bill).text
    assert 'href="https://wallet.test/fake-1"' in page and "<ol" in page
    assert "<form" not in page, "this wallet calls nothing off: there is one request at a time"


def test_what_can_be_called_off_makes_room(pages: Till) -> None:
    wallet(pages).can_cancel = True
    bill = pages.order()
    pages.press(bill)
    assert pages.press(bill, wallet="mobile").headers["location"] == f"/p/{bill.link}"
    states = [row.state for row in pages.house.rows(attempts)]
    assert sorted(states) == ["cancelled", "pending"]
    assert len(wallet(pages, "sandbox-push").started) == 1


def test_what_was_paid_while_it_was_called_off_is_paid(pages: Till) -> None:
    wallet(pages).can_cancel = True
    bill = pages.order()
    pages.press(bill)
    form = pages.form(bill)
    pages.pay(pages.refs(bill)[0])
    wallet(pages).moments["before status"] = lambda: pages.pay(pages.refs(bill)[0])
    assert pages.send(bill, form | {"wallet": "mobile"}).status == 303
    assert state(pages, bill) == "paid"
    assert wallet(pages, "sandbox-push").started == []


def test_a_session_past_its_time_is_refreshed_by_the_button(pages: Till) -> None:
    wallet(pages).lasts = timedelta(minutes=5)
    bill = pages.order()
    pages.press(bill)
    assert "<form" not in pages.page(bill).text
    pages.house.clock.pass_by(seconds=5 * 60 + 70)
    assert "Le délai de cette demande est passé" in pages.page(bill).text
    assert pages.press(bill).headers["location"] == "https://wallet.test/fake-2"
    assert sorted(row.state for row in pages.house.rows(attempts)) == ["expired", "pending"]


URLS: tuple[tuple[str, bool], ...] = (
    ("https://pay.wave.com/c/1", True),
    ("http://pay.wave.com/c/1", False),
    ("javascript:alert(1)", False),
    ("//evil.test", False),
    ("", False),
)


@pytest.mark.parametrize(("url", "good"), URLS)
def test_onward_is_to_the_wallets_own_page_over_https_or_nowhere(pages: Till, url: str, good: bool) -> None:
    bill = pages.order()
    form = pages.form(bill) | {"next": "https://evil.test", "url": "https://evil.test"}
    pages.start(bill)
    with pages.it.engine.begin() as connection:
        connection.execute(attempts.update().values(url=url))
    assert pages.send(bill, form).headers["location"] == (url if good else f"/p/{bill.link}")
    assert (f'href="{url}"' in pages.page(bill).text) is good
