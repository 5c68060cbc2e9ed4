"""The signed courier webhook: verified before it is read, and every wrong field named."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.fulfillment.use_cases import ParcelReport
from domain.fulfillment.values import ShipmentStatus as S
from domain.fulfillment.values import TrackingCode
from domain.shared.errors import Invalid
from integrations.couriers.signed.codes import CANONICAL, INCIDENTS, SYNONYMS, meaning
from integrations.couriers.signed.webhook import Forged, read_webhook, sign

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
SECRET = "s3cret"
REPORT = {
    "event_id": "e-1",
    "tracking_code": "CI-123",
    "status": "delivered",
    "occurred_at": "2026-11-20T08:55:00+00:00",
    "location": "Cocody",
    "message": "Remis en main propre",
}


def headers(body: bytes, secret: str = SECRET, at: datetime = NOW) -> dict[str, str]:
    timestamp = str(int(at.timestamp()))
    return {"X-Timestamp": timestamp, "X-Signature": sign(secret, timestamp, body)}


def read(report: object, secrets: tuple[str, ...] = (SECRET,)) -> ParcelReport:
    body = report if isinstance(report, bytes) else json.dumps(report).encode()
    return read_webhook("signed:moto", secrets, headers(body), body, NOW)[1]


def refused(report: object) -> str:
    with pytest.raises(Invalid) as refusal:
        read(report)
    return refusal.value.field


# -- the signature ---------------------------------------------------------------------------------------------


def test_the_signature_is_the_one_in_our_readme():
    """openssl: `printf '%s' '1795165200.{"a":1}' | openssl dgst -sha256 -hmac s3cret`"""
    expected = "sha256=cb73e91dd7c662bb23e32bba097466cf5921d33bfe88ba6119522e186daef304"
    assert sign(SECRET, "1795165200", b'{"a":1}') == expected


def test_a_good_report():
    body = json.dumps(REPORT).encode()
    assert read_webhook("signed:moto", [SECRET], headers(body), body, NOW) == (
        TrackingCode("CI123"),
        ParcelReport(
            "signed:moto",
            "e-1",
            S.DELIVERED,
            datetime(2026, 11, 20, 8, 55, tzinfo=UTC),
            "Cocody",
            "Remis en main propre",
        ),
    )


def test_either_secret_while_one_replaces_the_other():
    assert read(REPORT, ("new", SECRET)) == read(REPORT, (SECRET, "new"))


def test_header_names_and_hex_in_any_case():
    body = json.dumps(REPORT).encode()
    odd = {name.lower(): value.upper() for name, value in headers(body).items()}
    assert read_webhook("a", [SECRET], odd, body, NOW)[1].event_id == "e-1"


@pytest.mark.parametrize("secrets", [(), ("",), ("", ""), ("other",)])
def test_without_the_secret(secrets):
    body = json.dumps(REPORT).encode()
    for used in (SECRET, ""):
        with pytest.raises(Forged):
            read_webhook("a", secrets, headers(body, used), body, NOW)


@pytest.mark.parametrize(("late", "good"), [(-301, False), (-300, True), (300, True), (301, False)])
def test_each_side_of_five_minutes(late, good):
    body = json.dumps(REPORT).encode()
    sent = headers(body, at=NOW + timedelta(seconds=late))
    if good:
        assert read_webhook("a", [SECRET], sent, body, NOW)[1].event_id == "e-1"
    else:
        with pytest.raises(Forged):
            read_webhook("a", [SECRET], sent, body, NOW)


@pytest.mark.parametrize("name", ["X-Timestamp", "X-Signature"])
@pytest.mark.parametrize("value", [None, "", "x", "-1", "1e9", "9" * 50, "²", "sha256=", "sha256=é", "sha1=00"])
def test_a_missing_or_odd_header(name, value):
    body = json.dumps(REPORT).encode()
    sent = {**headers(body), name: value}
    with pytest.raises(Forged):
        read_webhook("a", [SECRET], {key: val for key, val in sent.items() if val is not None}, body, NOW)


def test_a_forged_body_is_not_even_parsed():
    with pytest.raises(Forged):
        read_webhook("a", [SECRET], headers(b"{}"), b"not json", NOW)


@given(st.data())
def test_one_changed_bit_breaks_it(data):
    body = json.dumps(REPORT).encode()
    sent = headers(body)
    at = data.draw(st.integers(0, len(body) - 1))
    bit = data.draw(st.integers(0, 7))
    changed = body[:at] + bytes([body[at] ^ (1 << bit)]) + body[at + 1 :]
    with pytest.raises(Forged):
        read_webhook("a", [SECRET], sent, changed, NOW)
    with pytest.raises(Forged):
        read_webhook("a", [SECRET], {**sent, "X-Timestamp": str(int(sent["X-Timestamp"]) + 1)}, body, NOW)


# -- the report ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[]", b"1", b"null", b"[" * 100_000])
def test_a_body_that_is_no_object(body):
    assert refused(body) == "body"


@pytest.mark.parametrize("name", ["event_id", "tracking_code", "status", "occurred_at"])
@pytest.mark.parametrize("value", [None, "", "  ", 7, [], {}, True, "x" * 101, "a\x00b", "\ud800"])
def test_a_field_that_is_needed(name, value):
    assert refused({**REPORT, name: value}) == name


@pytest.mark.parametrize("name", ["location", "message"])
@pytest.mark.parametrize("value", [7, [], "x" * 301, "a\x00b"])
def test_a_field_that_may_be_left_out(name, value):
    assert refused({**REPORT, name: value}) == name
    assert getattr(read({**REPORT, name: None}), name) == ""
    assert getattr(read({**REPORT, name: "a\u202fb\n"}), name) == "a\u202fb"


@pytest.mark.parametrize(
    "text",
    [
        "yesterday",
        "2026-11-20",
        "2026-11-20T08:55:00",
        "2026-13-01T00:00:00Z",
        "1795165200",
        "0001-01-01T00:00:00+14:00",
    ],
)
def test_an_instant_that_is_none(text):
    assert refused({**REPORT, "occurred_at": text}) == "occurred_at"


def test_an_instant_is_kept_in_utc():
    local = read({**REPORT, "occurred_at": "2026-11-20T11:55:00+03:00"}).occurred_at
    assert (local, local.tzinfo) == (datetime(2026, 11, 20, 8, 55, tzinfo=UTC), UTC)
    assert read({**REPORT, "occurred_at": "2026-11-20T08:55:00Z"}).occurred_at == local


def test_fields_of_theirs_that_we_do_not_know_change_nothing():
    assert read({**REPORT, "weight": 3}) == read(REPORT)


@pytest.mark.parametrize("text", ["abc", "x" * 41, "CI/123", "é" * 5])
def test_a_tracking_code_that_is_none(text):
    assert refused({**REPORT, "tracking_code": text}) == "tracking_code"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(list(REPORT)), json_values), st.booleans())
def test_no_signed_json_raises_anything_but_invalid(report, with_base):
    try:
        read({**REPORT, **report} if with_base else report)
    except Invalid as refusal:
        str(refusal).encode()


# -- the words -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("delivered", S.DELIVERED),
        ("OUT-FOR-DELIVERY", S.OUT_FOR_DELIVERY),
        (" Out for  delivery ", S.OUT_FOR_DELIVERY),
        ("Livré", S.DELIVERED),
        ("EN TRANSIT", S.IN_TRANSIT),
        ("canceled", S.CANCELLED),
        ("completed", S.DELIVERED),
        ("expired", S.UNKNOWN),
        ("teleported", S.UNKNOWN),
        ("deliver", S.UNKNOWN),
        ("İ", S.UNKNOWN),
        ("", S.UNKNOWN),
    ],
)
def test_a_word_of_theirs(theirs, ours):
    assert meaning(theirs) == (ours, "")


def test_an_incident_leaves_the_parcel_where_it_was():
    assert meaning("Delayed") == (S.UNKNOWN, "delayed")
    assert meaning("on hold") == (S.UNKNOWN, "other")


def test_every_listed_word_is_written_as_it_is_looked_up():
    assert all(meaning(word)[0] is status for word, status in (CANONICAL | SYNONYMS).items())
    assert all(meaning(word)[1] == incident for word, incident in INCIDENTS.items())
    assert not set(SYNONYMS) & set(CANONICAL)


@given(st.text())
def test_any_word_has_an_answer(word):
    assert meaning(word)[0] in S
