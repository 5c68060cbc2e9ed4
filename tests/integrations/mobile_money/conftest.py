"""A running sandbox wallet, a shop's door, and the benches of the contract suite."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.shared.clock import FakeClock
from tests.integrations.mobile_money.bench import Bench, FakeBench, SandboxBench
from tests.wallet import ShopDoor, WalletHandle, running_wallet


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def wallet(tmp_path: Path, clock: FakeClock) -> Iterator[WalletHandle]:
    with running_wallet(tmp_path, clock) as handle:
        yield handle


@pytest.fixture
def door() -> Iterator[ShopDoor]:
    shop = ShopDoor()
    yield shop
    shop.close()


@pytest.fixture(params=["fake", "sandbox"])
def bench(request: pytest.FixtureRequest) -> Bench:
    if request.param == "fake":
        return FakeBench()
    return SandboxBench(request.getfixturevalue("wallet"), request.getfixturevalue("door"))
