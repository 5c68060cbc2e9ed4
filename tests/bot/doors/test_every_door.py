"""Whatever comes to whatever door, signed or not: an answer with a reason, never a 5xx, and the books still balance."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.app import create_app
from bot.sandbox_wallet.callbacks import signature as wallet_signature
from bot.sandbox_wallet.keys import IssuedAccounts
from integrations.couriers.signed.webhook import sign
from integrations.store.tables.catalog import variants
from integrations.store.tables.chat import inbox, outbox
from integrations.store.tables.customer import customers
from integrations.store.tables.ordering import orders
from integrations.store.tables.payment import attempts, captures, refunds
from tests.bot.doors.conftest import OpenHouse
from tests.bot.doors.house import AWA, FATOU, NJERI, PUBLIC, House
from tests.bot.doors.till import Till, WatchedGateway
from tests.twilio_server import TwilioServer
from tests.twilio_webhooks import AUTH_TOKEN, message_form, signature
from tests.wallet import WalletHandle, running_wallet

METHODS = ("GET", "POST", "PUT", "HEAD", "DELETE", "PATCH", "OPTIONS")
FORM = "application/x-www-form-urlencoded"
FEW = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


def one_of(words: str) -> st.SearchStrategy[str]:
    return st.sampled_from(words.split())


NASTY = [
    "", " ", "\x00", "\ud800", "²", "٣", "-1", "1e400", "9" * 30, "9" * 5000, "null", "../../etc/passwd", "%00", "%",
    "'; DROP TABLE chat_inbox; --", "{{7*7}}", "<script>", "\u202e", "👩🏽‍🦱", "İ", "a" * 5000, "\r\nX: y", "+",
    "whatsapp:", AWA, FATOU, NJERI, "1001", "chez-fatou", "delivered", "approve",
]  # fmt: skip
WORDS = st.one_of(st.sampled_from(NASTY), st.text(max_size=30))
NUMBERS = st.one_of(st.integers(), st.floats(), st.sampled_from([2**63, -(2**63), 10**300]))
LEAVES = st.one_of(st.none(), st.booleans(), NUMBERS, WORDS)
NAMES = st.one_of(
    one_of(
        "from to text tap location media id name latitude longitude label kind url payer action shop order status "
        "event_id tracking_code occurred_at message data reference"
    ),
    WORDS,
)
JSON = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=6), max_leaves=12
)
GARBAGE = st.one_of(
    st.binary(max_size=200),
    st.sampled_from([b"[" * 30_000, b'{"a":' * 10_000, b"x" * 70_000, b"\xff\xfe", b"9" * 6000, b'{"id":1e999}']),
)
BODIES = st.one_of(
    GARBAGE,
    JSON.map(lambda value: json.dumps(value).encode()),
    st.dictionaries(NAMES, WORDS, max_size=5).map(lambda form: urlencode(form, errors="replace").encode()),
)
TYPES = st.sampled_from(
    ["application/json", FORM, "multipart/form-data; boundary=x", "text/plain; charset=nope", "", "🙂"]
)
HEADERS = st.dictionaries(
    one_of(
        "X-Twilio-Signature X-Twilio-Webhooks-Signature-Settings X-Signature X-Timestamp Sandbox-Signature "
        "X-Forwarded-Host X-Forwarded-Proto Accept Accept-Language Cookie Range If-Modified-Since Content-Encoding "
        "X-HTTP-Method-Override Authorization"
    ),
    st.one_of(
        st.sampled_from(
            ["", "x", "sha256=", "t=1,v1=x", "é", "9" * 300, "bytes=0-,1-", "key=,algorithm=", "a=b;" * 50]
        ),
        st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=20),
    ),
    max_size=4,
)
QUERY = st.dictionaries(st.one_of(one_of("address after with payer shop"), WORDS), WORDS, max_size=3)


class Street:
    """All doors on one wall: a house with Twilio, simulator, couriers and a wallet that answers."""

    def __init__(self, house: House, wallet: WalletHandle) -> None:
        self.house = house
        self.it = house.it
        self.wallet = wallet
        self.till = Till(house, WatchedGateway("sandbox"))
        self.web: FlaskClient = create_app(house.it).test_client()
        self.routes = sorted(
            {rule.rule for rule in self.web.application.url_map.iter_rules() if rule.endpoint != "static"}
        )
        self.bill = self.till.order()
        self.known = [self.bill.link, "sandbox", "fatou-money", "abidjan-express", "wax.jpg"]

    def knock(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Any:
        answer = self.web.open(path, method=method, data=body, headers=headers)
        assert answer.status_code < 500, (answer.status_code, answer.get_data(as_text=True)[:300])
        if answer.status_code >= 400 and method != "HEAD":
            text = answer.get_data(as_text=True)
            is_page = answer.mimetype == "text/html" and "<h1" in text
            assert is_page or (answer.mimetype == "application/json" and json.loads(text)["error"]), text[:300]
        return answer

    def counts(self) -> dict[str, int]:
        tables = (orders, attempts, captures, refunds, customers, inbox, outbox)
        return {table.name: len(self.house.rows(table)) for table in tables}

    def shelf(self) -> list[tuple[Any, ...]]:
        return [(row.sku, row.on_hand, row.held, row.price_minor) for row in self.house.rows(variants)]

    def apologies(self) -> list[str]:
        kept = self.house.rows(inbox, inbox.c.state == "failed", inbox.c.kind == "message")
        return [f"{row.error}: {row.raw}" for row in kept]


@pytest.fixture
def street(open_door: OpenHouse, database: str, twilio: TwilioServer, tmp_path: Path) -> Iterator[Street]:
    with a_street(open_door, database, twilio, tmp_path) as street:
        yield street


@contextmanager
def a_street(open_door: OpenHouse, database: str, twilio: TwilioServer, folder: Path) -> Iterator[Street]:
    (folder / "wallet").mkdir()
    with running_wallet(folder / "wallet") as wallet:
        house = open_door(database, twilio=twilio, simulator=True, wallet_url=wallet.url)
        yield Street(house, wallet)


def address(street: Street, rule: str, data: st.DataObject) -> str:
    """The rule with something in each of its places."""
    parts = []
    for part in rule.split("/"):
        thing = st.one_of(st.sampled_from(street.known), WORDS) if part.startswith("<") else st.just(part)
        parts.append(quote(data.draw(thing), safe="", errors="replace") if part.startswith("<") else part)
    query = data.draw(QUERY)
    return "/".join(parts) + (f"?{urlencode(query, errors='replace')}" if query else "")


def test_no_door_ever_breaks(street: Street) -> None:
    shelf, counts = street.shelf(), street.counts()

    @FEW
    @given(data=st.data(), method=st.sampled_from(METHODS), body=BODIES, kind=TYPES, headers=HEADERS)
    def knock(data: st.DataObject, method: str, body: bytes, kind: str, headers: dict[str, str]) -> None:
        for rule in street.routes:
            street.knock(method, address(street, rule, data), body, {"Content-Type": kind, **headers})

    knock()
    after = street.counts()
    untouched = ("ordering_orders", "payment_captures", "payment_refunds")
    assert {name: after[name] for name in untouched} == {name: counts[name] for name in untouched}
    assert street.shelf() == shelf
    assert street.apologies() == []


def test_no_route_is_forgotten(street: Street) -> None:
    assert {rule.split("/")[1] for rule in street.routes} == {
        "f", "healthz", "media", "metrics", "p", "readyz", "simulator", "t", "v", "webhooks",
    }  # fmt: skip


# -- with a good signature --------------------------------------------------------------------------------------------


def test_what_twilio_signs_may_be_anything(street: Street) -> None:
    fields = one_of(
        "Body From To MessageSid AccountSid MessageType NumMedia MediaUrl0 MediaContentType0 Latitude Longitude Label "
        "ListId ListTitle ButtonPayload ButtonText ProfileName ExternalUserId MessageStatus ErrorCode New"
    )
    sids = iter(range(10**6))

    @FEW
    @given(more=st.lists(st.tuples(fields, WORDS), max_size=4), twice=st.booleans(), status=st.booleans())
    def told(more: list[tuple[str, str]], twice: bool, status: bool) -> None:
        base = message_form(AWA, FATOU, "1 savon", MessageSid=f"SM{next(sids)}")
        named = {name for name, _ in more}
        form = [pair for pair in base if twice or pair[0] not in named] + more
        sent = [(name, value.encode("utf-8", "replace").decode()) for name, value in form]
        path = "/webhooks/whatsapp/twilio" + ("/status" if status else "")
        proof = {"X-Twilio-Signature": signature(AUTH_TOKEN, PUBLIC + path, sent), "Content-Type": FORM}
        answer = street.knock("POST", path, urlencode(sent).encode(), proof)
        assert answer.status_code in (200, 204, 400, 403)

    told()
    assert street.apologies() == []


HUGE = "9" * 20
SAID = st.one_of(
    WORDS,
    one_of("menu panier commander aide humain oui 0 1 2 3 -1 commandes catalogue"),
    st.sampled_from(["2 wax", "999999 savon", "langue xx", "1" * 4000, "code ''", "catalogue \x00", "stock SAVON -9"]),
    st.builds(
        "{} {}".format,
        st.sampled_from(
            ["payer", "suivi", "annuler", "commande", "commandes", "expedier", "livre", "livré", "stock SAVON",
             "prix SAVON", "expedier 1001", "code"]
        ),
        st.sampled_from([HUGE, "²", "٣", "1001", "1e99", "0", "-1", "+9", f"-{HUGE}", "1,5", "\x00", "?"]),
    ),
)  # fmt: skip
PEOPLE = ("+2250700000077", "+2250500000001", "+2250500000002", "+2250100000001", "CI.77")


def test_whoever_writes_whatever_no_turn_fails(street: Street) -> None:
    """Buyer, owner, employee, rider and somebody without a number."""
    sids = iter(range(10**6))

    @FEW
    @given(who=st.sampled_from(PEOPLE), lines=st.lists(SAID, min_size=1, max_size=4))
    def said(who: str, lines: list[str]) -> None:
        for line in lines:
            form = message_form(who, FATOU, line.encode("utf-8", "replace").decode(), MessageSid=f"SM{next(sids)}")
            path = "/webhooks/whatsapp/twilio"
            proof = {"X-Twilio-Signature": signature(AUTH_TOKEN, PUBLIC + path, form), "Content-Type": FORM}
            assert street.knock("POST", path, urlencode(form).encode(), proof).status_code == 200

    said()
    assert street.apologies() == []


def test_what_a_courier_or_a_wallet_signs_may_be_anything(street: Street) -> None:
    courier = street.it.settings.key_for("courier abidjan-express")
    wallet = IssuedAccounts(street.it.settings.key_for("wallet"))["fatou-money"].secret
    stamp = str(int(street.house.clock.now().timestamp()))

    @FEW
    @given(body=st.one_of(BODIES, JSON.map(lambda value: json.dumps({"id": "e", "data": value}).encode())), token=WORDS)
    def told(body: bytes, token: str) -> None:
        proof = {"X-Timestamp": stamp, "X-Signature": sign(courier, stamp, body)}
        assert street.knock("POST", "/webhooks/couriers/signed/abidjan-express", body, proof).status_code in (
            200,
            400,
            413,
        )
        proof = {"Sandbox-Signature": wallet_signature(wallet, int(stamp), body)}
        path = f"/webhooks/payments/sandbox/fatou-money/{quote(token, safe='', errors='replace') or 'x'}"
        street.knock("POST", path, body, proof)

    told()
    assert len(street.house.rows(captures)) == 0


@pytest.mark.parametrize("events", [["\x00", "a\x00b"], ["\ud800"], ["9" * 3000], [{"id": []}]])
def test_signed_events_with_ids_that_nobody_can_keep(street: Street, events: list[Any]) -> None:
    wallet = IssuedAccounts(street.it.settings.key_for("wallet"))["fatou-money"].secret
    now = int(street.house.clock.now().timestamp())
    for event in events:
        for told in ({"id": event, "data": {}}, {"id": "e", "data": {"id": event, "reference": event}}):
            body = json.dumps(told).encode()
            proof = {"Sandbox-Signature": wallet_signature(wallet, now, body)}
            street.knock("POST", "/webhooks/payments/sandbox/fatou-money", body, proof)
