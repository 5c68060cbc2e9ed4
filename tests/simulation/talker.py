"""A buyer who writes: through the front door, word by word; WhatsApp repeats what it got no answer to."""

from __future__ import annotations

import json
from random import Random

from bot import postponing, reception
from domain.customer.messages import Content, InboundMessage, Tap, Text
from domain.shared.errors import Trouble
from tests.simulation.faults import Fault as F
from tests.simulation.messenger import SimulatedMessenger
from tests.simulation.people import CHANNEL, Buyer
from tests.simulation.premises import shop, wax

POISON = "☠"
BROUGHT_AGAIN_AFTER = 4.0
REDELIVERIES = 40
CHOICES = ("Commander", "Retrait en boutique", "Blue", None, "Valider")
"""What is tapped, in order; None: anything that is offered."""
LONG_LINE = 0.3
"""How often the line at the door is so long that a message is only kept."""
ASIDES = ("panier", "commandes", "aide", "suivi", "j'ai payé", "menu")


class Poisoned(Exception):
    """A turn has stumbled, as over a bug of ours."""


class Talker(Buyer):
    """`brought` are the ids of his messages, `accepted` those that were answered with 200."""

    def __init__(
        self, *how: object, messenger: SimulatedMessenger, brought: list[str], accepted: list[str], door: Random
    ) -> None:
        super().__init__(*how)
        self._door = door
        self._messenger = messenger
        self._brought = brought
        self._accepted = accepted
        self._said = 0

    def _order(self) -> None:
        self._says(Text(f"1 {wax.name}"))
        for title in CHOICES:
            if self._boundary.strikes(F.MESSAGE_POISONED, 0.3):
                self._says(Text(POISON))
            if self._random.random() < 0.1:
                self._says(Text(self._random.choice(ASIDES)))
            self._taps(title)
        links = [message.link.url for message in self._messenger.on_phone(self.number) if message.link]
        self._link = next((link.rpartition("/")[2] for link in reversed(links) if "/p/" in link), "")

    def _taps(self, title: str | None) -> None:
        """On the newest of what he was shown; where it is not there, he waits, then lets it be."""
        for _ in range(6):
            offers = [message.choices for message in self._messenger.on_phone(self.number) if message.choices]
            fitting = [choice for offer in offers for choice in offer if choice.title == title]
            if fitting or (offers and title is None):
                chosen = fitting[-1] if fitting else self._random.choice(offers[-1])
                return self._says(Tap(chosen.key, chosen.title))
            self._timeline.pause(3, 20)
        return None

    def _says(self, content: Content) -> None:
        self._said += 1
        message = InboundMessage(
            CHANNEL, f"{self.number}-{self._said}", self.number, shop().number, content, self._timeline.now(), "Awa"
        )
        if self._boundary.strikes(F.MESSAGE_REPEATED):
            self._timeline.spawn("WhatsApp, again", lambda: self._bring(message), self._random.uniform(0, 90))
        self._brought.append(message.provider_id)
        self._bring(message)
        self._timeline.pause(1, 6)

    def _bring(self, message: InboundMessage) -> None:
        for _ in range(REDELIVERIES):
            if self._timeline.survives(lambda: self._is_heard(message)) and message.provider_id in self._accepted:
                return
            self._timeline.pause(BROUGHT_AGAIN_AFTER)

    def _is_heard(self, message: InboundMessage) -> None:
        self._timeline.note(f"{message.sender[-2:]} says {message.content}")
        take_in = postponing.postpone if self._door.random() < LONG_LINE else reception.hear
        try:
            take_in(self._it, message, {"body": json.dumps(_as_the_simulator_says_it(message))})
        except (Trouble, Poisoned) as trouble:
            self._timeline.note(f"is told {trouble!r}")
        else:
            self._accepted.append(message.provider_id)


def _as_the_simulator_says_it(message: InboundMessage) -> dict[str, str]:
    said = message.content
    what = {"tap": said.key, "title": said.title} if isinstance(said, Tap) else {"text": said.text}
    return {"id": message.provider_id, "from": message.sender, "to": message.recipient, "name": "Awa", **what}
