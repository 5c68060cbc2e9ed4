"""What RQ runs. Each job asks the database what there is to do; none takes an argument, any may run twice."""

from __future__ import annotations

from bot import (
    ageing,
    catching_up,
    collecting,
    housekeeping,
    passing_on,
    publishing,
    reconciling,
    recovering,
    sending,
    telling,
)
from bot.bootstrap import Installation, install, installation
from bot.settings import load_settings


def here() -> Installation:
    """This worker's installation, made once."""
    return installation(lambda: install(load_settings()))


def deliver() -> None:
    here().wakeups.started("deliver")
    sending.set_out(here())


def react() -> None:
    here().wakeups.started("react")
    telling.tell_everybody(here())


def catch_up() -> None:
    here().wakeups.started("catch_up")
    catching_up.catch_up(here())


def fetch() -> None:
    here().wakeups.started("fetch")
    passing_on.fetch_files(here())


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
    here().wakeups.note("sweep", here().clock.now())


def recover() -> None:
    recovering.recover_what_was_missed(here())


def expire() -> None:
    housekeeping.expire_orders(here())
    housekeeping.own_up_to_delays(here())
    housekeeping.serve_lines(here())


def remind() -> None:
    housekeeping.come_back_to_people(here())
    housekeeping.own_up_to_silence(here())


def publish() -> None:
    """It does not say that it has started: one wake-up a second is enough for a stream, and costs turns nothing."""
    publishing.publish_all(here())


def archive() -> None:
    ageing.put_away(here())


def stop() -> None:
    """The worker's process ends."""
    sending.come_home()
