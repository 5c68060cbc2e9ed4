"""Messages to one person go out one after the other, each by one sender, and never twice unasked."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

import pytest
from sqlalchemy import Connection, Engine, update

from domain.shared.ids import RandomIds
from integrations.store import outbox as outbox_module
from integrations.store.outbox import Outbox, Outgoing
from integrations.store.tables.chat import outbox as table
from tests.integrations.store.conftest import NOW, a_message
from tests.integrations.store.shop import SHOP, all_at_once, somebody_waits
from tests.services import eventually

LEASE = timedelta(seconds=30)
LATER = NOW + timedelta(minutes=1)
AWA, MOUSSA = "+2250700000001", "+2250700000002"
T = TypeVar("T")


@pytest.fixture
def box(connection: Connection) -> Outbox:
    return Outbox(connection, RandomIds())


def put(box: Outbox, *keys: str, to: str = AWA, kind: str = "reply") -> None:
    for key in keys:
        assert box.add(a_message(key, to, kind), SHOP, NOW)


def keys(claimed: list[Outgoing]) -> list[str]:
    return [outgoing.message.key for outgoing in claimed]


def test_a_key_is_one_message_for_ever(box: Outbox) -> None:
    assert box.add(a_message("k"), SHOP, NOW)
    assert not box.add(a_message("k", text="again"), SHOP, NOW)
    [only] = box.claim(NOW, LEASE)
    assert only.message == a_message("k") and only.shop_id == SHOP


def test_only_the_first_of_each_persons_line_may_go(box: Outbox) -> None:
    put(box, "a1", "a2")
    put(box, "m1", to=MOUSSA)
    claimed = box.claim(NOW, LEASE)
    assert keys(claimed) == ["a1", "m1"]
    assert box.claim(NOW, LEASE) == []
    assert box.sent(claimed[0], "SM1", NOW)
    assert keys(box.claim(NOW, LEASE)) == ["a2"]


def test_replies_go_before_notices_but_never_before_what_that_person_waits_for(box: Outbox) -> None:
    put(box, "notice", to=MOUSSA, kind="paid")
    put(box, "a-notice", kind="paid")
    put(box, "a-reply")
    put(box, "reply", to="+2250700000003")
    assert keys(box.claim(NOW, LEASE, batch=2)) == ["reply", "notice"]
    assert keys(box.claim(NOW, LEASE)) == ["a-notice"]


def test_a_retry_waits_and_keeps_its_place(box: Outbox) -> None:
    put(box, "a1", "a2")
    [first] = box.claim(NOW, LEASE)
    assert box.retry(first, LATER, "refused")
    assert box.claim(NOW, LEASE) == []
    [again] = box.claim(LATER, LEASE)
    assert (again.message.key, again.tries, again.was_interrupted) == ("a1", 2, False)


def test_what_failed_for_good_lets_the_next_go(box: Outbox) -> None:
    put(box, "a1", "a2")
    [first] = box.claim(NOW, LEASE)
    assert box.failed(first, "63016", NOW)
    assert keys(box.claim(NOW, LEASE)) == ["a2"]


def test_an_unknown_outcome_is_asked_about_before_anything_else_goes(box: Outbox) -> None:
    put(box, "a1", "a2")
    [first] = box.claim(NOW, LEASE)
    assert box.unknown(first, LATER, "timed out")
    assert box.claim(NOW, LEASE) == []
    [again] = box.claim(LATER, LEASE)
    assert (again.message.key, again.was_interrupted, again.first_tried_at) == ("a1", True, NOW)


def test_a_dead_senders_message_is_claimed_again_and_flagged(box: Outbox) -> None:
    put(box, "a1", "a2")
    box.claim(NOW, LEASE)
    [again] = box.claim(NOW + LEASE, LEASE)
    assert (again.message.key, again.was_interrupted) == ("a1", True)


def test_an_earlier_row_that_shows_late_does_not_block_the_line(box: Outbox, connection: Connection) -> None:
    """Ids are given out before commits: what is in flight finishes first, then the line goes on by id."""
    put(box, "early", "late")
    connection.execute(update(table).where(table.c.key == "late").values(state="unknown"))
    [claimed] = box.claim(NOW, LEASE)
    assert claimed.message.key == "late"
    box.sent(claimed, "SM1", NOW)
    assert keys(box.claim(NOW, LEASE)) == ["early"]


def test_who_lost_the_lease_changes_nothing(box: Outbox) -> None:
    put(box, "a1")
    [zombie] = box.claim(NOW, LEASE)
    [heir] = box.claim(NOW + LEASE, LEASE)
    assert not box.sent(zombie, "SM-zombie", LATER)
    assert not box.retry(zombie, LATER, "late")
    assert box.sent(heir, "SM-heir", LATER)
    assert not box.failed(heir, "twice", LATER)


def test_without_the_fence_the_zombies_result_would_count(box: Outbox, connection: Connection) -> None:
    put(box, "a1", "a2")
    [zombie] = box.claim(NOW, LEASE)
    [heir] = box.claim(NOW + LEASE, LEASE)
    unfenced = replace(zombie, lease_token=heir.lease_token)
    assert box.sent(unfenced, "SM-zombie", LATER)
    assert keys(box.claim(LATER, LEASE)) == ["a2"], "while the heir is still sending a1"


def test_receipts_only_go_forward(box: Outbox) -> None:
    assert box.status("simulator", "SM1", "delivered", NOW)
    assert not box.status("simulator", "SM1", "sent", NOW)
    assert not box.status("simulator", "SM1", "failed", NOW)
    assert box.status("simulator", "SM1", "read", NOW)
    assert box.status("simulator", "SM2", "failed", NOW)
    assert not box.status("simulator", "SM2", "queued", NOW)


def test_a_receipt_with_our_key_settles_an_unknown_outcome(box: Outbox) -> None:
    put(box, "a1", "a2")
    [first] = box.claim(NOW, LEASE)
    box.unknown(first, LATER, "timed out")
    box.status("simulator", "SM1", "sent", NOW, key="a1")
    assert keys(box.claim(NOW, LEASE)) == ["a2"]


def test_what_waits_can_be_counted(box: Outbox) -> None:
    put(box, "a1", "a2")
    assert box.unfinished("simulator", "+2250777000001", AWA) == 2
    assert (box.backlog(NOW).count, box.backlog(NOW).oldest) == (2, NOW)
    [first] = box.claim(NOW, LEASE)
    box.sent(first, "SM1", NOW)
    assert box.unfinished("simulator", "+2250777000001", AWA) == 1


# -- with real threads --------------------------------------------------------------------------------------------


def within(database: Engine, do: Callable[[Outbox], T]) -> T:
    with database.begin() as connection:
        return do(Outbox(connection, RandomIds()))


def drain(database: Engine, sent: list[str]) -> None:
    """A sender: claims, sends, says so, until nothing is left."""
    while claimed := within(database, lambda box: box.claim(NOW, LEASE, batch=3)):
        for outgoing in claimed:
            sent.append(outgoing.message.key)
            assert within(database, lambda box, it=outgoing: box.sent(it, "SM", NOW))  # type: ignore[misc]


def filled(database: Engine, people: int = 6, messages: int = 8) -> list[list[str]]:
    lines = [[f"{person}-{n}" for n in range(messages)] for person in range(people)]
    for n in range(messages):
        for person, line in enumerate(lines):
            within(database, lambda box, k=line[n], p=person: put(box, k, to=f"+22507000000{p:02}"))  # type: ignore[misc]
    return lines


def test_eight_senders_send_everything_once_and_in_order(database: Engine) -> None:
    lines = filled(database)
    sent: list[str] = []
    while len(sent) < sum(map(len, lines)):
        all_at_once([lambda: drain(database, sent) for _ in range(8)])
    assert len(sent) == len(set(sent))
    for line in lines:
        assert [key for key in sent if key in line] == line


def claims_of_two(database: Engine) -> int:
    """How often the only message is claimed: the second sender looks while the first has not committed yet."""
    with ThreadPoolExecutor(1) as pool, database.begin() as first:
        claimed = Outbox(first, RandomIds()).claim(NOW, LEASE)
        second = pool.submit(within, database, lambda box: box.claim(NOW, LEASE))
        eventually(lambda: second.done() or somebody_waits(database))
        first.commit()
        return len(claimed) + len(second.result())


def test_without_the_lock_two_senders_get_the_same_message(
    postgres_database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(postgres_database, people=1, messages=1)
    monkeypatch.setattr(outbox_module, "locked", lambda statement, **how: statement)
    monkeypatch.setattr(outbox_module, "_claimable", outbox_module._claimable.__wrapped__)
    assert claims_of_two(postgres_database) == 2


def test_with_the_lock_one_of_two_senders_gets_it(postgres_database: Engine) -> None:
    filled(postgres_database, people=1, messages=1)
    assert claims_of_two(postgres_database) == 1


def test_claims_come_by_time(box: Outbox) -> None:
    soon: datetime = NOW + timedelta(seconds=5)
    put(box, "a1")
    [first] = box.claim(NOW, LEASE)
    box.retry(first, soon, "busy")
    assert box.claim(soon - timedelta(seconds=1), LEASE) == []
    assert keys(box.claim(soon, LEASE)) == ["a1"]
