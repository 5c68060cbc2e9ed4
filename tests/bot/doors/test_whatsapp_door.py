"""Twilio's door for messages: each is heard once, in its order, or refused with a reason, and nothing is lost."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import event

import bot.reception
from domain.ordering import use_cases as ordering
from domain.shared.errors import Conflict, IllegalTransition, Temporary
from integrations.store.tables.catalog import holds
from integrations.store.tables.chat import conversations, inbox, outbox
from integrations.store.tables.ordering import cart_lines, orders
from integrations.store.unit_of_work import SqlUnitOfWork
from tests.bot.doors.house import AWA, FATOU, MOUSSA, NJERI, House, all_at_once
from tests.twilio_server import TwilioServer
from tests.twilio_webhooks import AUTH_TOKEN, message_form, signature

DOOR = "/webhooks/whatsapp/twilio"


def key_at_twilio(message: Any) -> str:
    """Which message of ours this is: it stands in the address for its receipts."""
    return str(message["StatusCallback"]).partition("key=")[2].replace("%3A", ":")


def turns_taken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The messages that have had their turn, in the order in which their turns ended."""
    heard: list[str] = []
    take_turn = bot.reception.take_turn

    def noting(work: Any, shop: Any, message: Any, *how: Any) -> None:
        take_turn(work, shop, message, *how)
        heard.append(message.provider_id)

    monkeypatch.setattr(bot.reception, "take_turn", noting)
    return heard


# -- the way of one message -------------------------------------------------------------------------------------------


def test_a_message_is_answered(house: House, twilio: TwilioServer) -> None:
    status, body = house.whatsapp_form(message_form(AWA, FATOU, "bonjour", MessageSid="SM1"))
    assert (status, body) == (200, '<?xml version="1.0" encoding="UTF-8"?><Response/>')
    [kept] = house.rows(inbox)
    assert (kept.source, kept.provider_id, kept.state, kept.shop_id) == ("twilio", "SM1", "done", "chez-fatou")
    [waiting] = house.rows(outbox)
    assert (waiting.state, waiting.key) == ("pending", "reply:twilio:SM1:0")
    assert house.woken == ["deliver"]
    house.settle()
    [sent] = twilio.sent
    assert (sent["From"], sent["To"]) == (f"whatsapp:{FATOU}", f"whatsapp:{AWA}")
    assert "1. " in sent["Body"], "without buttons, choices are numbered"
    [done] = house.rows(outbox)
    assert (done.state, done.provider_id) == ("sent", sent.sid)


def test_a_whole_purchase_in_the_chat(house: House, twilio: TwilioServer) -> None:
    for words in ("bonjour", "1 savon", "1", "2", "1", "1", "1"):
        assert house.whatsapp(AWA, words) == 200
        house.settle()
    [link] = [body for body in twilio.bodies if "/p/" in body]
    token = link.rpartition("/p/")[2].split()[0]
    assert house.call("GET", f"/p/{token}").status == 200


def test_every_shop_has_its_own_conversation(house: House) -> None:
    house.whatsapp(AWA, "bonjour")
    house.whatsapp(AWA, "hello", to=NJERI)
    assert {row.shop_id for row in house.rows(conversations)} == {"chez-fatou", "njeri-home"}


def test_a_person_without_a_phone_number(house: House, twilio: TwilioServer) -> None:
    someone = "CI.13491208655302741918"
    fields = {"From": f"whatsapp:{someone}", "ExternalUserId": f"whatsapp:{someone}", "WaId": ""}
    for words in ("bonjour", "1 savon", "1", "2", "1", "0700000009", "1"):
        assert house.whatsapp("", words, **fields) == 200
        house.settle()
    mine = [message for message in twilio.sent if message["To"] == f"whatsapp:{someone}"]
    assert len(mine) == 7
    assert "/p/" in mine[-1]["Body"], "whoever pays is asked for"
    assert not [row for row in house.rows(inbox) if row.state != "done"]


KINDS = [
    {"MessageType": "sticker", "NumMedia": "1", "MediaContentType0": "image/webp", "MediaUrl0": "https://m/1"},
    {"MessageType": "contacts", "NumMedia": "1", "MediaContentType0": "text/vcard", "MediaUrl0": "https://m/1"},
    {"MessageType": "image", "NumMedia": "1", "MediaContentType0": "image/jpeg", "MediaUrl0": "https://m/1"},
    {"MessageType": "something_of_2031"},
    {"MessageType": "location", "Latitude": "5.35", "Longitude": "-3.99"},
    {"MessageType": "location", "Latitude": "north", "Longitude": ""},
    {"MessageType": "reaction", "Body": "👍"},
    {},
]


def test_whatever_kind_it_is_it_is_kept_and_answered(any_house: House) -> None:
    assert any_house.whatsapp(AWA, "bonjour") == 200
    for n, fields in enumerate(KINDS, 2):
        assert any_house.whatsapp(AWA, **fields) == 200
        assert [row.state for row in any_house.rows(inbox)] == ["done"] * n
        assert len({row.key.rsplit(":", 1)[0] for row in any_house.rows(outbox)}) == n, fields


# -- once -------------------------------------------------------------------------------------------------------------


def test_the_same_message_again_is_no_message(house: House) -> None:
    form = message_form(AWA, FATOU, "1 savon", MessageSid="SM1")
    assert [house.whatsapp_form(form)[0] for _ in range(3)] == [200] * 3
    assert len(house.rows(inbox)) == 1
    assert len(house.rows(outbox)) == 1


def test_the_same_message_eight_times_at_once_is_one_turn(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    heard = turns_taken(monkeypatch)
    form = message_form(AWA, FATOU, "1 savon", MessageSid="SM1")
    assert all_at_once([lambda: house.whatsapp_form(form)[0]] * 8) == [200] * 8
    assert heard == ["SM1"]
    assert len(house.rows(outbox)) == 1


def test_twenty_at_once_are_all_answered_in_order_one_after_the_other(
    house: House, twilio: TwilioServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = turns_taken(monkeypatch)
    twilio.thinks_for = 0.01
    forms = [message_form(AWA, FATOU, f"{n + 1} savon", MessageSid=f"SM{n}") for n in range(20)]
    answers = all_at_once([partial(house.whatsapp_form, form) for form in forms])
    assert {status for status, _ in answers} == {200}
    assert sorted(heard) == sorted(f"SM{n}" for n in range(20))
    all_at_once([house.settle] * 3)
    answered = [key_at_twilio(message) for message in twilio.sent]
    assert [key.split(":")[2] for key in answered if key.endswith(":0")] == heard
    assert len(answered) == len(set(answered)) == len(house.rows(outbox))
    calls = [request for request in twilio.requests if request.method == "POST"]
    for before, after in pairwise(calls):
        assert after.at >= before.answered_at, "two messages to one person were on their way at once"


def test_people_do_not_wait_for_each_other(house: House, twilio: TwilioServer) -> None:
    people = [f"+22507000002{n:02}" for n in range(12)]
    assert all_at_once([partial(house.whatsapp, who, "bonjour") for who in people]) == [200] * 12
    house.settle()
    assert sorted(message["To"] for message in twilio.sent) == sorted(f"whatsapp:{who}" for who in people)


# -- refused ----------------------------------------------------------------------------------------------------------


def nothing_is_kept(house: House) -> bool:
    return not house.rows(inbox) and not house.rows(outbox) and not house.rows(conversations)


def test_unsigned_is_401(any_house: House) -> None:
    body = urlencode(message_form(AWA, FATOU, "bonjour")).encode()
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert any_house.call("POST", DOOR, body, form).status == 401
    assert any_house.call("POST", DOOR, body, form | {"X-Twilio-Signature": ""}).status == 401
    assert any_house.call("POST", DOOR, body, form | {"X-Twilio-Signature": "é"}).status == 401
    assert nothing_is_kept(any_house)


def test_forged_is_401(any_house: House) -> None:
    form = message_form(AWA, FATOU, "bonjour")
    assert any_house.whatsapp_form(form, token="another token")[0] == 401
    assert (
        any_house.whatsapp_form(form, **{"X-Twilio-Signature": signature(AUTH_TOKEN, any_house.url + DOOR, form)})[0]
        == 401
    )
    settings = "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"
    assert any_house.whatsapp_form(form, **{"X-Twilio-Webhooks-Signature-Settings": settings})[0] == 401
    assert nothing_is_kept(any_house)


def test_the_address_it_was_signed_for_counts_to_the_last_byte(any_house: House) -> None:
    form = message_form(AWA, FATOU, "bonjour")
    assert any_house.whatsapp_form(form, f"{DOOR}?a=%20%2F%C3%A9&b")[0] == 200
    signed = {"X-Twilio-Signature": signature(AUTH_TOKEN, f"https://shop.example{DOOR}?a=1", form)}
    assert any_house.whatsapp_form(form, f"{DOOR}?a=2", **signed)[0] == 401


def test_an_account_or_a_number_that_is_not_ours_is_403(any_house: House) -> None:
    assert any_house.whatsapp(AWA, "bonjour", AccountSid="AC" + "9" * 32) == 403
    assert any_house.whatsapp(AWA, "bonjour", to="+33600000000") == 403
    assert nothing_is_kept(any_house)


def test_what_is_no_form_is_415(any_house: House) -> None:
    assert any_house.call("POST", DOOR, b"{}", {"Content-Type": "application/json"}).status == 415
    assert any_house.call("POST", DOOR, b"a=b").status == 415
    assert nothing_is_kept(any_house)


def test_what_is_huge_is_413(any_house: House) -> None:
    assert any_house.whatsapp(AWA, "x" * 70_000) == 413
    head = {"Content-Type": "application/x-www-form-urlencoded", "Transfer-Encoding": "chunked"}
    assert any_house.call("POST", DOOR, b"%x\r\n%s\r\n0\r\n\r\n" % (70_000, b"x" * 70_000), head).status in (401, 413)
    assert nothing_is_kept(any_house)


def test_what_no_message_is_is_400(any_house: House) -> None:
    for missing in ("MessageSid", "From", "To"):
        form = [(name, value) for name, value in message_form(AWA, FATOU, "bonjour") if name != missing]
        assert any_house.whatsapp_form(form)[0] == 400, missing
    assert any_house.whatsapp_form([*message_form(AWA, FATOU, "bonjour"), ("From", f"whatsapp:{MOUSSA}")])[0] == 400
    assert any_house.whatsapp(AWA, "bonjour", MessageSid="S" * 200) == 400
    assert nothing_is_kept(any_house)


def test_two_accounts_in_one_form_are_403(any_house: House) -> None:
    form = [*message_form(AWA, FATOU, "bonjour"), ("AccountSid", "AC" + "9" * 32)]
    assert any_house.whatsapp_form(form)[0] == 403


def test_other_methods_are_405(any_house: House) -> None:
    for method in ("GET", "PUT", "DELETE", "PATCH"):
        assert any_house.call(method, DOOR).status == 405


def test_a_last_slash_loses_nothing(any_house: House) -> None:
    assert any_house.whatsapp_form(message_form(AWA, FATOU, "bonjour"), f"{DOOR}/")[0] == 200


# -- when something breaks --------------------------------------------------------------------------------------------


def test_a_bug_in_a_turn_leaves_the_message_and_one_apology(
    house: House, twilio: TwilioServer, monkeypatch: pytest.MonkeyPatch, logs: list[Any]
) -> None:
    def stumble(*_: Any) -> None:
        raise ZeroDivisionError("planted")

    with monkeypatch.context() as planted:
        planted.setattr("bot.talk._say", stumble)  # at the very end: cart, conversation, all of it goes back
        form = message_form(AWA, FATOU, "1 savon", MessageSid="SM1")
        assert [house.whatsapp_form(form)[0] for _ in range(2)] == [200, 200]
    [kept] = house.rows(inbox)
    assert (kept.state, kept.error) == ("failed", "ZeroDivisionError: planted")
    assert dict(kept.raw["form"])["Body"] == "1 savon"
    assert [row.key for row in house.rows(outbox)] == ["apology:twilio:SM1"]
    assert not house.rows(conversations)
    assert [entry["event"] for entry in logs if entry["log_level"] == "error"] == ["turn failed"]
    assert house.whatsapp(AWA, "bonjour") == 200
    house.settle()
    told = [sent.form["To"] for sent in twilio.sent]
    assert told.count([f"whatsapp:{AWA}"]) == 2, "and the chat goes on"
    assert len(told) == 4, "the owner and the employee are told once each"


def test_a_bug_in_a_reaction_rolls_the_turn_back_too(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    for words in ("1 savon", "1", "2", "1", "1"):
        house.whatsapp(AWA, words)

    def stumble(*_: Any) -> None:
        raise RuntimeError("planted")

    with monkeypatch.context() as planted:
        planted.setattr("domain.carrying_out.payments.initiate_payment", stumble)
        assert house.whatsapp(AWA, "1", MessageSid="SM-order") == 200
    assert not house.rows(orders)
    assert not house.rows(holds)
    assert house.rows(inbox, inbox.c.provider_id == "SM-order")[0].state == "failed"
    assert house.whatsapp(AWA, "1") == 200, "and the same answer again succeeds"
    assert len(house.rows(orders)) == 1


def test_what_was_half_done_when_a_rule_said_no_does_not_stay(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_after_adding(monkeypatch)
    assert house.whatsapp(AWA, "1 savon") == 200
    [told] = house.rows(outbox)
    assert "pas possible" in told.message["text"]
    assert not house.rows(cart_lines)
    assert [row.state for row in house.rows(inbox)] == ["done"]


def test_without_the_guard_it_stays(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_after_adding(monkeypatch)
    monkeypatch.setattr(SqlUnitOfWork, "changes", property(lambda work: 0, lambda work, n: None), raising=False)
    assert house.whatsapp(AWA, "1 savon") == 200
    assert house.rows(cart_lines)


def refuse_after_adding(monkeypatch: pytest.MonkeyPatch) -> None:
    add = ordering.add_item_to_cart

    def then_refuse(*how: Any) -> None:
        add(*how)
        raise IllegalTransition("cart", "open", "full")

    monkeypatch.setattr(ordering, "add_item_to_cart", then_refuse)


def test_a_lost_race_is_run_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    take_turn, tries = bot.reception.take_turn, []

    def too_late_once(*how: Any) -> None:
        tries.append(how)
        if len(tries) < 3:
            raise Conflict("planted")
        take_turn(*how)

    monkeypatch.setattr(bot.reception, "take_turn", too_late_once)
    assert house.whatsapp(AWA, "bonjour") == 200
    assert [row.state for row in house.rows(inbox)] == ["done"]


def test_a_database_that_is_gone_is_503_and_nothing_is_half_kept(
    house: House, twilio: TwilioServer, no_pauses: None
) -> None:
    form = message_form(AWA, FATOU, "1 savon", MessageSid="SM1")
    with no_database(house):
        status, _ = house.whatsapp_form(form)
        assert status == 503
        assert house.call("GET", "/readyz").status == 503
    assert nothing_is_kept(house)
    assert house.whatsapp_form(form)[0] == 200, "sent again, it is heard"
    house.settle()
    assert len(twilio.sent) == 1


STATEMENTS = "INSERT INTO chat_inbox", "INSERT INTO chat_outbox", "INSERT INTO chat_reminders"


def test_lost_in_the_middle_it_is_503_and_nothing_is_half_kept(house: House, no_pauses: None) -> None:
    for statement in STATEMENTS:
        with lost_at(house, statement, times=100):
            assert house.whatsapp(AWA, "1 savon", MessageSid="SM1") == 503
        assert nothing_is_kept(house), statement
    assert house.whatsapp(AWA, "1 savon", MessageSid="SM1") == 200


def test_lost_for_a_moment_it_is_tried_again_and_heard_once(house: House, no_pauses: None) -> None:
    for n, statement in enumerate(STATEMENTS):
        with lost_at(house, statement, times=2):
            assert house.whatsapp(AWA, "1 savon", MessageSid=f"SM{n}") == 200
    assert [row.state for row in house.rows(inbox)] == ["done"] * 3
    assert len(house.rows(outbox)) == 3


def test_no_try_is_begun_that_twilio_would_not_wait_for(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.again.LAST_TRY_AFTER", 0.0)
    with lost_at(house, "INSERT INTO chat_inbox", times=1):
        assert house.whatsapp(AWA, "bonjour") == 503


class no_database:
    """Every connection that is asked for is refused."""

    def __init__(self, house: House) -> None:
        self._engine = house.it.engine

    def __enter__(self) -> None:
        self._engine.dispose()
        event.listen(self._engine, "do_connect", self._refuse)

    def __exit__(self, *_: object) -> None:
        event.remove(self._engine, "do_connect", self._refuse)

    def _refuse(self, dialect: Any, record: Any, arguments: Any, options: Any) -> None:
        raise dialect.loaded_dbapi.OperationalError("planted: nobody there")


class lost_at:
    """The connection breaks when this statement is about to run, so many times."""

    def __init__(self, house: House, statement: str, times: int) -> None:
        self._engine, self._statement, self._left = house.it.engine, statement, times

    def __enter__(self) -> None:
        event.listen(self._engine, "before_cursor_execute", self._break)

    def __exit__(self, *_: object) -> None:
        event.remove(self._engine, "before_cursor_execute", self._break)

    def _break(self, connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if self._left and self._statement in statement:
            self._left -= 1
            raise Temporary("planted")
