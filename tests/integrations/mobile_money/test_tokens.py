"""Access tokens: fetched once, renewed in time, renewed once when refused."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from domain.shared.clock import FakeClock
from domain.shared.errors import Temporary
from integrations.mobile_money.tokens import Token, Tokens


class Desk:
    """Hands out `t1`, `t2`, …"""

    def __init__(self, seconds: int = 3600) -> None:
        self.given, self.seconds = 0, seconds

    def fetch(self) -> Token:
        self.given += 1
        return Token(f"t{self.given}", self.seconds)


def test_a_token_is_kept_until_two_minutes_before_its_end() -> None:
    clock, desk = FakeClock(), Desk()
    tokens = Tokens(clock)
    assert tokens.get("a", desk.fetch) == "t1"
    clock.pass_by(seconds=3600 - 121)
    assert tokens.get("a", desk.fetch) == "t1"
    clock.pass_by(seconds=1)
    assert tokens.get("a", desk.fetch) == "t2"


def test_a_short_token_is_kept_for_half_of_its_time() -> None:
    clock, desk = FakeClock(), Desk(seconds=60)
    tokens = Tokens(clock)
    tokens.get("a", desk.fetch)
    clock.pass_by(seconds=29)
    assert tokens.get("a", desk.fetch) == "t1"
    clock.pass_by(seconds=1)
    assert tokens.get("a", desk.fetch) == "t2"


@pytest.mark.parametrize("seconds", [0, -5])
def test_a_token_without_a_length_is_used_once(seconds: int) -> None:
    desk = Desk(seconds)
    tokens = Tokens(FakeClock())
    assert [tokens.get("a", desk.fetch) for _ in range(2)] == ["t1", "t2"]


def test_names_do_not_share() -> None:
    desk = Desk()
    tokens = Tokens(FakeClock())
    assert (tokens.get("a", desk.fetch), tokens.get("b", desk.fetch)) == ("t1", "t2")


def test_however_many_ask_it_is_fetched_once() -> None:
    desk, everybody = Desk(), threading.Barrier(8)
    tokens = Tokens(FakeClock())

    def ask(_: int) -> str:
        everybody.wait(10)
        return tokens.get("a", desk.fetch)

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(8))) == {"t1"}
    assert desk.given == 1


def test_a_refused_token_is_renewed_once_for_all_who_were_refused() -> None:
    desk = Desk()
    tokens = Tokens(FakeClock())
    tokens.get("a", desk.fetch)
    assert tokens.get("a", desk.fetch, refused="t1") == "t2"
    assert tokens.get("a", desk.fetch, refused="t1") == "t2"


def test_nothing_is_kept_of_a_failed_fetch() -> None:
    tokens, desk = Tokens(FakeClock()), Desk()

    def fails() -> Token:
        raise Temporary("down")

    with pytest.raises(Temporary):
        tokens.get("a", fails)
    assert tokens.get("a", desk.fetch) == "t1"


def test_a_token_is_not_shown() -> None:
    assert "secret" not in repr(Token("secret", 1))
