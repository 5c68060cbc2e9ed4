"""Everybody who uses the shop: buyers in the simulator and on WhatsApp, the owner, the rider."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from queue import SimpleQueue

from tests.chaos.buyer import Buyer
from tests.chaos.payer import Payer
from tests.chaos.phone import Phone, Post
from tests.chaos.scene import Scene
from tests.chaos.staff import Merchant, Rider
from tests.chaos.texter import Texter
from tests.chaos.town import Town

SHOP, OWNER, RIDER = "+2250777000001", "+2250500000001", "+2250100000001"
SHARE_BY_TWO_DOORS = 0.05


@dataclass
class Crowd:
    """Each in a thread."""

    buyers: list[Buyer]
    texters: list[Texter]
    merchant: Merchant
    rider: Rider
    closing: threading.Event
    threads: list[threading.Thread] = field(default_factory=list)

    @property
    def shoppers(self) -> list[Buyer | Texter]:
        return [*self.buyers, *self.texters]

    def start(self) -> None:
        people: Iterable[Buyer | Texter | Merchant | Rider] = (*self.shoppers, self.merchant, self.rider)
        self.threads = [threading.Thread(target=person.run, daemon=True) for person in people]
        for thread in self.threads:
            thread.start()

    def stop(self, seconds: float = 90) -> None:
        self.closing.set()
        for thread in self.threads:
            thread.join(seconds)
            assert not thread.is_alive(), "somebody waits for the shop for ever"

    @property
    def posts(self) -> list[Post]:
        """Each person's way to the shop."""
        people: Iterable[Buyer | Merchant | Rider] = (self.merchant, self.rider, *self.buyers)
        return [*(person.phone.post for person in people), *(texter.post for texter in self.texters)]

    @property
    def accepted(self) -> list[str]:
        people: Iterable[Buyer | Merchant | Rider] = (self.merchant, self.rider, *self.buyers)
        heard = [*(person.phone.accepted for person in people), *(texter.accepted for texter in self.texters)]
        return [id for ids in heard for id in ids]

    @property
    def payers(self) -> list[str]:
        return [payer for buyer in self.shoppers for payer in buyer.payers]

    @property
    def numbers(self) -> list[str]:
        return [*(buyer.phone.me for buyer in self.buyers), *(texter.me for texter in self.texters), *self.payers]


def a_crowd(scene: Scene, seed: int, buyers: int, texters: int) -> Crowd:
    """The owner and the rider write through the simulator; the employee never does, so Twilio carries what they are
    told."""
    closing, asked_of_shop = threading.Event(), SimpleQueue[str]()
    town = scene.town
    owner, issa = (Phone(post_to(scene), number, SHOP) for number in (OWNER, RIDER))
    shoppers = [
        Buyer(
            Phone(post_to(scene), f"+22507120{seed % 10}{n:04d}", SHOP, twice=SHARE_BY_TWO_DOORS),
            wallet_of(town),
            random.Random(f"{seed} buyer {n}"),
            closing,
            asked_of_shop,
        )
        for n in range(buyers)
    ]
    writers = [
        Texter(
            post_to(scene),
            scene.twilio,
            town.settings.base_url,
            f"+22507130{seed % 10}{n:04d}",
            SHOP,
            wallet_of(town),
            random.Random(f"{seed} texter {n}"),
            closing,
        )
        for n in range(texters)
    ]
    held_out = [Phone(issa.post, buyer.phone.me, SHOP) for buyer in shoppers]
    merchant = Merchant(owner, random.Random(f"{seed} merchant"), closing, asked_of_shop)
    return Crowd(shoppers, writers, merchant, Rider(issa, closing, held_out), closing)


def post_to(scene: Scene) -> Post:
    """By every machine's door in turn."""
    return Post(scene.town.url, other_urls=tuple(town.url for town in scene.towns[1:]))


def wallet_of(town: Town) -> Payer:
    return Payer(town.settings.wallet, town.accounts["simulator"].key)
