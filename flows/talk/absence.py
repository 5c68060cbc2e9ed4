"""Who has been away: after a night people no longer have in mind what they were asked."""

from __future__ import annotations

from datetime import datetime, timedelta

LONG = timedelta(hours=12)


def away_since(heard: datetime | None, now: datetime) -> datetime | None:
    """When somebody was last heard who comes back after a long time; None for whoever is in the middle of a talk."""
    return heard if heard is not None and now - heard > LONG else None
