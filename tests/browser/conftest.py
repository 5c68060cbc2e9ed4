"""One shop and one Chromium for all browser tests; every page is watched for errors and for calls to other hosts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.chromium import Watch, find_chromium, running_chromium
from tests.browser.desk import Desk
from tests.chaos.town import Town
from tests.wallet import fetch

Open = Callable[..., BrowserContext]
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        pytest.skip("no Chromium on this machine: install Debian's package chromium, or name one with CHROMIUM=…")
    with running_chromium(path) as browser:
        yield browser


@pytest.fixture(scope="session")
def town(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """What `make run` starts, on free ports and in a folder of its own."""
    town = Town(tmp_path_factory.mktemp("shop"), hurried=False)
    try:
        fill_the_shelf(town.start(seconds=90))
        yield town
        assert town.stop() == 0
    finally:
        town.clear()


def fill_the_shelf(town: Town) -> None:
    """Everybody here buys soap: Fatou has enough of it for all tests."""
    message = {"from": "+2250500000001", "to": "+2250777000001", "id": "soap", "text": "stock savon 900"}
    headers = {"Content-Type": "application/json"}
    answer = fetch("POST", f"{town.url}/simulator/messages", json.dumps(message).encode(), headers)
    assert answer.status == 200


@pytest.fixture
def watch() -> Iterator[Watch]:
    watch = Watch()
    yield watch
    assert watch.faults == []


@pytest.fixture
def open_browser(chromium: Browser, watch: Watch) -> Iterator[Open]:
    """A new visitor's browser, French and on a desk unless told otherwise."""
    contexts = []

    def opened(**how: Any) -> BrowserContext:
        context = chromium.new_context(**{"locale": "fr-FR", "viewport": DESKTOP, **how})
        context.set_default_timeout(20_000)
        context.on("page", watch.follow)
        contexts.append(context)
        return context

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def desk(town: Town, open_browser: Open) -> Desk:
    return Desk(open_browser().new_page(), town.url).open()


@pytest.fixture
def small_desk(town: Town, open_browser: Open) -> Desk:
    """The same on a phone."""
    context = open_browser(viewport=PHONE, has_touch=True, is_mobile=True)
    return Desk(context.new_page(), town.url).open()
