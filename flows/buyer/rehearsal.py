"""The order that a merchant places at their own counter, to see what it is like: it is none."""

from __future__ import annotations

from domain.shared.errors import Refusal
from flows.speech import Text, _, join, word_for


class OnlyPractice(Refusal):
    """Nobody really buys here. `minutes`: so long the items would have been reserved, where there is `to_pay`."""

    def __init__(self, minutes: int, to_pay: bool) -> None:
        super().__init__("nothing is ordered in practice")
        self.minutes = minutes
        self.to_pay = to_pay


def would_be_ordered(practice: OnlyPractice) -> Text:
    reserved = _(
        "The items would now be reserved for {minutes} minutes, the buyer would get the payment link, and you would be "
        "told.",
        minutes=practice.minutes,
    )
    confirmed = _("The order would now be confirmed, and you would be told.")
    return join(
        _("🎭 This is practice: nothing was ordered."),
        reserved if practice.to_pay else confirmed,
        _("Write *{word}* to go back to your desk.", word=word_for("release", "commands")),
    )
