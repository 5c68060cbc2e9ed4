"""The simulated phones remember both directions, each message once."""

from __future__ import annotations

from dataclasses import replace

from domain.customer.messages import Choice, InboundMessage, Tap, Text
from domain.shared.ids import RandomIds
from integrations.store.outbox import Outbox
from integrations.store.screens import Screens
from integrations.store.transaction import Transaction
from tests.integrations.store.conftest import NOW, a_message
from tests.integrations.store.shop import AWA

SHOP_NUMBER = "+2250777000001"


def heard(provider_id: str, text: str, number: str = SHOP_NUMBER) -> InboundMessage:
    return InboundMessage("simulator", provider_id, AWA, number, Text(text), NOW)


def test_a_key_is_one_bubble(connection: Transaction) -> None:
    screens = Screens(connection)
    first = screens.show(a_message("k"), NOW)
    assert screens.show(a_message("k"), NOW) == first == screens.find("k")
    assert screens.find("never") is None
    assert len(screens.since(AWA)) == 1


def test_both_directions_in_one_order(connection: Transaction) -> None:
    screens = Screens(connection)
    screens.hear(heard("in-1", "Bonjour"), NOW)
    screens.show(a_message("k", text="Bienvenue"), NOW)
    tapped = InboundMessage("simulator", "in-2", AWA, SHOP_NUMBER, Tap("v1:menu#1", "Menu"), NOW)
    screens.hear(tapped, NOW)
    screens.hear(heard("in-3", "Hello", "+2547"), NOW)

    bubbles = screens.since(AWA, with_number=SHOP_NUMBER)
    assert [bubble.message for bubble in bubbles] == [
        heard("in-1", "Bonjour"),
        a_message("k", text="Bienvenue"),
        tapped,
    ]
    assert screens.since(AWA, after=bubbles[0].n, with_number=SHOP_NUMBER) == bubbles[1:]
    assert len(screens.since(AWA)) == 4


def test_ticks_follow_the_receipts(connection: Transaction) -> None:
    screens, outbox = Screens(connection), Outbox(connection, RandomIds())
    provider_id = screens.show(a_message("k"), NOW)
    assert screens.since(AWA)[0].status is None
    outbox.status("simulator", provider_id, "read", NOW)
    outbox.status("simulator", provider_id, "delivered", NOW)
    assert screens.since(AWA)[0].status == "read"


def test_choices_survive(connection: Transaction) -> None:
    message = replace(a_message("k"), choices=(Choice("v1:a#1", "Oui"), Choice("v1:b#1", "Non", "merci")))
    Screens(connection).show(message, NOW)
    assert Screens(connection).since(AWA)[0].message == message
