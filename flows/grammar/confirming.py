"""The question before a command that destroys or pays out."""

from __future__ import annotations

from typing import Any, Protocol

from domain.merchant.errors import PinLocked, WrongPin
from domain.shared.errors import Invalid
from flows.speech import Text, _, join
from flows.talk.expectations import Digits, Pick, YesNo
from flows.talk.outcomes import Turn, again, done
from flows.talk.prompts import Option, Prompt
from flows.talk.steps import name_of_class, step


class Obeyed(Protocol):
    """What a grammar does for a question of its own."""

    def question(self, line: str, shop: Any) -> Text: ...

    def run(self, line: str, shop: Any) -> Turn: ...


GRAMMARS: dict[str, Obeyed] = {}
"""By name: a stored question finds its command here."""
NOTHING_LEAVES = "no"


@step("grammar.confirm")
class Confirm:
    """What cannot be undone takes a yes."""

    grammar: str
    line: str

    def ask(self, shop: Any) -> Prompt:
        return Prompt(GRAMMARS[self.grammar].question(self.line, shop), YesNo())

    def hear(self, yes: bool, shop: Any) -> Turn:
        return done() + GRAMMARS[self.grammar].run(self.line, shop) if yes else done(_("Nothing was changed."))


@step("grammar.prove")
class Prove:
    """What pays out takes the PIN of whoever asks for it. The first time they choose one."""

    grammar: str
    line: str

    def ask(self, shop: Any) -> Prompt:
        known = _("Write your PIN to confirm.")
        new = _("Choose a PIN of 4 to 6 digits: it is asked for whenever money leaves. Write it here.")
        question = GRAMMARS[self.grammar].question(self.line, shop)
        stop = Option(_("Leave it"), NOTHING_LEAVES, "no")
        return Prompt(
            join(question, known if shop.has_pin() else new),
            Pick([stop], otherwise=Digits(4, 6), dissent=NOTHING_LEAVES),
        )

    def hear(self, said: str, shop: Any) -> Turn:
        if said == NOTHING_LEAVES:
            return done(_("Nothing was changed."))
        try:
            shop.prove(said)
        except WrongPin as wrong:
            return again(_("That is not your PIN. Tries left: {left}.", left=wrong.left))
        except PinLocked as locked:
            return done(_("Too many wrong PINs. Try again after {until}.", until=shop.local(locked.until)))
        except Invalid:
            return again(_("Please choose another one: 4 to 6 digits, not all the same."))
        return done() + GRAMMARS[self.grammar].run(self.line, shop)


CONFIRMING = {name_of_class(Confirm), name_of_class(Prove)}
