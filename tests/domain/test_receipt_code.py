"""A receipt's code: one for each payment, read as people write it, made by nobody else."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.payment.receipt import ALPHABET, ReceiptCode
from domain.shared.errors import Invalid
from domain.shared.ids import PaymentId, ShopId
from domain.shared.money import Money

KEY, SHOP, PAYMENT, PRICE = "the key", ShopId("chez-fatou"), PaymentId("p-1"), Money(21000, "XOF")
CODE = ReceiptCode.sealed(KEY, SHOP, 1042, PAYMENT, PRICE)


def test_it_is_always_the_same() -> None:
    assert str(CODE) == str(ReceiptCode.sealed(KEY, SHOP, 1042, PAYMENT, PRICE))
    assert str(CODE).startswith("1042-")
    assert len(str(CODE)) == len("1042-K7QF-9M2X")


@pytest.mark.parametrize(
    "other",
    [
        ReceiptCode.sealed("another key", SHOP, 1042, PAYMENT, PRICE),
        ReceiptCode.sealed(KEY, ShopId("njeri-home"), 1042, PAYMENT, PRICE),
        ReceiptCode.sealed(KEY, SHOP, 1043, PAYMENT, PRICE),
        ReceiptCode.sealed(KEY, SHOP, 1042, PaymentId("p-2"), PRICE),
        ReceiptCode.sealed(KEY, SHOP, 1042, PAYMENT, Money(21001, "XOF")),
        ReceiptCode.sealed(KEY, SHOP, 1042, PAYMENT, Money(21000, "XAF")),
    ],
)
def test_each_fact_is_sealed(other: ReceiptCode) -> None:
    assert other.seal != CODE.seal
    assert not other.is_same_as(CODE)


@given(st.integers(1, 10**9 - 1), st.text(ALPHABET, min_size=8, max_size=8))
def test_it_is_read_as_it_is_written(number: int, seal: str) -> None:
    code = ReceiptCode(number, seal)
    sloppy = str(code).replace("0", "o").replace("1", "l").replace("-", " ").lower()
    for written in (str(code), str(code).replace("-", ""), f" {str(code).lower()} ", sloppy):
        assert ReceiptCode.typed(written) == code
        assert ReceiptCode.typed(written).is_same_as(code)


@pytest.mark.parametrize("text", ["", "1042", "1042-K7QF", "1042-K7QF-9M2U", "K7QF-9M2X", "1" * 60, "١٠٤٢-K7QF-9M2X"])
def test_what_is_none_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        ReceiptCode.typed(text)


@given(st.text(max_size=60))
def test_anything_typed_is_a_code_or_refused(text: str) -> None:
    with suppress(Invalid):
        assert len(ReceiptCode.typed(text).seal) == 8
