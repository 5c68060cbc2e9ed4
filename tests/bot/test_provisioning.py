"""`shop wallet-provision`: an account in MTN's sandbox, as the wallets file wants it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.premises import StartRefused
from bot.settings import Settings
from bot.wallets import load_wallets
from domain.shared.clock import FakeClock
from tests.integrations.mobile_money.servers.mtn import MtnServer


@pytest.fixture
def sandbox() -> Iterator[MtnServer]:
    running = MtnServer()
    yield running
    running.close()


def run(sandbox: MtnServer, *more: str) -> str:
    keys = ["--collection-key", "collection-new", "--disbursement-key", "disbursement-new"]
    done = CliRunner().invoke(app, ["wallet-provision", *keys, "--base-url", sandbox.url, *more])
    if done.exception:
        raise done.exception
    return done.output


def test_what_is_printed_is_an_account_that_the_shop_can_use(sandbox: MtnServer, tmp_path: Path) -> None:
    printed = run(sandbox, "--callback", "https://shop.example", "--account", "chez-fatou")
    accounts = tomllib.loads(printed)["mtn"]["accounts"]
    assert accounts["chez-fatou"]["callback_host"] == "shop.example"
    file = tmp_path / "wallets.toml"
    file.write_text(printed)
    settings = Settings(_env_file=None, wallet_accounts=file, secret="secret")
    assert load_wallets(settings, FakeClock())["mtn"].is_up("chez-fatou")


def test_a_refused_key_and_a_missing_address_are_one_sentence(sandbox: MtnServer) -> None:
    with pytest.raises(StartRefused, match="PUBLIC_URL"):
        run(sandbox)
    with pytest.raises(StartRefused, match="no account"):
        run(sandbox, "--callback", "https://shop.example", "--collection-key", "wrong")
