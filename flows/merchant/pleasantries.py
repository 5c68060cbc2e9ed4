"""`ok`, `👍`, `mdr` of somebody who is busy: no command, and worth a word at most."""

from __future__ import annotations

from flows.merchant.desk import MerchantDesk
from flows.speech import _, lexicon, verbatim, word_for
from flows.talk import Conversation, Turn, only
from flows.understanding.reactions import is_lost, is_reaction


def reacted(text: str, conversation: Conversation, shop: MerchantDesk) -> Turn | None:
    """Where no question is open: whoever believes that they have said yes to something must learn that."""
    if conversation.stack:
        return None
    if is_lost(text):
        return only(_("Write *{word}* to see what you can do here.", word=word_for("help", "commands")))
    if lexicon().aside(text) == "never_mind":
        return only(_("All right."))
    if lexicon().yes_or_no(text) is not None:
        return only(_("All right: nothing waits for your answer."))
    return only(verbatim("🙂")) if is_reaction(text, conversation.language) else None
