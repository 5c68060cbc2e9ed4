"""Commands of one line."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass, field

import pytest

import flows
from domain.customer.messages import Text as Typed
from domain.shared.errors import NotFound
from domain.shared.money import Money
from flows.grammar import Grammar
from flows.grammar.commands import GRAMMARS
from flows.merchant.grammar import merchant as shop_commands
from flows.merchant.helping import THEMES
from flows.speech import Text, _, language, lexicon, verbatim
from flows.talk import Conversation, Dialogue, Prompt, step


@dataclass
class Desk:
    role: str = "owner"
    currency: str = "XOF"
    done: list[str] = field(default_factory=list)

    def do(self, what: str) -> Text:
        self.done.append(what)
        return verbatim(what)


class Parcel(str):
    __slots__ = ()


def parcel(word: str, desk: Desk) -> Parcel:
    if not word.isdigit():
        raise ValueError(word)
    if word == "9999":
        raise NotFound("order", word)
    return Parcel(word)


merchant = Grammar("toy merchant", {Parcel: parcel})


@merchant.says("stock <sku> <quantity>", "stock <sku> +<more>", "stock <sku> -<less>", about=_("Yes"))
def stock(desk: Desk, sku: str, quantity: int | None = None, more: int | None = None, less: int | None = None) -> Text:
    return desk.do(f"{sku} ={quantity} +{more} -{less}")


@merchant.says("price <sku> <price>", roles=("owner",))
def price(desk: Desk, sku: str, price: Money) -> Text:
    return desk.do(f"{sku} {price}")


@merchant.says("order <order>", "<order>")
def one_order(desk: Desk, order: Parcel) -> Text:
    return desk.do(f"see {order}")


@merchant.says("ship <order> [<rider...>]")
def ship(desk: Desk, order: Parcel, rider: str = "") -> Text:
    return desk.do(f"{order} {rider}")


def sure(desk: Desk, order: Parcel) -> Text:
    return verbatim(f"Cancel {order}?")


@merchant.says("cancel <order>", confirm=sure)
def cancel(desk: Desk, order: Parcel) -> Text:
    return desk.do(f"cancelled {order}")


@step("toy.desk")
class Opening:
    def ask(self, desk: Desk) -> Prompt:
        return Prompt(merchant.help(desk.role))


DESK = Dialogue(Opening, intents=(merchant.intent(lambda desk: desk.role),))


def says(*lines: str, desk: Desk | None = None, code: str = "fr") -> str:
    desk = desk or Desk()
    conversation, said = Conversation(code, greeted=True), ""
    for line in lines:
        reply = DESK.turn(Conversation.from_json(conversation.to_json()), Typed(line), desk)
        conversation, said = reply.conversation, " / ".join(each.text for each in reply.outgoing)
    return said


@pytest.mark.parametrize(
    ("line", "done"),
    [
        ("stock wax6 12", "wax6 =12 +None -None"),
        ("STOCK Wax6 +10", "Wax6 =None +10 -None"),
        ("stock wax6 + 10", "wax6 =None +10 -None"),
        ("stock wax6 -3", "wax6 =None +None -3"),
        ("stock wax6 deux", "wax6 =2 +None -None"),
        ("prix wax6 15 000 F", "wax6 15000 XOF"),
        ("PRICE wax6 15k", "wax6 15000 XOF"),
        ("Expédier 1042 Issa Koné", "1042 Issa Koné"),
        ("  ship   1042 ", "1042 "),
        ("commande 1042", "see 1042"),
        ("1042", "see 1042"),
    ],
)
def test_a_line_does_it(line: str, done: str) -> None:
    assert says(line) == done


@pytest.mark.parametrize(
    "line", ["stock", "stock wax6", "stock wax6 beaucoup", "stock wax6 +", "stock wax6 1 2", "stock wax6 +-3"]
)
def test_a_word_that_does_not_fit_is_answered_with_examples(line: str) -> None:
    desk = Desk()
    assert says(line, desk=desk).splitlines() == [
        "Je n’ai pas compris. Écrivez par exemple :",
        "`stock savon 20`",
        "`stock savon +5`",
        "`stock savon -2`",
    ]
    assert desk.done == []


def test_examples_are_in_the_readers_language() -> None:
    assert "`ship 1042`\n`ship 1042 Kojo`" in says("ship x", code="en")
    assert "`expedier 1042`\n`expedier 1042 Koffi`" in says("ship x", code="fr")


@pytest.mark.parametrize("line", ["stcok wax6 1", "stok wax6 1", "expediee 1042"])
def test_a_mistyped_command_is_offered_never_run(line: str) -> None:
    desk = Desk()
    assert says(line, desk=desk).startswith("Vouliez-vous dire")
    assert desk.done == []


def test_every_command_of_the_shop_has_a_word_in_every_language() -> None:
    for module in pkgutil.walk_packages(flows.__path__, "flows."):
        importlib.import_module(module.name)
    patterns = [pattern for each in GRAMMARS.values() for command in each.commands for pattern in command.patterns]
    for code, pack in lexicon().packs.items():
        assert {pattern.command for pattern in patterns if pattern.command_words} <= set(pack["commands"]), code
        assert {name for pattern in patterns for name in pattern.names} <= set(pack["examples"]), code


def test_what_is_no_command_is_the_dialogues() -> None:
    assert merchant.obey("bonjour à tous", Desk(), "owner") is None
    assert merchant.obey("", Desk(), "owner") is None


def test_a_refusal_is_not_a_wrong_word() -> None:
    assert says("ship 9999") == "Ce n’est pas possible."


def test_roles() -> None:
    clerk = Desk("clerk")
    assert says("prix wax6 100", desk=clerk) == "Votre rôle ne le permet pas."
    assert clerk.done == []
    assert "prix" not in language("fr").say(merchant.help("clerk"))
    assert "`prix savon 1500`" in language("fr").say(merchant.help("owner"))


def test_what_destroys_is_confirmed_first() -> None:
    desk = Desk()
    assert says("annuler 1042", desk=desk) == "Cancel 1042?"
    assert desk.done == []
    assert says("annuler 1042", "oui", desk=desk) == "cancelled 1042"
    assert says("annuler 1043", "non", desk=desk) == "Rien n’a été changé."
    assert desk.done == ["cancelled 1042"]


def test_another_command_drops_an_open_confirmation() -> None:
    desk = Desk()
    says("annuler 1042", "stock wax6 1", "oui", desk=desk)
    assert desk.done == ["wax6 =1 +None -None"]


def test_two_grammars_of_one_name_cannot_be() -> None:
    with pytest.raises(ValueError, match="toy merchant"):
        Grammar("toy merchant")


def test_a_command_that_is_spoken_of_is_offered_never_run() -> None:
    desk = Desk()
    assert says("il me reste encore beaucoup", desk=desk).startswith("Vouliez-vous dire `stock` ?")
    assert desk.done == []


def test_every_command_of_the_merchant_has_a_theme() -> None:
    themed = [name for theme in THEMES.values() for name in theme.commands]
    assert sorted(themed) == sorted(each.name for each in shop_commands.commands if each.name != "help")
    assert all(each.about for each in shop_commands.commands)
