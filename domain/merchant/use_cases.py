"""What a shop's people do about themselves."""

from __future__ import annotations

from datetime import datetime

from domain.merchant.opening import Pause
from domain.merchant.pin import Pin
from domain.merchant.ports import MerchantWork
from domain.shared.errors import NotFound
from domain.shared.ids import StaffId


def close_shop(work: MerchantWork, until: datetime | None) -> None:
    """No orders until then; None: until it is opened again."""
    shop = work.shops.get(work.shop_id)
    shop.pause = Pause(until)
    work.shops.save(shop)


def open_again(work: MerchantWork) -> None:
    shop = work.shops.get(work.shop_id)
    shop.pause = None
    work.shops.save(shop)


def choose_pin(work: MerchantWork, staff_id: StaffId, digits: str) -> None:
    """The first one. Raises Invalid."""
    work.pins.save(Pin.chosen(work.shop_id, staff_id, digits, work.ids.token()))


def prove_pin(work: MerchantWork, staff_id: StaffId, digits: str) -> None:
    """A wrong one counts, whatever becomes of the rest. Raises NotFound, WrongPin, PinLocked."""
    pin = work.pins.find(staff_id)
    if pin is None:
        raise NotFound("pin", staff_id)
    try:
        pin.prove(digits, work.clock.now())
    finally:
        work.pins.save(pin)
