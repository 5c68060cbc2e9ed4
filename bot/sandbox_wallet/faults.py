"""Faults on demand: the next answers of a door are lost, broken or late, with or without the effect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.sandbox_wallet.database import Database, insert
from bot.sandbox_wallet.errors import invalid

DOORS = ("start", "status", "refund")
KINDS = ("lost_answer", "http_500", "html_200", "truncated", "slow", "refuse_duplicate", "fail")


@dataclass(frozen=True, slots=True)
class Fault:
    """`effect`: what was asked is done before the answer is spoiled."""

    kind: str
    seconds: float
    effect: bool


class Faults:
    """What each door is to do wrong, and how many times more."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def set(self, body: Any) -> None:
        """`{door: kind or null, "times": n, "seconds": s, "effect": bool}`; others stay."""
        fields = body if isinstance(body, dict) else {}
        times, seconds, effect = fields.get("times", 1), fields.get("seconds", 31), fields.get("effect", True)
        if type(times) is not int or type(seconds) not in (int, float) or type(effect) is not bool:
            raise invalid("times", "invalid_fault", "times and seconds are numbers, effect is true or false")
        kinds = {door: fields[door] for door in DOORS if door in fields}
        for door, kind in kinds.items():
            if kind is not None and kind not in KINDS:
                raise invalid(door, "unknown_fault", f"null or one of {', '.join(KINDS)}")
        self._keep(kinds, times, seconds, effect)

    def take(self, door: str) -> Fault | None:
        """The fault of this call; counted down, so that `times` calls fail and no more."""
        if not self._any():
            return None
        with self._database.transaction() as db:
            row = db.execute("SELECT * FROM faults WHERE door = ? AND times > 0", (door,)).fetchone()
            db.execute("UPDATE faults SET times = times - 1 WHERE door = ? AND times > 0", (door,))
        return Fault(row["kind"], row["seconds"], bool(row["effect"])) if row else None

    def _any(self) -> bool:
        with self._database.reading() as db:
            return db.execute("SELECT 1 FROM faults WHERE times > 0").fetchone() is not None

    def _keep(self, kinds: dict[str, str | None], times: int, seconds: float, effect: bool) -> None:
        how = {"times": times, "seconds": seconds, "effect": effect}
        with self._database.transaction() as db:
            for door, kind in kinds.items():
                db.execute("DELETE FROM faults WHERE door = ?", (door,))
                if kind is not None:
                    insert(db, "faults", door=door, kind=kind, **how)
