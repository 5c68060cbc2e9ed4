"""Messages to one person go out one after the other, each by one sender, and never twice unasked."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

import pytest
from sqlalchemy import Engine, update

from domain.shared.ids import RandomIds
from integrations.store import lines as lines_module
from integrations.store import outbox as outbox_module
from integrations.store.outbox import Outbox
from integrations.store.outgoing import Outgoing, Result, failed, put_back, retry, sent, unknown
from integrations.store.tables.chat import outbox as table
from integrations.store.transaction import Transaction
from tests.integrations.store.conftest import NOW, a_message, transaction_on
from tests.integrations.store.shop import SHOP, all_at_once, somebody_waits
from tests.services import eventually

LEASE = timedelta(seconds=30)
LATER = NOW + timedelta(minutes=1)
AWA, MOUSSA = "+2250700000001", "+2250700000002"
T = TypeVar("T")


@pytest.fixture
def box(connection: Transaction) -> Outbox:
    return Outbox(connection, RandomIds())


def put(box: Outbox, *keys: str, to: str = AWA, kind: str = "reply") -> None:
    for key in keys:
        box.add(a_message(key, to, kind), SHOP, NOW)


def keys(claimed: list[Outgoing]) -> list[str]:
    return [outgoing.message.key for outgoing in claimed]


def settled(box: Outbox, result: Result, now: datetime = NOW) -> bool:
    return box.settle([result], now) == {result.outgoing.id}


def test_a_key_is_one_message_for_ever(box: Outbox) -> None:
    box.add(a_message("k"), SHOP, NOW)
    box.claim(NOW - timedelta(days=1), LEASE)
    box.add(a_message("k", text="again"), SHOP, NOW)
    [only] = box.claim(NOW, LEASE)
    assert only.message == a_message("k") and only.shop_id == SHOP


def test_only_the_first_of_each_persons_line_may_go(box: Outbox) -> None:
    put(box, "a1", "a2")
    put(box, "m1", to=MOUSSA)
    claimed = box.claim(NOW, LEASE)
    assert keys(claimed) == ["a1", "m1"]
    assert box.claim(NOW, LEASE) == []
    assert settled(box, sent(claimed[0], "SM1"), NOW)
    assert keys(box.claim(NOW, LEASE)) == ["a2"]


def test_replies_go_before_notices_but_never_before_what_that_person_waits_for(box: Outbox) -> None:
    put(box, "notice", to=MOUSSA, kind="paid")
    put(box, "a-notice", kind="paid")
    put(box, "a-reply")
    put(box, "reply", to="+2250700000003")
    assert keys(box.claim(NOW, LEASE, batch=2)) == ["reply", "notice"]
    assert keys(box.claim(NOW, LEASE)) == ["a-notice"]


def test_campaigns_go_last(box: Outbox) -> None:
    put(box, "campaign", kind="campaign")
    put(box, "cart", to="+2250700000003", kind="cart_waits")
    put(box, "notice", to="+2250700000004", kind="paid")
    put(box, "reply", to=MOUSSA)
    assert keys(box.claim(NOW, LEASE)) == ["reply", "notice", "campaign", "cart"]


def test_numbers_that_rest_are_passed_over(box: Outbox) -> None:
    put(box, "a1")
    assert box.claim(NOW, LEASE, resting=["+2250777000001"]) == []
    assert keys(box.claim(NOW, LEASE, resting=["+254722000001"])) == ["a1"]


def test_what_is_settled_makes_room_for_what_comes_after_it_in_its_line(box: Outbox) -> None:
    put(box, "a1", "a2", "a3")
    put(box, "m1", "m2", to=MOUSSA)
    first, other = box.claim(NOW, LEASE)
    assert settled(box, sent(first, "SM1"))
    assert keys(box.claim_after([first.id], NOW, LEASE)) == ["a2"]
    assert box.claim_after([first.id], NOW, LEASE) == [], "a2 is under way"
    assert box.claim_after([other.id], NOW, LEASE) == [], "m1 is not over"


def test_many_results_are_kept_at_once_each_under_its_own_lease(box: Outbox) -> None:
    put(box, "a1")
    put(box, "m1", to=MOUSSA)
    put(box, "z1", to="+2250700000003")
    zombies = box.claim(NOW, LEASE)
    heirs = box.claim(NOW + LEASE, LEASE, batch=1)
    late = [sent(zombies[0], "SM-zombie"), sent(zombies[1], "SM-m1"), failed(zombies[2], "63016")]
    assert box.settle(late, NOW) == {zombies[1].id, zombies[2].id}
    assert settled(box, sent(heirs[0], "SM-heir"))


def test_what_is_put_back_was_never_tried(box: Outbox) -> None:
    put(box, "a1")
    [first] = box.claim(NOW, LEASE)
    assert settled(box, put_back(first, NOW))
    [again] = box.claim(LATER, LEASE)
    assert (again.tries, again.first_tried_at, again.was_interrupted) == (1, LATER, False)


def test_what_is_put_back_stays_in_doubt_if_it_was(box: Outbox) -> None:
    put(box, "a1")
    box.claim(NOW, LEASE)
    [heir] = box.claim(NOW + LEASE, LEASE)
    assert settled(box, put_back(heir, LATER))
    [again] = box.claim(LATER, LEASE)
    assert (again.tries, again.first_tried_at, again.was_interrupted) == (2, NOW, True)


def test_a_retry_waits_and_keeps_its_place(box: Outbox) -> None:
    put(box, "a1", "a2")
    [first] = box.claim(NOW, LEASE)
    assert settled(box, retry(first, LATER, "refused"))
    assert box.claim(NOW, LEASE) == []
    [again] = box.claim(LATER, LEASE)
    assert (again.message.key, again.tries, again.was_interrupted) == ("a1", 2, False)


def test_what_failed_for_good_lets_the_next_go(box: Outbox) -> None:
    put(box, "a1", "a2")
    [first] = box.claim(NOW, LEASE)
    assert settled(box, failed(first, "63016"), NOW)
    assert keys(box.claim(NOW, LEASE)) == ["a2"]


def test_an_unknown_outcome_is_asked_about_before_anything_else_goes(box: Outbox) -> None:
    put(box, "a1", "a2")
    [first] = box.claim(NOW, LEASE)
    assert settled(box, unknown(first, LATER, "timed out"))
    assert box.claim(NOW, LEASE) == []
    [again] = box.claim(LATER, LEASE)
    assert (again.message.key, again.was_interrupted, again.first_tried_at) == ("a1", True, NOW)


def test_a_dead_senders_message_is_claimed_again_and_flagged(box: Outbox) -> None:
    put(box, "a1", "a2")
    box.claim(NOW, LEASE)
    [again] = box.claim(NOW + LEASE, LEASE)
    assert (again.message.key, again.was_interrupted) == ("a1", True)


def test_an_earlier_row_that_shows_late_does_not_block_the_line(box: Outbox, connection: Transaction) -> None:
    """Ids are given out before commits: what is in flight finishes first, then the line goes on by id."""
    put(box, "early", "late")
    connection.execute(update(table).where(table.c.key == "late").values(state="unknown"))
    [claimed] = box.claim(NOW, LEASE)
    assert claimed.message.key == "late"
    settled(box, sent(claimed, "SM1"), NOW)
    assert keys(box.claim(NOW, LEASE)) == ["early"]


def test_who_lost_the_lease_changes_nothing(box: Outbox) -> None:
    put(box, "a1")
    [zombie] = box.claim(NOW, LEASE)
    [heir] = box.claim(NOW + LEASE, LEASE)
    assert not settled(box, sent(zombie, "SM-zombie"), LATER)
    assert not settled(box, retry(zombie, LATER, "late"))
    assert settled(box, sent(heir, "SM-heir"), LATER)
    assert not settled(box, failed(heir, "twice"), LATER)


def test_without_the_fence_the_zombies_result_would_count(box: Outbox, connection: Transaction) -> None:
    put(box, "a1", "a2")
    [zombie] = box.claim(NOW, LEASE)
    [heir] = box.claim(NOW + LEASE, LEASE)
    unfenced = replace(zombie, lease_token=heir.lease_token)
    assert settled(box, sent(unfenced, "SM-zombie"), LATER)
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
    settled(box, unknown(first, LATER, "timed out"))
    box.status("simulator", "SM1", "sent", NOW, key="a1")
    assert keys(box.claim(NOW, LEASE)) == ["a2"]


def test_what_waits_can_be_counted(box: Outbox) -> None:
    put(box, "a1", "a2")
    assert box.unfinished("simulator", "+2250777000001", AWA) == 2
    assert (box.backlog(NOW).count, box.backlog(NOW).oldest) == (2, NOW)
    [first] = box.claim(NOW, LEASE)
    settled(box, sent(first, "SM1"), NOW)
    assert box.unfinished("simulator", "+2250777000001", AWA) == 1


# -- with real threads --------------------------------------------------------------------------------------------


def within(database: Engine, do: Callable[[Outbox], T]) -> T:
    with transaction_on(database) as connection:
        return do(Outbox(connection, RandomIds()))


def drain(database: Engine, told: list[str]) -> None:
    """A sender: claims, sends, says so, until nothing is left."""
    while claimed := within(database, lambda box: box.claim(NOW, LEASE, batch=3)):
        for outgoing in claimed:
            told.append(outgoing.message.key)
            assert within(database, lambda box, it=outgoing: settled(box, sent(it, "SM"), NOW))  # type: ignore[misc]


def filled(database: Engine, people: int = 6, messages: int = 8) -> list[list[str]]:
    lines = [[f"{person}-{n}" for n in range(messages)] for person in range(people)]
    for n in range(messages):
        for person, line in enumerate(lines):
            within(database, lambda box, k=line[n], p=person: put(box, k, to=f"+22507000000{p:02}"))  # type: ignore[misc]
    return lines


def test_eight_senders_send_everything_once_and_in_order(database: Engine) -> None:
    lines = filled(database)
    told: list[str] = []
    while len(told) < sum(map(len, lines)):
        all_at_once([lambda: drain(database, told) for _ in range(8)])
    assert len(told) == len(set(told))
    for line in lines:
        assert [key for key in told if key in line] == line


def claims_of_two(database: Engine) -> int:
    """How often the only message is claimed: the second sender looks while the first has not committed yet."""
    with ThreadPoolExecutor(1) as pool, transaction_on(database) as first:
        claimed = Outbox(first, RandomIds()).claim(NOW, LEASE)
        second = pool.submit(within, database, lambda box: box.claim(NOW, LEASE))
        eventually(lambda: second.done() or somebody_waits(database))
        first.commit()
        return len(claimed) + len(second.result())


def test_without_the_lock_two_senders_get_the_same_message(
    postgres_database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(postgres_database, people=1, messages=1)
    monkeypatch.setattr(lines_module, "locked", lambda statement, **how: statement)
    monkeypatch.setattr(outbox_module, "claimable", lines_module.claimable.__wrapped__)
    assert claims_of_two(postgres_database) == 2


def test_with_the_lock_one_of_two_senders_gets_it(postgres_database: Engine) -> None:
    filled(postgres_database, people=1, messages=1)
    assert claims_of_two(postgres_database) == 1


def test_claims_come_by_time(box: Outbox) -> None:
    soon: datetime = NOW + timedelta(seconds=5)
    put(box, "a1")
    [first] = box.claim(NOW, LEASE)
    settled(box, retry(first, soon, "busy"))
    assert box.claim(soon - timedelta(seconds=1), LEASE) == []
    assert keys(box.claim(soon, LEASE)) == ["a1"]
