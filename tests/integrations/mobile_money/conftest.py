"""A running sandbox wallet, a shop's door, and the benches of the contract suite."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest

from domain.shared.clock import FakeClock
from tests.integrations.mobile_money.bench import Bench, FakeBench, SandboxBench
from tests.integrations.mobile_money.benches.cinetpay import cinetpay_bench
from tests.integrations.mobile_money.benches.mpesa import mpesa_bench
from tests.integrations.mobile_money.benches.mtn import mtn_bench
from tests.integrations.mobile_money.benches.orange import orange_bench
from tests.integrations.mobile_money.benches.pawapay import PawapayBench, pawapay_bench, running_pawapay
from tests.integrations.mobile_money.benches.paystack import paystack_bench
from tests.integrations.mobile_money.benches.wave import wave_bench
from tests.wallet import ShopDoor, WalletHandle, running_wallet


@pytest.fixture(autouse=True)
def no_pause_between_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("integrations.http.PAUSES", (0.0, 0.0, 0.0))


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


@pytest.fixture
def pawapay(clock: FakeClock, door: ShopDoor) -> Iterator[PawapayBench]:
    with running_pawapay(clock, door) as bench:
        yield bench


def sandbox_bench(request: pytest.FixtureRequest) -> AbstractContextManager[Bench]:
    return nullcontext(SandboxBench(request.getfixturevalue("wallet"), request.getfixturevalue("door")))


BENCHES: dict[str, Callable[[pytest.FixtureRequest], AbstractContextManager[Bench]]] = {
    "fake": lambda _: nullcontext(FakeBench()),
    "sandbox": sandbox_bench,
    "wave": wave_bench,
    "paystack": paystack_bench,
    "mtn": mtn_bench,
    "mpesa": mpesa_bench,
    "pawapay": pawapay_bench,
    "cinetpay": cinetpay_bench,
    "orange": orange_bench,
}
GIVE_NOTHING_BACK = {"cinetpay", "orange"}
TAKE_BACK = ["fake", "sandbox", "paystack"]


@pytest.fixture(params=BENCHES)
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    with BENCHES[request.param](request) as made:
        yield made


@pytest.fixture(params=[name for name in BENCHES if name not in GIVE_NOTHING_BACK])
def giver(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """A wallet that can give money back."""
    with BENCHES[request.param](request) as made:
        yield made


@pytest.fixture(params=TAKE_BACK)
def regretter(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """A wallet that takes a payment back at times, and says so."""
    with BENCHES[request.param](request) as made:
        yield made


@pytest.fixture(params=sorted(GIVE_NOTHING_BACK))
def keeper(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """A wallet that cannot."""
    with BENCHES[request.param](request) as made:
        yield made


@pytest.fixture(autouse=True)
def collector_rests() -> Iterator[None]:
    """JSON that is nested too deeply is read to the end of the stack: whatever is thrown away just there has no room
    for its last words, and pytest takes that for a failure of the test."""
    gc.disable()
    yield
    gc.enable()
