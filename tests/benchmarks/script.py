"""What people write: scenes of a real day, mixed as they are, each a few messages that work whatever was said before.

Of all messages 45 % look round, 25 % change a cart, 10 % check out, 10 % ask where the parcel is, 5 % say something
free, 5 % change the language; 5 % more are exact repetitions, and 1 % are not signed by anybody we know.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from tests.benchmarks.shops import CATEGORIES, number_of, things

MENU, BROWSE, CART, CHECKOUT, PLACE, TRACK = "menu", "browse", "cart", "checkout", "place", "track"
FREE, LANGUAGE, DUPLICATE, UNSIGNED = "free text", "language", "duplicate", "unsigned"
KINDS = (MENU, BROWSE, CART, CHECKOUT, PLACE, TRACK, FREE, LANGUAGE, DUPLICATE, UNSIGNED)
SHARE_OF_DUPLICATES, SHARE_OF_UNSIGNED = 0.05, 0.01

FREE_TEXTS = {
    "fr": ("Merci beaucoup 🙏🏾", "qwrtp zzz", "Vous êtes où exactement ? 📍", "c'est trop cher ça 😅", "👍🏾"),
    "en": ("Thank you so much 🙏🏾", "qwrtp zzz", "Where exactly are you? 📍", "that's too much 😅", "👍🏾"),
}
WORDS = {
    "fr": {"menu": "menu", "cart": "panier", "change": "modifier", "checkout": "commander", "pickup": "retrait",
           "place": "valider", "orders": "mes commandes", "track": "suivi", "language": "langue", "other": "english",
           "look": "avez-vous du {}"},
    "en": {"menu": "menu", "cart": "cart", "change": "change", "checkout": "checkout", "pickup": "pick-up",
           "place": "yes", "orders": "my orders", "track": "track", "language": "language", "other": "français",
           "look": "do you have {}"},
}  # fmt: skip
SCENES = {"look round": 45 / 4, "fill a cart": 23 / 6, "buy": 2.0, "ask": 5.0, "chat": 5.0, "change language": 2.5}
"""How often each: its share of the messages over its length; buying takes one message of the carts' share."""


@dataclass(frozen=True, slots=True)
class Message:
    """`id` is unique in the script, but for duplicates."""

    kind: str
    id: str
    sender: str
    to: str
    text: str


def phone_of(chat: int) -> str:
    return f"+22507{chat:08}"


def write_script(chats: int, length: int, shops: int, products: int, seed: int = 1) -> list[list[Message]]:
    """The messages of each chat, in order; the same for the same arguments."""
    names = [name for _, name in things(products)]
    return [_Chat(n, shops, names, seed).write(length) for n in range(chats)]


def id_of(seed: int, chat: int, n: int) -> str:
    return f"SM{seed:06}{chat:010}{n:016}"


def greetings(chats: int, shops: int) -> list[list[Message]]:
    """Everybody has been here before: one message of each."""
    return [[Message(MENU, id_of(0, n, 0), phone_of(n), number_of(n % shops), "Bonjour")] for n in range(chats)]


class _Chat:
    """One person's chat with one shop."""

    def __init__(self, n: int, shops: int, names: list[str], seed: int) -> None:
        self._n, self._seed, self._to, self._names = n, seed, number_of(n % shops), names
        self._chance = random.Random(f"{seed} {n}")
        self._language = "fr"
        self._written: list[Message] = []

    def write(self, length: int) -> list[Message]:
        while len(self._written) < length:
            [scene] = self._chance.choices(list(SCENES), list(SCENES.values()))
            for kind, text in self._scene(scene):
                self._write(kind, text)
        return self._written[:length]

    def _write(self, kind: str, text: str) -> None:
        id = id_of(self._seed, self._n, len(self._written))
        message = Message(kind, id, phone_of(self._n), self._to, text)
        if self._chance.random() < SHARE_OF_UNSIGNED:
            self._written.append(Message(UNSIGNED, f"{id[:-1]}x", message.sender, message.to, text))
        self._written.append(message)
        if self._chance.random() < SHARE_OF_DUPLICATES:
            self._written.append(Message(DUPLICATE, message.id, message.sender, message.to, text))

    def _scene(self, name: str) -> Iterator[tuple[str, str]]:
        say, thing, other = WORDS[self._language], self._thing(), self._thing()
        match name:
            case "look round":
                yield MENU, say["menu"]
                yield BROWSE, self._chance.choice(CATEGORIES)
                yield BROWSE, say["look"].format(thing)
                yield BROWSE, other.lower()
            case "fill a cart":
                yield CART, f"2 {thing}"
                yield CART, f"{other} x3"
                yield CART, say["cart"]
                yield CART, say["change"]
                yield CART, "1"
                yield CART, "3"
            case "buy":
                yield CART, f"1 {thing}"
                yield from ((CHECKOUT, text) for text in (say["checkout"], say["pickup"], "1", "1"))
                yield PLACE, say["place"]
            case "ask":
                yield TRACK, say["orders"]
                yield TRACK, say["track"]
            case "chat":
                yield FREE, self._chance.choice(FREE_TEXTS[self._language])
            case "change language":
                yield LANGUAGE, say["language"]
                yield LANGUAGE, say["other"]
                self._language = "en" if self._language == "fr" else "fr"

    def _thing(self) -> str:
        return self._chance.choice(self._names)
