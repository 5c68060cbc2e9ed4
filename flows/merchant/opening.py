"""Commands about the door: no orders for a while, and orders again."""

from __future__ import annotations

from flows.merchant.desk import MerchantDesk
from flows.merchant.grammar import OWNER, merchant
from flows.merchant.until import moment
from flows.speech import Text, _, word_for


@merchant.says("close [<until...>]", roles=OWNER, about=_("No new orders, until then or until you open."))
def close(shop: MerchantDesk, until: str = "") -> Text:
    """Until a day or an hour, or until it is opened again."""
    when = moment(until, shop.now) if until else None
    if until and when is None:
        return _("I do not know when that is. Write for example *2h*, *25/12* or the name of a day.")
    shop.close(when)
    again = word_for("open", "commands")
    if when is None:
        return _("The shop takes no orders until you write *{word}*. Buyers can still look round.", word=again)
    return _("The shop takes no orders until {when}. To open before, write *{word}*.", when=when, word=again)


@merchant.says("open", roles=OWNER, about=_("Orders again."))
def open_again(shop: MerchantDesk) -> Text:
    shop.open()
    return _("The shop takes orders.")
