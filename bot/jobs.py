"""What RQ runs. Each job asks the database what there is to do; none takes an argument, any may run twice."""

from __future__ import annotations

from bot import collecting, housekeeping, reconciling, sending, telling
from bot.bootstrap import Installation, install, installation
from bot.settings import load_settings


def here() -> Installation:
    """This worker's installation, made once."""
    return installation(lambda: install(load_settings()))


def deliver() -> None:
    here().wakeups.started("deliver")
    sending.send_all(here())


def react() -> None:
    here().wakeups.started("react")
    telling.tell_everybody(here())


def settle() -> None:
    here().wakeups.started("settle")
    collecting.look_at_all(here())


def refund() -> None:
    here().wakeups.started("refund")
    collecting.give_back_all(here())


def reconcile() -> None:
    reconciling.reconcile_all(here())


def sweep() -> None:
    housekeeping.sweep(here())


def expire() -> None:
    housekeeping.expire_orders(here())
    housekeeping.own_up_to_delays(here())


def remind() -> None:
    housekeeping.come_back_to_people(here())
