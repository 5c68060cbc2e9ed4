"""The counter where a merchant plays a buyer of their own shop: all that would reach anybody else ends here."""

from __future__ import annotations

from bot.counter import Counter
from bot.rooms import Room
from bot.wallets import Front
from domain.customer import use_cases as customers
from domain.customer.customer import ChannelIdentity
from domain.customer.messages import Media
from domain.merchant.shop import Shop
from domain.merchant.staff import Staff
from domain.ordering.order import Delivery
from domain.ordering.views import OrderView
from domain.reactions import Audience
from flows.buyer import notices
from flows.buyer.cards import Choice
from flows.buyer.practice import practice
from flows.buyer.rehearsal import OnlyPractice
from flows.merchant.practice import practised
from flows.talk import Conversation
from integrations.store.unit_of_work import SqlUnitOfWork

CHANNEL = "practice"
"""No transport has this name: the buyer whom somebody plays is nobody who could be written to."""


class PracticeCounter(Counter):
    """Everything up to the last look at an order is real; then nothing is held, asked of a wallet or told."""

    def place_order(self, delivery: Delivery, choice: Choice) -> OrderView:
        self._shop.ensure_takes_order(self.cart().subtotal, self._work.clock.now())
        minutes = int(self._shop.hold_for.total_seconds() // 60)
        raise OnlyPractice(minutes, bool(self.ways_to_pay(delivery, choice.at_the_door).due))

    def ask_for_human(self, last_words: str) -> None:
        """Nobody is called."""

    def tell_human(self, words: str, media: str = "") -> None:
        """Nobody reads it."""

    def pass_on(self, media: Media) -> None:
        """Nobody looks at it."""


def practice_room(work: SqlUnitOfWork, shop: Shop, member: Staff, front: Front, talk: Conversation) -> Room:
    """With an empty cart where it begins."""
    me = ChannelIdentity(CHANNEL, member.identity)
    counter = PracticeCounter(work, shop, customers.register_customer(work, me, member.name, talk.language), front)
    if not talk.greeted:
        counter.clear_cart()
    return Room(Audience.BUYER, practice, counter, notices.notice)


def talk_of(conversation: Conversation) -> Conversation:
    """Of the buyer whom somebody plays, who speaks their language."""
    return practised(conversation) or Conversation(language=conversation.language)
