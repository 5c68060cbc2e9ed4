"""When a shop is open, and which orders it takes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.merchant.errors import Paused, TooLarge, TooSmall
from domain.merchant.opening import Opening, Pause, Span, when_not_quiet
from domain.merchant.shop import Shop
from domain.merchant.terms import Terms
from domain.shared.errors import Invalid
from domain.shared.ids import ShopId
from domain.shared.money import Money

MONDAY_TO_SATURDAY = Opening(tuple(Span(day, 8 * 60, 19 * 60) for day in range(6)))
FRIDAY = datetime(2026, 11, 20, 12, tzinfo=UTC)
ONE = Money(1, "XOF")
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1))


def a_shop(terms: Terms | None = None) -> Shop:
    where = ("+2250777000001", "fr", "CI", "XOF", "Africa/Abidjan")
    return Shop(ShopId("chez-fatou"), "Chez Fatou", *where, terms=terms or Terms())


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (FRIDAY.replace(hour=8), None),
        (FRIDAY.replace(hour=7, minute=59), FRIDAY.replace(hour=8)),
        (FRIDAY.replace(hour=18, minute=59), None),
        (FRIDAY.replace(hour=19), FRIDAY.replace(day=21, hour=8)),
        (FRIDAY.replace(day=22), FRIDAY.replace(day=23, hour=8)),
    ],
)
def test_it_opens_at_the_next_hour_that_it_has_named(now: datetime, opens: datetime | None) -> None:
    assert a_shop(Terms(opening=MONDAY_TO_SATURDAY)).opens_next(now) == opens


@given(moments, st.lists(st.builds(Span, st.integers(0, 6), st.integers(0, 700), st.integers(701, 1440)), max_size=5))
def test_it_is_open_when_it_opens_next(now: datetime, spans: list[Span]) -> None:
    week = Opening(tuple(spans))
    opens = week.opens_next(now)
    assert week.is_open(opens) and now <= opens < now + timedelta(days=8)


@pytest.mark.parametrize("wrong", [(7, 0, 60), (0, 60, 60), (0, 0, 1441), (-1, 0, 1)])
def test_a_span_is_on_a_day_and_ends_after_it_began(wrong: tuple[int, int, int]) -> None:
    with pytest.raises(Invalid):
        Span(*wrong)


def test_a_pause_ends_when_it_said_or_when_somebody_opens() -> None:
    shop, soon = a_shop(), FRIDAY + timedelta(hours=1)
    shop.pause = Pause(soon)
    with pytest.raises(Paused) as refused:
        shop.ensure_takes_order(ONE, FRIDAY)
    assert refused.value.until == soon
    shop.ensure_takes_order(ONE, soon)
    shop.pause = Pause()
    assert shop.is_paused(FRIDAY + timedelta(days=1000)) and shop.opens_next(FRIDAY) is None


def test_an_order_is_neither_too_small_nor_too_large() -> None:
    least, most = Money(2000, "XOF"), Money(50000, "XOF")
    shop = a_shop(Terms(order_from=least, order_up_to=most))
    for fits in (least, most):
        shop.ensure_takes_order(fits, FRIDAY)
    with pytest.raises(TooSmall) as small:
        shop.ensure_takes_order(least - ONE, FRIDAY)
    assert small.value.missing == ONE
    with pytest.raises(TooLarge):
        shop.ensure_takes_order(most + ONE, FRIDAY)


@pytest.mark.parametrize(
    ("hour", "minute", "told"),
    [(8, 0, (20, 8, 0)), (20, 59, (20, 20, 59)), (21, 0, (21, 8, 0)), (7, 59, (20, 8, 0)), (0, 0, (20, 8, 0))],
)
def test_what_can_wait_waits_for_the_morning(hour: int, minute: int, told: tuple[int, int, int]) -> None:
    morning = when_not_quiet(FRIDAY.replace(hour=hour, minute=minute))
    assert (morning.day, morning.hour, morning.minute) == told
