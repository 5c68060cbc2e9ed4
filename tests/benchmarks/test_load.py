"""The load benchmarks work: a tiny mix through the driver, the floor and the shop, and nothing is wrong afterwards."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.benchmarks import checks, throughput
from tests.benchmarks.ground import Ground
from tests.benchmarks.loading import Load, play
from tests.benchmarks.options import Options
from tests.benchmarks.plan import Sample
from tests.benchmarks.script import DUPLICATE, PLACE, UNSIGNED, Message, write_script
from tests.benchmarks.stage import Stage, prepare
from tests.services import PostgresServer, running_redis

TINY = Options(chats=8, length=25, shops=2, products=12, patience=0, connections=4)


@pytest.mark.timeout(120)
def test_the_shop_and_its_floor_take_the_same_requests(tmp_path: Path, postgres: PostgresServer) -> None:
    with running_redis(tmp_path) as redis:
        it = prepare(Ground(tmp_path, redis, postgres), TINY)
        floor, ours = (_answers(it, name) for name in (it.ground.floor, throughput.OURS))
    written = Counter(message.kind for chat in it.script for message in chat)
    assert ours == floor == {kind: {401 if kind == UNSIGNED else 200: times} for kind, times in written.items()}
    assert {DUPLICATE, UNSIGNED, PLACE} <= written.keys()


def _answers(it: Stage, name: str) -> dict[str, dict[int, int]]:
    with throughput.served(it, name) as (server, database):
        load = play(it.plan(server, seconds=60), it.script, 0)
        if name == throughput.OURS:
            checks.hold(database, [load])
    kinds = {kind for kind, _ in load.statuses}
    return {kind: {status: n for (k, status), n in load.statuses.items() if k == kind} for kind in kinds}


def test_the_mix_is_what_it_says() -> None:
    written = [message for chat in write_script(300, 40, 5, 40) for message in chat]
    share = {kind: n / len(written) for kind, n in Counter(message.kind for message in written).items()}
    assert share["menu"] + share["browse"] == pytest.approx(0.45 / 1.06, abs=0.03)
    assert share["cart"] == pytest.approx(0.25 / 1.06, abs=0.03)
    assert share["checkout"] + share["place"] == pytest.approx(0.10 / 1.06, abs=0.02)
    assert share[DUPLICATE] == pytest.approx(0.05 / 1.06, abs=0.01)


def test_no_id_is_played_twice_but_for_duplicates() -> None:
    ids = Counter(each.id for chat in write_script(50, 40, 5, 40) for each in chat if each.kind != DUPLICATE)
    assert set(ids.values()) == {1}


def test_a_wrong_answer_makes_a_figure_void() -> None:
    forged = Message(UNSIGNED, "SMx", "+2250700000001", "+2250777000001", "menu")
    load = Load([Sample(0, 0, 0.0, 0.01, 200)], [[forged]], 1.0)
    with pytest.raises(checks.Void, match="unsigned answered with 200"):
        checks.refuse(checks.answered_as_they_should(load))
