"""A Chromium of this machine, and what a page must never do in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Route, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HERE = {"localhost", "127.0.0.1"}


def find_chromium() -> str | None:
    """Its path: what CHROMIUM names, else the first one on PATH."""
    named = os.environ.get("CHROMIUM")
    return shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def running_chromium(path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@dataclass
class Watch:
    """What went wrong on the pages it follows: errors, breaches of the security policy, calls to other hosts."""

    faults: list[str] = field(default_factory=list)
    forgives: Callable[[str], bool] = lambda fault: False

    def follow(self, page: Page) -> None:
        page.on("console", self._said)
        page.on("pageerror", lambda error: self._note(f"{page.url}: {error}"))
        page.on("request", self._asked)
        page.route(lambda address: urlsplit(address).hostname not in HERE and not _is_inline(address), _refuse)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._note(f"console: {message.text}")

    def _asked(self, request: Request) -> None:
        if urlsplit(request.url).hostname not in HERE and not _is_inline(request.url):
            self._note(f"asked another host: {request.url}")

    def _note(self, fault: str) -> None:
        if not self.forgives(fault):
            self.faults.append(fault)


def _is_inline(address: str) -> bool:
    return address.startswith(("data:", "blob:", "about:", "chrome-error:"))


def _refuse(route: Route) -> None:
    route.abort()
