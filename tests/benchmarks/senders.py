"""The processes of the sender's benchmark: each sends what it is told to, and says how many seconds it took.

    python -m tests.benchmarks.senders raw|drain

The rest is in the environment: the shop's own settings, and FIRST, MESSAGES and PEOPLE for the raw client.
"""

from __future__ import annotations

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from requests.adapters import HTTPAdapter
from sqlalchemy import func, select
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from bot.bootstrap import install
from bot.sending import send_all
from bot.settings import Settings, load_settings
from integrations.store.lines import UNFINISHED
from integrations.store.tables.chat import outbox


class Elsewhere(TwilioHttpClient):  # type: ignore[misc]
    """Twilio's own, unchanged but for the host and for connections enough to keep."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(pool_connections=True)
        self._url = settings.twilio_url
        self.session.mount("http://", HTTPAdapter(pool_maxsize=settings.sender_threads))

    def request(self, method: str, url: str, *rest: Any, **more: Any) -> Any:
        return super().request(method, url.replace("https://api.twilio.com", self._url), *rest, **more)


def raw(settings: Settings) -> float:
    """The floor: the same client, the same messages, and nothing else."""
    account, token = settings.twilio_account_sid, settings.twilio_auth_token.get_secret_value()
    client = Client(account, token, http_client=Elsewhere(settings))
    messages, people = int(os.environ["MESSAGES"]), int(os.environ["PEOPLE"])

    def send(n: int) -> None:
        callback = f"https://shop.example/webhooks/whatsapp/twilio/status?key=m{n}"
        to = f"whatsapp:+22507{n % people:08}"
        client.messages.create(to=to, from_="whatsapp:+2250777000001", body=f"Bonjour {n}", status_callback=callback)

    began = time.monotonic()
    with ThreadPoolExecutor(settings.sender_threads) as pool:
        list(pool.map(send, range(messages)))
    return time.monotonic() - began


def drain(settings: Settings) -> float:
    """The shop's own sender, until the outbox is empty: what has to be tried again is waited for."""
    it = install(settings)
    left = select(func.count()).where(outbox.c.state.in_(UNFINISHED))
    began = time.monotonic()
    while True:
        send_all(it)
        with it.engine.connect() as connection:
            if not connection.scalar(left):
                return time.monotonic() - began
        time.sleep(0.1)


if __name__ == "__main__":
    act = {"raw": raw, "drain": drain}[sys.argv[1]]
    sys.stdout.write(f"{act(load_settings())}\n")
