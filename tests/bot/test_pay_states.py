"""How a payment stands, in the page's words; and that the template says something of its own for each."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.app import HERE
from bot.pages.bill import state_of
from domain.payment.gateway import RefundState
from domain.payment.values import AttemptState
from domain.payment.views import PaymentView
from tests.bot.pay_bills import OFF, PAID, PAYMENTS, READY, VARIANTS, captured, francs, refund, tried
from tests.bot.pay_gallery import gallery, gallery_app

ALL = PAYMENTS | VARIANTS


@pytest.mark.parametrize("name", list(ALL))
def test_each_way_to_stand_has_its_state(name: str) -> None:
    assert state_of(ALL[name]) == name.partition("-")[0]


MORE: tuple[tuple[PaymentView, str], ...] = (
    (replace(PAID, refunds=refund(21_000, RefundState.DONE)), "paid"),  # that was the second of two
    (replace(PAID, captures=captured(francs(9), taken_back=True) + PAID.captures), "paid"),
    (replace(PAID, held=francs(1)), "paid"),
    (replace(PAID, refundable=francs(17_000), refunds=refund(4_000, RefundState.ASKED)), "paid"),
    (replace(READY, attempts=tried(AttemptState.SENDING)), "unknown"),
    (replace(READY, attempts=tried(AttemptState.REJECTED)), "failed"),
    (replace(OFF, captures=captured(francs(5)), refunds=refund(5, RefundState.BY_HAND)), "refunding"),
    (replace(OFF, captures=captured(francs(5)), refunds=refund(5, RefundState.DONE)), "refunded"),
)


@pytest.mark.parametrize(("payment", "state"), MORE)
def test_money_that_only_looks_like_it_changes_nothing(payment: PaymentView, state: str) -> None:
    assert state_of(payment) == state


def test_the_templates_head_lists_every_state() -> None:
    template = (HERE / "pages" / "templates" / "pay.html").read_text("utf-8")
    head = template.partition("-#}")[0].partition("page.state")[2].partition("page.is_live")[0]
    assert set(re.findall(r'"(\w+)"', head)) == set(PAYMENTS)


@pytest.mark.parametrize("spoken", ["fr", "en"])
def test_each_state_is_said_in_its_own_words(spoken: str) -> None:
    client = gallery_app().test_client()
    pages = {name: client.get(f"/p/{name}?lang={spoken}").text for name in gallery()}
    said = {name: re.search(r"<h1[^>]*>(.*?)</h1>", pages[name]) for name in PAYMENTS}
    assert len({found[1] for found in said.values() if found}) == len(PAYMENTS)
    for name, page in pages.items():
        assert f'<html lang="{spoken}">' in page
        for secret in ("Awa", "Oscars", "Cocody", "0700000001", "{", "None"):
            assert secret not in page, name
