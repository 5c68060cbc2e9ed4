"""One try at collecting, and when to ask the wallet about it."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.payment.capabilities import LOOKS_AT_A_PUSH
from domain.payment.gateway import Accepted, Redirect, Rejected, StatusReport, Unknown
from domain.payment.values import AttemptState, Reason
from domain.shared.errors import Invalid
from domain.shared.ids import AttemptId
from domain.shared.money import Money
from domain.shared.phone import PhoneNumber

LOOKS_WHEN_UNKNOWN = (10, 30, 120, 600, 3600)
SWEEPS_AFTER_EXPIRY = (3600, 86400)
"""Seconds from one look to the next; the last repeats. After its expiry an attempt is looked at twice more."""
JITTER = 0.1
"""By so much of its length each wait is longer, by the attempt's own id: not everybody asks at once."""
LEASE = timedelta(seconds=40)
"""A call that has not been answered by then never will be: longer than every time-out of `integrations/http`."""
MOST_QUESTIONS = 20
"""So often a reference that only a callback has named is asked about: some fifteen hours."""
GRACE = timedelta(seconds=60)
"""How long after its expiry an attempt that the wallet still calls pending is believed to be so."""

DEFAULT_REASONS = {AttemptState.CANCELLED: Reason.PAYER_DECLINED, AttemptState.EXPIRED: Reason.NO_ANSWER}
ENDED_UNPAID = {AttemptState.FAILED, AttemptState.CANCELLED, AttemptState.EXPIRED}


@dataclass(slots=True)
class PaymentAttempt:
    """`id` is the idempotency key on the wire, kept before the call; `token` is in the callback's address.

    `pace` are the seconds between looks that its wallet wants. `also_seen` are other references a callback named for
    this attempt: asked about like the attempt's own. `is_signalled`: somebody has said that there is news of it, so it
    goes before those that are looked at by the clock alone.
    """

    id: AttemptId
    token: str
    wallet: str
    provider: str
    account: str
    amount: Money
    payer: PhoneNumber | None
    started_at: datetime
    pace: tuple[int, ...] = LOOKS_AT_A_PUSH
    state: AttemptState = AttemptState.NEW
    ref: str | None = None
    url: str = ""
    expires_at: datetime | None = None
    reason: Reason | None = None
    looks: int = 0
    next_look_at: datetime | None = None
    also_seen: set[str] = field(default_factory=set)
    is_signalled: bool = False

    def begin_sending(self, now: datetime) -> None:
        """From here on a crash leaves it to be asked about, never to be sent again. A wallet is on a mobile."""
        if self.payer is not None and not self.payer.is_mobile:
            raise Invalid("payer", self.payer, "not a mobile number")
        self.state = AttemptState.SENDING
        self.next_look_at = now + LEASE

    def answered(self, outcome: Accepted | Rejected | Unknown, now: datetime) -> None:
        """What `start` brought. An answer that comes after a status report is old news; a callback that came before it
        is still to be asked about now."""
        if not self._hears(outcome):
            return
        match outcome:
            case Accepted(ref, action, expires_at):
                self.state, self.ref, self.expires_at = AttemptState.PENDING, ref, expires_at
                self.url = action.url if isinstance(action, Redirect) else ""
            case Rejected(_, reason):
                self.state, self.reason = AttemptState.REJECTED, reason
            case Unknown(ref):
                self.state, self.ref = AttemptState.UNKNOWN, ref
        self.looks = 0
        self.schedule(now)

    def signalled(self, ref: str | None, now: datetime) -> None:
        """A callback came: ask now. What it claims is not believed; of what has ended nobody else would ask again."""
        named = ref or self.ref
        if named and (named != self.ref or not self.state.is_live):
            self.also_seen.add(named)
        self.next_look_at = now
        self.is_signalled = True

    @property
    def may_have_collected(self) -> bool:
        """The wallet has it, as far as we know, and has not said that it is paid."""
        is_open = self.state in (AttemptState.PENDING, AttemptState.UNKNOWN)
        return is_open or (self.state in ENDED_UNPAID and self.ref is not None)

    def looking(self, now: datetime) -> None:
        """Somebody asks now; should they die, another asks after the lease."""
        self.looks += 1
        self.next_look_at = now + LEASE
        self.is_signalled = False

    def succeeded(self, ref: str, now: datetime) -> None:
        """The same again is no news: what is still being asked about goes on being asked about."""
        self.ref = ref
        if self.state == AttemptState.SUCCEEDED:
            self.schedule(now)
        else:
            self.ended(AttemptState.SUCCEEDED, None, now)

    def ended(self, state: AttemptState, reason: Reason | None, now: datetime) -> None:
        self.state = state
        self.reason = reason
        self.looks = 0
        self.schedule(now)

    def may_be_told_of(self, report: StatusReport) -> bool:
        """A callback may name any reference: what the wallet holds for another attempt is none of this one's."""
        return report.attempt_id in (None, "", self.id)

    def not_paid(self, ref: str, report: StatusReport, now: datetime) -> bool:
        """Returns whether that was its end. Where the wallet gave no usable answer, nothing changes."""
        if report.state is not None:
            self.ref = self.ref or ref
        if report.state in ENDED_UNPAID:
            self.ended(report.state, report.reason or DEFAULT_REASONS.get(report.state, Reason.OTHER), now)
        elif report.state == AttemptState.PENDING and self._is_gone(now):
            self.ended(AttemptState.EXPIRED, Reason.NO_ANSWER, now)
        else:
            self._still_waiting(report, now)
        return not self.state.is_live

    def _still_waiting(self, report: StatusReport, now: datetime) -> None:
        if report.state == AttemptState.PENDING:
            self.state = AttemptState.PENDING
            self.url = self.url or report.url
            self.expires_at = self.expires_at or report.expires_at
        self.schedule(now)

    def answered_for(self, ref: str, report: StatusReport, now: datetime) -> None:
        """It may have ended, and still a callback has named a reference that the wallet has not told us the end of,
        perhaps while somebody was asking about another one: it may be a second collection."""
        if report.state in ENDED_UNPAID | {AttemptState.SUCCEEDED} or not self.may_be_told_of(report):
            self.also_seen.discard(ref)
        if self.also_seen and not self.state.is_live and self.looks < MOST_QUESTIONS:
            soon = now + timedelta(seconds=LOOKS_WHEN_UNKNOWN[min(self.looks, len(LOOKS_WHEN_UNKNOWN) - 1)])
            self.next_look_at = min(self.next_look_at or soon, soon)

    def schedule(self, now: datetime) -> None:
        """When to look next, or never again; at once where news came while somebody was busy with it."""
        seconds = 0 if self.is_signalled else self._wait()
        self.next_look_at = now + timedelta(seconds=seconds * self._stretch) if seconds is not None else None

    @property
    def _stretch(self) -> float:
        return 1 + JITTER * (zlib.crc32(f"{self.id}{self.looks}".encode()) % 1000) / 1000

    def _wait(self) -> float | None:
        match self.state:
            case AttemptState.PENDING:
                return self.pace[min(self.looks, len(self.pace) - 1)]
            case AttemptState.UNKNOWN | AttemptState.SENDING:
                return LOOKS_WHEN_UNKNOWN[min(self.looks, len(LOOKS_WHEN_UNKNOWN) - 1)]
            case AttemptState.EXPIRED if self.looks < len(SWEEPS_AFTER_EXPIRY):
                return SWEEPS_AFTER_EXPIRY[self.looks]
        return None

    def _is_gone(self, now: datetime) -> bool:
        return self.expires_at is not None and self.expires_at + GRACE <= now

    def _hears(self, outcome: Accepted | Rejected | Unknown) -> bool:
        """Asked about before its answer came, it is UNKNOWN: that it was accepted after all is still news."""
        late = self.state == AttemptState.UNKNOWN and isinstance(outcome, Accepted)
        return self.state == AttemptState.SENDING or late
