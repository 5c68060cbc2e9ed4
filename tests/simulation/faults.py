"""What may go wrong in a run, how often, and how the seeds differ in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

from tests.simulation.chance import Chance


class Fault(StrEnum):
    """Each strikes at a port call, but for the last group: what people do."""

    CRASH = "the process dies"
    COMMIT_LOST = "a commit succeeds and its answer is lost"
    DATABASE_BUSY = "the database does not answer"
    REDIS_DOWN = "Redis is away"
    STALL = "the process stands still for seconds"
    WALLET_DOWN = "a wallet refuses every connection"
    WALLET_REFUSES = "a wallet will not collect"
    WALLET_SILENT = "a wallet gives no usable answer"
    REQUEST_LOST = "a request to a wallet never arrives"
    REQUEST_LATE = "a request to a wallet arrives after we gave up waiting"
    ANSWER_LOST = "a wallet's answer is lost"
    STATUS_STALE = "a wallet says pending of what has ended"
    STATUS_CONTRADICTS = "a wallet says failed, or another amount, of what it told us it had collected"
    REFUND_FAILS = "a wallet takes a refund on and fails"
    CALLBACK_LOST = "a callback never comes"
    CALLBACK_REPEATED = "a callback comes several times"
    CALLBACK_LATE = "a callback comes late, after others"
    CALLBACK_LIES = "a callback says something else than the wallet"
    CALLBACK_FORGED = "somebody else sends a callback"
    CALLBACK_OF_NOBODY = "a callback names no payment of ours"
    MESSENGER_DOWN = "WhatsApp refuses every connection"
    MESSAGE_LOST = "a message to WhatsApp never arrives"
    RECEIPT_LOST = "WhatsApp takes a message and its answer is lost"
    MESSAGE_REPEATED = "WhatsApp brings a message twice"
    MESSAGE_POISONED = "a message makes the turn stumble"
    PAYS_TWICE = "the payer pays twice on one link"
    PAYS_LATE = "the payer pays after it has expired"
    PAYS_TOO_LITTLE = "the payer pays too little"
    PAYS_TOO_MUCH = "the payer pays too much"
    PAYS_STRANGELY = "the payer pays in another currency"
    TAKES_BACK = "a wallet takes a payment back"
    PRESSES_TWICE = "the buyer presses the button twice"
    CANCELS = "the buyer or the shop cancels"


F = Fault
DOWN = (F.REDIS_DOWN, F.WALLET_DOWN, F.MESSENGER_DOWN)
"""These are not struck at each call: they last."""
IN_A_STORM: dict[Fault, float] = {
    F.CRASH: 0.015, F.COMMIT_LOST: 0.02, F.DATABASE_BUSY: 0.015, F.STALL: 0.02,
    F.WALLET_REFUSES: 0.08, F.WALLET_SILENT: 0.1, F.REQUEST_LOST: 0.1, F.REQUEST_LATE: 0.1, F.ANSWER_LOST: 0.12,
    F.STATUS_STALE: 0.12, F.STATUS_CONTRADICTS: 0.5, F.REFUND_FAILS: 0.2,
    F.CALLBACK_LOST: 0.3, F.CALLBACK_REPEATED: 0.3, F.CALLBACK_LATE: 0.2, F.CALLBACK_LIES: 0.3, F.CALLBACK_FORGED: 0.3,
    F.CALLBACK_OF_NOBODY: 0.15,
    F.MESSAGE_LOST: 0.06, F.RECEIPT_LOST: 0.08, F.MESSAGE_REPEATED: 0.2, F.MESSAGE_POISONED: 0.3,
    F.PAYS_TWICE: 0.3, F.PAYS_LATE: 0.6, F.PAYS_TOO_LITTLE: 0.15, F.PAYS_TOO_MUCH: 0.15,
    F.PAYS_STRANGELY: 0.08, F.TAKES_BACK: 0.2, F.PRESSES_TWICE: 0.3, F.CANCELS: 0.3,
}  # fmt: skip
CALM, FOR_EVER, MOST = 0.3, 4.0, 0.6
"""How much a storm's odds count on a calm day, how much for the one fault that never stops, and what none exceeds."""
FAULTY_MINUTES = 40
"""So long the faults may last; then everything has to come right by itself."""

Window = tuple[float, float]
Odds = Mapping[Fault, float]


@dataclass(frozen=True)
class Profile:
    """The kind of day that a seed is: odds at each call, and since when until when (in seconds) who is down."""

    name: str
    odds: Odds
    windows: Mapping[Fault, Window] = field(default_factory=dict)


def profile_of(chance: Chance) -> Profile:
    random = chance.of("profile")
    kind = random.choice((calm, storm, storm, one_fault_for_ever, swizzle))
    return kind(random)


def calm(random: Random) -> Profile:
    return Profile("calm", {fault: odds * CALM for fault, odds in IN_A_STORM.items()})


def storm(random: Random) -> Profile:
    """Everything at once, and each party away for a while."""
    return Profile("storm", IN_A_STORM, {party: _a_while(random) for party in DOWN if random.random() < 0.4})


def one_fault_for_ever(random: Random) -> Profile:
    fault = random.choice(list(Fault))
    if fault in DOWN:
        return Profile(f"for ever: {fault}", {}, {fault: (0.0, FAULTY_MINUTES * 60.0)})
    return Profile(f"for ever: {fault}", {fault: min(IN_A_STORM[fault] * FOR_EVER, MOST)})


def swizzle(random: Random) -> Profile:
    """One party after the other goes away, and they come back in another order."""
    leaves = sorted(random.uniform(0, 300) for _ in DOWN)
    comes = sorted(random.uniform(310, 1200) for _ in DOWN)
    going, coming = random.sample(DOWN, 3), random.sample(DOWN, 3)
    windows = {party: (leaves[going.index(party)], comes[coming.index(party)]) for party in DOWN}
    return Profile("swizzle", {fault: odds * CALM for fault, odds in IN_A_STORM.items()}, windows)


def _a_while(random: Random) -> Window:
    begins = random.uniform(0, 900)
    return begins, begins + random.uniform(20, 600)


class Weather:
    """Asked at every port call whether a fault strikes; it counts those that do."""

    def __init__(self, chance: Chance, profile: Profile, without: Collection[Fault] = ()) -> None:
        self.profile = profile
        self.struck: Counter[Fault] = Counter()
        self._chance = chance
        self._without = frozenset(without)
        self._is_over = False

    def strikes(self, fault: Fault, share: float = 1.0) -> bool:
        """`share`: of the odds, where one call has many occasions. Each kind draws from a stream of its own."""
        drawn = self._chance.of(fault.name).random()
        if self._is_over or fault in self._without or drawn >= self.profile.odds.get(fault, 0.0) * share:
            return False
        self.struck[fault] += 1
        return True

    def is_down(self, party: Fault, seconds: float) -> bool:
        begins, ends = self.profile.windows.get(party, (0.0, 0.0))
        if self._is_over or party in self._without or not begins <= seconds < ends:
            return False
        self.struck[party] += 1
        return True

    def clears_up(self) -> None:
        """Liveness: from here on nothing goes wrong."""
        self._is_over = True
