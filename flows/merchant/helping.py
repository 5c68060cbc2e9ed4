"""What can be written at the desk: by theme, with an example of each form and what it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flows.grammar import Command
from flows.merchant.desk import MerchantDesk
from flows.merchant.grammar import merchant
from flows.speech import Text, _, fold, join, lexicon, word_for
from flows.talk import Option, Prompt


@dataclass(frozen=True, slots=True)
class Theme:
    """Commands that belong together, by their own names."""

    title: Text
    commands: tuple[str, ...]


THEMES: Mapping[str, Theme] = {
    "orders": Theme(_("Orders"), ("orders", "order", "ship", "delivered", "returned", "cancel", "history")),
    "shelf": Theme(_("Items"), ("stock", "price", "catalog", "new", "retire", "synonym", "synonyms")),
    "money": Theme(_("Money"), ("accounts", "cash", "receive", "proof", "verify")),
    "refunds": Theme(_("Refunds"), ("refund", "approve", "decline", "refunds", "paid_out")),
    "people": Theme(_("Buyers"), ("@", "release")),
    "shop": Theme(_("The shop"), ("close", "open", "try")),
}


@merchant.says("help [<name...>]", about=_("What you can write."))
def help_about(shop: MerchantDesk, name: str = "") -> Prompt:
    """All themes; or one of them, or of one command, by any word for it."""
    chosen = next((key for key in _offered(shop) if _is_about(key, name)), "")
    return about(chosen, shop) if chosen else what_can_be_written(shop)


def what_can_be_written(shop: MerchantDesk) -> Prompt:
    example = join(word_for("help", "commands"), word_for("stock", "commands"), separator=" ")
    themes = (
        join(_("*{theme}*:", theme=THEMES[key].title), _words(key, shop), separator=" ") for key in _offered(shop)
    )
    return Prompt(
        join(_("*{shop}*: what you can write", shop=shop.shop_name), *themes, _("How: `{example}`", example=example)),
        choices=[Option(THEMES[key].title, key=f"about:{key}") for key in _offered(shop)],
        menu=_("Choose"),
    )


def about(theme: str, shop: MerchantDesk) -> Prompt:
    """Each command of a theme, as one would write it."""
    if theme not in THEMES:
        return what_can_be_written(shop)
    lines = [join(command.examples, command.about or join()) for command in _commands(theme, shop)]
    return Prompt(join(_("*{theme}*:", theme=THEMES[theme].title), *lines, separator="\n\n"))


def _offered(shop: MerchantDesk) -> list[str]:
    return [key for key in THEMES if _commands(key, shop)]


def _commands(theme: str, shop: MerchantDesk) -> list[Command]:
    """Those that this role may call."""
    allowed = [each for each in merchant.commands if each.allows(shop.me.role)]
    return [each for name in THEMES[theme].commands for each in allowed if each.name == name]


def _words(theme: str, shop: MerchantDesk) -> Text:
    return join(*(command.word for command in _commands(theme, shop)), separator=", ")


def _is_about(theme: str, said: str) -> bool:
    """By any word that calls one of its commands."""
    return any(fold(said) in lexicon().command(name) for name in THEMES[theme].commands)
