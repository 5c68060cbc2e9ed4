"""Personal talk told to a demo shop, whole turns: how much of it starts or changes anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.books import shop_named
from bot.bootstrap import Installation
from bot.explaining import rehearse
from tests.benchmarks.understanding.intents import NOTHING, share
from tests.benchmarks.understanding.messages import labelled
from tests.bot.running import demo_database, running_shop

SHOPS = {"fr": "Chez Fatou", "en": "Njeri Home", "sw": "Njeri Home", "pt": "Chez Fatou"}
AT_EASE = ((), ("buy.menu",))
"""Nothing open, or the opening."""


def measure(split: str, code: str) -> Iterator[tuple[str, str]]:
    """Each message is somebody's who has been greeted; every turn is rolled back."""
    if code not in SHOPS:
        return
    with TemporaryDirectory() as folder:
        demo = demo_database(Path(folder))
        (Path(folder) / "told").mkdir()
        with running_shop(Path(folder) / "told", demo) as running:
            yield from _told(running.it, split, code)


def _told(it: Installation, split: str, code: str) -> Iterator[tuple[str, str]]:
    shop = shop_named(it, SHOPS[code])
    assert shop
    talk = [message.text for message in labelled(code, split) if message.intent == NOTHING]
    turns = [rehearse(it, shop, text, code) for text in talk]
    started = sum(tuple(frame.step for frame in reply.conversation.stack) not in AT_EASE for _r, reply, _c in turns)
    yield "whole turns: talk that opens something", share(started, len(talk))
    yield "whole turns: talk that changes anything", share(sum(changes > 0 for _r, _reply, changes in turns), len(talk))
