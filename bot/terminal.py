"""A chat in the terminal, through the same doors as the simulator's page."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from bot.settings import load_settings
from bot.supervisor import StartRefused
from domain.shared.errors import Trouble
from integrations.http import Http

PATIENCE = 20.0
LOOK = 0.05


class Chat:
    """One person's phone."""

    def __init__(self, http: Http, me: str, shop: str, say: Callable[[str], None]) -> None:
        self._http = http
        self._me = me
        self._shop = shop
        self._say = say
        self._after = 0
        self._choices: list[dict[str, str]] = []

    def catch_up(self) -> None:
        """What was said before is not said again."""
        for message in self._messages()["messages"]:
            self._after = max(self._after, message["n"])

    def send(self, line: str) -> None:
        """One line, then everything that comes back."""
        reply = self._http.call(
            "POST", "/simulator/messages", json={"from": self._me, "to": self._shop, **self._content(line)}
        )
        if not reply.ok:
            self._say(f"! {reply.json().get('error', reply.status)}")
            return
        self._show_until_quiet()

    def _content(self, line: str) -> dict[str, Any]:
        """`@5.35,-3.99` is a location pin; everything else is typed."""
        place = line.removeprefix("@").split(",") if line.startswith("@") else []
        try:
            latitude, longitude = (float(part) for part in place)
        except ValueError:
            return {"text": line}
        return {"location": {"latitude": latitude, "longitude": longitude}}

    def _show_until_quiet(self) -> None:
        """Until the turn's messages are out."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            answer = self._messages()
            for message in answer["messages"]:
                self._after = max(self._after, message["n"])
                if message["from"] == self._shop:
                    self._show(message)
            if not answer["typing"]:
                return
            time.sleep(LOOK)
        self._say("! the shop has not answered yet")

    def _messages(self) -> dict[str, Any]:
        query = {"address": self._me, "after": str(self._after), "with": self._shop}
        answer: dict[str, Any] = self._http.call("GET", "/simulator/messages", params=query).json()
        return answer

    def _show(self, message: dict[str, Any]) -> None:
        for line in message["text"].splitlines():
            self._say(f"  {line}")
        if message["media"]:
            self._say(f"  [photo: {message['media']['url']}]")
        for n, choice in enumerate(message["choices"], 1):
            behind = f" ({choice['description']})" if choice.get("description") else ""
            self._say(f"    {f'{n}.' if message['numbered'] else '•'} {choice['title']}{behind}")
        if message["link"]:
            self._say(f"  {message['link']['title']}: {message['link']['url']}")
        self._say("")


def chat_in_terminal(me: str, to: str | None, lines: Iterable[str], say: Callable[[str], None]) -> None:
    """`to` is a shop's number or code. Raises StartRefused where no shop runs, or is called so."""
    settings = load_settings()
    http = Http(f"http://127.0.0.1:{settings.port}")
    try:
        shops = http.call("GET", "/simulator/shops").json()["shops"]
        shop = shop_called(to, shops)
        chat = Chat(http, me, shop["number"], say)
        chat.catch_up()
        talk(chat, from_inside(shop, to, shops, lines), say)
    except (Trouble, KeyError) as trouble:
        raise StartRefused(f"No shop answers on port {settings.port}: start one with `make run`.") from trouble


def shop_called(name: str | None, shops: list[dict[str, Any]]) -> dict[str, Any]:
    """The first one where nobody is named. Raises StartRefused."""
    for shop in shops:
        if name is None or name.upper() in (shop["number"], shop["code"]):
            return shop
    known = ", ".join(f"{shop['number']} ({shop['code']})" for shop in shops)
    raise StartRefused(f"No shop is called {name}. There are: {known or 'none'}.")


def from_inside(
    shop: dict[str, Any], to: str | None, shops: list[dict[str, Any]], lines: Iterable[str]
) -> Iterator[str]:
    """Whoever names a code is in that shop first, where others have its number."""
    has_others = sum(each["number"] == shop["number"] for each in shops) > 1
    if has_others and to is not None and to.upper() == shop["code"]:
        yield shop["code"]
    yield from lines


def talk(chat: Chat, lines: Iterable[str], say: Callable[[str], None]) -> None:
    is_person = sys.stdin.isatty()
    for line in lines:
        text = line.strip()
        if text:
            say(text if is_person else f"> {text}")
            chat.send(text)
