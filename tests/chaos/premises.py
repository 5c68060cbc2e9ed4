"""What a campaign needs, opened in order: a disk, a PostgreSQL behind a bad line, Twilio, one machine or two."""

from __future__ import annotations

import random
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.chaos.disk import Disk, mounted_disk
from tests.chaos.line import bad_line
from tests.chaos.planted import Switches
from tests.chaos.scene import Scene
from tests.chaos.sluggish import SluggishTwilio, sluggish_twilio
from tests.chaos.town import running_neighbour, running_town
from tests.services import Unavailable, running_postgres
from tests.twilio_webhooks import ACCOUNT_SID, AUTH_TOKEN

LONGEST_FAULT, SHARE_OF_ALL = 60.0, 0.1
A_LONG_LINE = "0.001"
"""Seconds: so that some messages are answered at once and others kept first."""


@dataclass(frozen=True)
class Plan:
    """The worst faults once; or, if `whole`, all there are for `seconds`, or `only` some. `pause` lies between two.

    Within `heal` after the last one everything must be right again.
    """

    seed: int = 1
    seconds: float = 8
    buyers: int = 6
    texters: int = 1
    pause: tuple[float, float] = (0.1, 0.3)
    heal: float = 45
    hurried: bool = True
    postgres: bool = False
    whole: bool = False
    only: tuple[str, ...] = ()


def a_scene(plan: Plan, folder: Path, open_now: ExitStack) -> Scene:
    """A whole one has everything that this machine allows; the second machine and the line need PostgreSQL."""
    disk = _disk(open_now) if plan.whole else None
    place = disk.place / "town" if disk else folder
    twilio = open_now.enter_context(sluggish_twilio(random.Random(f"{plan.seed} twilio")))
    luck = random.Random(f"{plan.seed} nemesis")
    settings = _to_twilio(twilio)
    if not plan.postgres:
        town = open_now.enter_context(running_town(place, hurried=plan.hurried, **settings))
        return Scene(town, luck, twilio, disk=disk, longest=_longest(plan))
    postgres = open_now.enter_context(running_postgres(durable=True, within=disk.place if disk else None))
    direct = postgres.new_database()
    if not plan.whole:
        town = open_now.enter_context(running_town(place, direct, hurried=plan.hurried, **settings))
        return Scene(town, luck, twilio, postgres, database=postgres.name_of(direct))
    line = open_now.enter_context(bad_line(postgres.socket))
    name = postgres.name_of(direct)
    behind = f"postgresql://postgres@127.0.0.1:{line.port}/{name}"
    town = open_now.enter_context(running_town(place, behind, hurried=plan.hurried, observed=direct, **settings))
    there = place.parent / "neighbour"
    Switches(there).turn("release", "tomorrow")
    neighbour = open_now.enter_context(running_neighbour(there, town, direct, hurried=plan.hurried, **settings))
    return Scene(town, luck, twilio, postgres, line, disk, neighbour, _longest(plan), name)


def _disk(open_now: ExitStack) -> Disk | None:
    with suppress(Unavailable):  # the report then does not count a fault of it
        return open_now.enter_context(mounted_disk())
    return None


def _longest(plan: Plan) -> float:
    """A minute at most, where there is the time for it."""
    return max(9.0, min(LONGEST_FAULT, plan.seconds * SHARE_OF_ALL))


def _to_twilio(twilio: SluggishTwilio) -> dict[str, str]:
    return {
        "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
        "TWILIO_BASE_URL": twilio.url,
        "POSTPONE_AFTER": A_LONG_LINE,
    }
