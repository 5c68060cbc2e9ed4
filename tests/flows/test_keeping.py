"""What is said in passing waits in the conversation for the step that takes it up."""

from __future__ import annotations

from types import SimpleNamespace

from domain.customer.messages import Text
from flows.buyer.checkout import HowToGetIt
from flows.talk import Conversation, Dialogue, Turn, keep, start, to
from flows.talk.conversation import Frame
from tests.flows.toy import TOY


def after(turn: Turn, before: Conversation | None = None) -> Conversation:
    talk = Dialogue(opening=TOY.opening, intents=(lambda text, conversation, shop: turn,))
    return talk.turn(before or Conversation(greeted=True), Text("x"), SHOP).conversation


SHOP = SimpleNamespace(shelf=["Savon"], shop=SimpleNamespace(pickup="Marché de Cocody"))


def test_it_is_kept_as_json_until_it_is_taken_back() -> None:
    kept = Conversation.from_json(after(keep(place="Cocody", wallet="wave")).to_json())
    assert kept.kept == {"place": "Cocody", "wallet": "wave"}
    assert after(keep(place=""), kept).kept == {"wallet": "wave"}


def test_a_step_takes_up_what_it_names_and_what_it_has_stays() -> None:
    said = keep(place="Cocody", last="SAVON")
    assert top(after(said + start(HowToGetIt()))).fields["place"] == "Cocody"
    assert top(after(said + to(HowToGetIt(place="Yopougon")))).fields["place"] == "Yopougon"


def test_a_conversation_kept_before_has_kept_nothing() -> None:
    stored = Conversation().to_json()
    del stored["kept"]
    assert Conversation.from_json(stored).kept == {}


def test_no_novel_is_kept() -> None:
    assert len(after(keep(place="x" * 5_000)).kept["place"]) <= 200


def top(conversation: Conversation) -> Frame:
    assert conversation.top
    return conversation.top
