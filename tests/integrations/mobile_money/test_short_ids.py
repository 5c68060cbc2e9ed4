"""Our ids in at most 30 characters, and back."""

from __future__ import annotations

import uuid

import pytest

from domain.shared.ids import AttemptId, RandomIds
from integrations.mobile_money.short_ids import attempt_of, short_of


def test_a_short_id_fits_and_comes_back() -> None:
    for _ in range(200):
        attempt_id = AttemptId(RandomIds().new())
        short = short_of(attempt_id)
        assert short is not None
        assert len(short) == 26
        assert short.isalnum() and short == short.upper()
        assert attempt_of(short) == attempt_id


@pytest.mark.parametrize("odd", ["", "att_1", "../../x?y#zé ", uuid.UUID(int=7).hex, f"{uuid.UUID(int=7)} "])
def test_what_is_no_id_of_ours_has_no_short_one(odd: str) -> None:
    assert short_of(AttemptId(odd)) is None


@pytest.mark.parametrize("odd", ["", "A" * 25, "A" * 27, "a" * 26, "1" * 26, "A" * 25 + "B", "A" * 25 + "é"])
def test_what_we_have_not_written_is_no_attempt(odd: str) -> None:
    """The last one but one has bits set beyond the 128."""
    assert attempt_of(odd) is None
