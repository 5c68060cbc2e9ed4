"""How many may stand in the doors at once: one more is asked to come again, at once and in plain words."""

from __future__ import annotations

import threading

from flask import Blueprint, Response, g

from bot.tally import Tally, refusals, turned_away
from bot.webhooks.answers import refuse


class Doorway:
    """All webhooks of one process share its places: none is accepted that could not be kept."""

    def __init__(self, tally: Tally, places: int) -> None:
        self._tally = tally
        self._places = threading.BoundedSemaphore(places)

    def stands_before(self, door: Blueprint) -> Blueprint:
        def enter() -> Response | None:
            g.has_place = self._places.acquire(blocking=False)
            if g.has_place:
                return None
            self._tally.add(turned_away(door.name))
            return refuse(503, "too many at once: send it again in a moment")

        def leave(error: BaseException | None) -> None:
            if g.pop("has_place", False):
                self._places.release()

        def count(response: Response) -> Response:
            if response.status_code >= 400:
                self._tally.add(refusals(door.name, response.status_code))
            return response

        door.before_request(enter)
        door.after_request(count)
        door.teardown_request(leave)
        return door
