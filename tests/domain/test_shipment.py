"""A parcel is what its checkpoints say, in whatever order they come; some things are said once."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.fulfillment import use_cases as parcels
from domain.fulfillment.errors import AlreadyEnded, TooManyTries, WrongCode
from domain.fulfillment.events import CarrierAssigned, ShipmentDelayed, ShipmentStatusChanged
from domain.fulfillment.shipment import AHEAD_OF_TIME, MOST_TRIES, ParcelCheckpoint, Shipment, occurred
from domain.fulfillment.use_cases import ParcelReport
from domain.fulfillment.values import ShipmentStatus, TrackingCode
from domain.ordering.order_state import OrderState
from domain.shared.errors import NotFound
from domain.shared.ids import OrderId, ShipmentId
from tests.domain.builders import NOW, SHOP, OpenShop, Sale, a_sale, names, open_shop
from tests.people import awa, fatou, issa, moussa
from tests.shops import a_shop, wax

S = ShipmentStatus
ONCE = {"ShipmentDispatched", "ShipmentDelivered", "ShipmentReturned", "ShipmentLost", "ShipmentDelayed"}


def a_parcel() -> Shipment:
    code = TrackingCode("P123456789")
    tomorrow = NOW + timedelta(days=1)
    return Shipment(ShipmentId("s1"), SHOP, OrderId("o1"), code, "4711", "track", tomorrow)


def seen(status: ShipmentStatus, minute: int = 0, event_id: str = "", incident: str = "") -> ParcelCheckpoint:
    at = NOW + timedelta(minutes=minute)
    return ParcelCheckpoint("rapide", event_id or f"{status}-{minute}", status, at, at, incident=incident)


def after(*statuses: ShipmentStatus) -> Shipment:
    parcel = a_parcel()
    for minute, status in enumerate(statuses):
        parcel.add(seen(status, minute), NOW)
    return parcel


def said_once(parcel: Shipment) -> list[str]:
    return [name for name in names(parcel.collect()) if name in ONCE]


# -- the fold


@pytest.mark.parametrize(
    ("statuses", "status"),
    [
        ([], S.PENDING),
        ([S.INFO_RECEIVED], S.INFO_RECEIVED),
        ([S.PICKED_UP, S.IN_TRANSIT, S.OUT_FOR_DELIVERY], S.OUT_FOR_DELIVERY),
        ([S.OUT_FOR_DELIVERY, S.ATTEMPT_FAILED, S.OUT_FOR_DELIVERY], S.OUT_FOR_DELIVERY),
        ([S.OUT_FOR_DELIVERY, S.IN_TRANSIT], S.IN_TRANSIT),
        ([S.IN_TRANSIT, S.UNKNOWN, S.PENDING], S.IN_TRANSIT),
        ([S.DELIVERED, S.IN_TRANSIT], S.DELIVERED),
        ([S.DELIVERED, S.CANCELLED], S.DELIVERED),
        ([S.DELIVERED, S.RETURNING], S.RETURNING),
        ([S.DELIVERED, S.RETURNING, S.RETURNED], S.RETURNED),
        ([S.CANCELLED, S.DELIVERED], S.CANCELLED),
        ([S.LOST, S.RETURNED], S.RETURNED),
        ([S.LOST, S.DELIVERED], S.LOST),
    ],
)
def test_the_state_is_a_fold(statuses: list[ShipmentStatus], status: ShipmentStatus) -> None:
    assert after(*statuses).status == status


def test_what_arrives_late_but_happened_before_the_end_changes_nothing() -> None:
    parcel = a_parcel()
    parcel.add(seen(S.DELIVERED, 9), NOW)
    assert parcel.add(seen(S.IN_TRANSIT, 3), NOW)
    assert parcel.status == S.DELIVERED
    assert [checkpoint.status for checkpoint in parcel.checkpoints] == [S.IN_TRANSIT, S.DELIVERED]


def test_the_same_report_again_is_no_news() -> None:
    parcel = after(S.PICKED_UP)
    parcel.collect()
    assert not parcel.add(seen(S.PICKED_UP, 0), NOW)
    assert not parcel.add(seen(S.LOST, 5, event_id="picked_up-0"), NOW)
    assert (len(parcel.checkpoints), parcel.collect()) == (1, [])


def test_two_sources_may_use_the_same_number() -> None:
    parcel = a_parcel()
    for source in ("rapide", "chat:issa"):
        assert parcel.add(ParcelCheckpoint(source, "1", S.PICKED_UP, NOW, NOW), NOW)


@pytest.mark.parametrize(
    ("statuses", "said"),
    [
        ([S.INFO_RECEIVED], []),
        ([S.CANCELLED], []),
        ([S.PICKED_UP, S.IN_TRANSIT], ["ShipmentDispatched"]),
        ([S.DELIVERED, S.DELIVERED], ["ShipmentDispatched", "ShipmentDelivered"]),
        ([S.RETURNED], ["ShipmentDispatched", "ShipmentReturned"]),
        ([S.PICKED_UP, S.LOST], ["ShipmentDispatched", "ShipmentLost"]),
    ],
)
def test_what_is_said_once(statuses: list[ShipmentStatus], said: list[str]) -> None:
    assert said_once(after(*statuses)) == said


def test_every_change_of_state_is_said_and_nothing_else() -> None:
    parcel = after(S.PICKED_UP, S.PICKED_UP, S.IN_TRANSIT, S.UNKNOWN)
    changes = [event for event in parcel.collect() if isinstance(event, ShipmentStatusChanged)]
    assert [(change.old, change.new) for change in changes] == [(S.PENDING, S.PICKED_UP), (S.PICKED_UP, S.IN_TRANSIT)]


checkpoints = st.builds(
    seen,
    st.sampled_from(ShipmentStatus),
    st.integers(0, 8),
    st.just(""),
    st.sampled_from(["", "", "", "absent", "weather"]),
)


@given(st.lists(checkpoints, max_size=8, unique_by=lambda c: c.event_id), st.data())
def test_neither_order_nor_repeats_matter(reports: list[ParcelCheckpoint], data: st.DataObject) -> None:
    again = data.draw(st.lists(st.sampled_from(reports), max_size=4)) if reports else []
    shuffled = data.draw(st.permutations(reports + again))
    one, other = a_parcel(), a_parcel()
    for parcel, arrived in ((one, reports), (other, shuffled)):
        for report in arrived:
            parcel.add(report, NOW)

    assert one.status == other.status
    assert one.checkpoints == other.checkpoints
    first, second = said_once(one), said_once(other)
    assert sorted(first) == sorted(second)
    assert one.said == other.said


@given(st.lists(checkpoints, max_size=8))
def test_history_only_grows_and_stays_in_order(reports: list[ParcelCheckpoint]) -> None:
    parcel, before = a_parcel(), 0
    for report in reports:
        parcel.add(report, NOW)
        assert len(parcel.checkpoints) >= before
        before = len(parcel.checkpoints)
    times = [checkpoint.occurred_at for checkpoint in parcel.checkpoints]
    assert times == sorted(times)


@pytest.mark.parametrize(
    ("claimed", "believed"),
    [
        (NOW - timedelta(days=9), NOW - timedelta(days=9)),
        (NOW + AHEAD_OF_TIME, NOW + AHEAD_OF_TIME),
        (NOW + AHEAD_OF_TIME + timedelta(microseconds=1), NOW),
    ],
)
def test_a_clock_that_runs_ahead_is_believed_a_little(claimed: datetime, believed: datetime) -> None:
    assert occurred(claimed, NOW) == believed


# -- late


def test_a_broken_promise_is_said_once_and_not_too_early() -> None:
    parcel = a_parcel()
    parcel.check_promise(parcel.promised_by - timedelta(microseconds=1))
    assert said_once(parcel) == []
    for _ in range(2):
        parcel.check_promise(parcel.promised_by)
    assert said_once(parcel) == ["ShipmentDelayed"]


def test_a_parcel_that_has_ended_is_late_for_nobody() -> None:
    parcel = after(S.DELIVERED)
    parcel.collect()
    parcel.check_promise(NOW + timedelta(days=9))
    assert parcel.collect() == []


def test_each_incident_is_said_once() -> None:
    parcel = a_parcel()
    for minute, incident in enumerate(["weather", "weather", "absent"]):
        parcel.add(seen(S.IN_TRANSIT, minute, incident=incident), NOW)
    assert [event.incident for event in parcel.collect() if isinstance(event, ShipmentDelayed)] == ["weather", "absent"]


# -- handing over


def test_the_buyers_code_ends_the_delivery() -> None:
    parcel = after(S.PICKED_UP)
    parcel.hand_over("4711", seen(S.DELIVERED, 5), NOW)
    assert parcel.status == S.DELIVERED
    with pytest.raises(AlreadyEnded):
        parcel.hand_over("4711", seen(S.DELIVERED, 6), NOW)


def test_a_wrong_code_has_its_tries() -> None:
    parcel = after(S.PICKED_UP)
    for left in range(MOST_TRIES - 1, -1, -1):
        with pytest.raises(WrongCode) as wrong:
            parcel.hand_over("0000", seen(S.DELIVERED), NOW)
        assert wrong.value.left == left
    with pytest.raises(TooManyTries):
        parcel.hand_over("4711", seen(S.DELIVERED), NOW)
    assert parcel.status == S.PICKED_UP


@pytest.mark.parametrize("end", [S.DELIVERED, S.RETURNED, S.LOST, S.CANCELLED])
def test_a_parcel_that_has_ended_goes_to_nobody(end: ShipmentStatus) -> None:
    with pytest.raises(AlreadyEnded) as refused:
        after(end).assign("", issa.number, None, NOW)
    assert refused.value.status == end


# -- what the shop, riders and couriers do


def carried(*sales: Sale) -> list[Sale]:
    for sale in sales:
        sale.is_paid()
        sale.is_shipped(issa)
    return list(sales)


def two_parcels() -> tuple[OpenShop, list[Sale]]:
    shop = open_shop(a_shop().selling(wax, stock=9))
    return shop, carried(shop.sells_to(awa, {wax: 1}), shop.sells_to(moussa, {wax: 1}))


def guess(shop: OpenShop, code: str) -> None:
    """As a turn does: what was refused is kept all the same."""
    with shop.work() as work, suppress(WrongCode):
        parcels.deliver_with_code(work, issa.number, code)


def guessed_at(sale: Sale, tries: int) -> None:
    with sale.shop.work() as work:
        shipment = work.shipments.of_order(sale.id)
        shipment.tries = tries
        work.shipments.save(shipment)


def test_a_rider_closes_the_delivery_whose_code_he_was_given() -> None:
    shop, [first, second] = two_parcels()
    shop.do(parcels.deliver_with_code, issa.number, second.shipment.handover_code)
    assert (first.state, second.state) == (OrderState.SHIPPED, OrderState.CLOSED)


def test_somebody_who_carries_nothing_delivers_nothing() -> None:
    shop, [first, _] = two_parcels()
    with pytest.raises(NotFound):
        shop.do(parcels.deliver_with_code, fatou.number, first.shipment.handover_code)


def test_a_guess_counts_against_every_parcel_of_the_rider() -> None:
    shop, sales = two_parcels()
    guess(shop, "wrong")
    assert [sale.shipment.tries for sale in sales] == [1, 1]


def test_a_new_parcel_gives_no_new_tries_for_an_old_one() -> None:
    shop, [first, second] = two_parcels()
    guessed_at(second, MOST_TRIES - 1)
    guess(shop, "wrong")
    assert [sale.shipment.tries for sale in (first, second)] == [1, MOST_TRIES]


def test_a_locked_parcel_does_not_let_anybody_guess_at_the_others_for_ever() -> None:
    shop, [first, second] = two_parcels()
    guessed_at(first, MOST_TRIES)
    for _ in range(MOST_TRIES):
        with shop.work() as work, pytest.raises(TooManyTries):
            parcels.deliver_with_code(work, issa.number, "wrong")
    assert second.shipment.tries == MOST_TRIES


def test_the_right_code_counts_against_nobody() -> None:
    shop, [first, second] = two_parcels()
    shop.do(parcels.deliver_with_code, issa.number, first.shipment.handover_code)
    assert second.shipment.tries == 0


def report(event_id: str, status: ShipmentStatus, at: datetime = NOW) -> ParcelReport:
    return ParcelReport("signed:rapide", event_id, status, at, "Abidjan", "scan")


def test_a_courier_reports_in_any_order_and_twice() -> None:
    sale = a_sale()
    sale.is_paid()
    code = TrackingCode("RAP12345")
    sale.shop.do(parcels.ship, sale.id, "rapide", "", code, fatou.number)
    update = parcels.update_shipment_status
    later = NOW + timedelta(minutes=5)

    assert sale.shop.do(update, code, report("2", S.DELIVERED, later))
    assert sale.shop.do(update, code, report("1", S.IN_TRANSIT, NOW))
    assert not sale.shop.do(update, code, report("2", S.DELIVERED, later))

    assert (sale.shipment.status, sale.state) == (S.DELIVERED, OrderState.CLOSED)
    assert sale.shipment.checkpoints[-1].location == "Abidjan"
    with pytest.raises(NotFound):
        sale.shop.do(update, TrackingCode("UNKNOWN1"), report("1", S.DELIVERED))


def test_a_parcel_that_is_given_to_another_rider_was_sent_once() -> None:
    sale = a_sale()
    sale.is_paid()
    for rider in (issa, fatou):
        sale.is_shipped(rider)
    assert [event.rider for event in sale.shop.said(CarrierAssigned)] == [issa.number, fatou.number]
    assert names(sale.shop.store.events).count("ShipmentDispatched") == 1


def test_the_clock_asks_about_promises() -> None:
    sale = a_sale()
    sale.is_paid()
    sale.shop.do(parcels.check_promise, sale.shipment.id)
    sale.shop.clock.pass_by(days=1)
    for _ in range(2):
        sale.shop.do(parcels.check_promise, sale.shipment.id)
    assert [event.incident for event in sale.shop.said(ShipmentDelayed)] == ["late"]
