"""Reading what wallets write: exactly, or not at all."""

from __future__ import annotations

from decimal import Decimal

import pytest

from domain.shared.money import Money
from integrations.mobile_money.reading import (
    LONGEST,
    Unreadable,
    instant,
    loose,
    loose_money,
    loose_text,
    money,
    object_of,
    optional,
    rows,
    text,
    within,
)


def test_numbers_stay_exact() -> None:
    assert object_of(b'{"a": 0.1, "b": 12}') == {"a": Decimal("0.1"), "b": 12}


@pytest.mark.parametrize(
    "body", [b"", b"{", b"<html>", b"[]", b"7", b'{"a": NaN}', b"[" * 100_000, b"\xff", b'{"a": 1' + b"0" * 5000 + b"}"]
)
def test_what_is_not_one_object_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        object_of(body)


@pytest.mark.parametrize("value", [None, "", 7, True, 1.5, [], "nul\x00", "\ud800", "x" * (LONGEST + 1)])
def test_a_text_is_a_string_that_can_be_kept(value: object) -> None:
    assert optional({"a": value}, "a") is None
    with pytest.raises(Unreadable, match="has no a"):
        text({"a": value}, "a")


def test_a_loose_text_may_be_a_whole_number() -> None:
    assert (loose({"a": 7}, "a"), loose_text({"a": "7"}, "a"), loose({"a": True}, "a")) == ("7", "7", None)
    assert loose({"a": Decimal("7.0")}, "a") is None
    with pytest.raises(Unreadable):
        loose_text({}, "a")


@pytest.mark.parametrize("amount", ["", "-1", "+1", "01", "1.", ".5", "1e3", "1 000", "٣", "0.5", 1, None])
def test_what_is_not_exactly_an_amount_is_none(amount: object) -> None:
    assert money(amount, "XOF") is None


def test_money_is_a_string_and_loosely_a_number_above_zero() -> None:
    assert (money("7500", "XOF"), money("0", "XOF")) == (Money(7500, "XOF"), Money(0, "XOF"))
    assert money("7500", 7) is money("7500", "???") is None
    assert loose_money(Decimal("12.50"), "KES") == loose_money("12.5", "KES") == Money(1250, "KES")
    assert loose_money(0, "XOF") is loose_money("0", "XOF") is loose_money(True, "XOF") is None
    assert loose_money(Decimal("1e400"), "XOF") is loose_money(1.5, "KES") is None


def test_what_lies_within() -> None:
    assert within({"a": {"b": {"c": 1}}}, "a", "b") == {"c": 1}
    assert within({"a": []}, "a", "b") == {}
    assert rows({"a": [{}]}, "a") == [{}]
    for odd in (None, {}, [7]):
        with pytest.raises(Unreadable):
            rows({"a": odd}, "a")


def test_an_instant_has_its_zone() -> None:
    assert instant({"a": "2026-11-20T09:00:00Z"}, "a") is not None
    assert instant({"a": "2026-11-20T09:00:00"}, "a") is instant({"a": 7}, "a") is None
