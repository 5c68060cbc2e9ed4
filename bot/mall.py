"""Several shops answer at one number: which of them somebody is in, and the list of them at the door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.arrivals import Arrival, FirstTime, Post
from bot.bootstrap import Installation
from bot.rooms import role_of, room_of, spoken_by
from bot.wallets import Front
from domain.customer.customer import ChannelIdentity
from domain.customer.messages import ComesIn, Content, InboundMessage
from domain.customer.messages import Text as Typed
from domain.merchant.shop import Shop
from flows.mall import Door, Into, ShowShops, Way, list_of, way_of, worth_hearing
from flows.speech import language, lexicon
from flows.talk import Conversation, to_outbound
from integrations.store.places import Place
from integrations.store.unit_of_work import SqlUnitOfWork


def doors_of(shops: Sequence[Shop]) -> list[Door]:
    return [Door(shop.code, shop.name, shop.about) for shop in shops]


def addressed_to(shop: Shop, message: InboundMessage) -> InboundMessage:
    """What of this message is for the shop that it has led into."""
    way = way_of(message.content, doors_of([shop]), ())
    return replace(message, content=way.content) if isinstance(way, Into) else message


@dataclass(frozen=True)
class AtTheDoor(Arrival):
    """A message to a number that several shops have."""

    it: Installation
    shops: Sequence[Shop]
    message: InboundMessage
    post: Post

    @property
    def shop(self) -> Shop:  # type: ignore[override]
        """Whoever answers where nobody else can."""
        return self.shops[0]

    def now(self) -> Arrival:
        """Where the person is, and where the message leads."""
        place = self._place()
        here = next((shop for shop in self.shops if shop.id == place.shop_id), None)
        way = way_of(self.message.content, doors_of(self.shops), place.listed)
        if isinstance(way, Into) and not way.is_sure and here is not None and self._may_be_an_answer(here):
            way = None
        if isinstance(way, Into):
            return self._into(way, place)
        if way is None and here is not None:
            news = replace(place, listed=()) if place.listed or not place.revision else None
            return FirstTime(here, self.message, self.post, news)
        return self._list(way, here, place)

    def begins(self, work: SqlUnitOfWork) -> bool:
        return FirstTime(self.shop, self.message, self.post).begins(work)

    def ends(self, work: SqlUnitOfWork, error: str = "") -> None:
        FirstTime(self.shop, self.message, self.post).ends(work, error)

    # -- where they are ----------------------------------------------------------------------------------------------

    def _place(self) -> Place:
        """As it is kept; else in the shop that they work for, else in the only one that they have talked with."""
        person = self.message.sender
        with self.it.look() as work:
            place = work.places.find(self.message.recipient, person)
            if place.revision:
                return place
            known = [shop.id for shop in self.shops if shop.member(person)]
            known = known or work.places.known_to([shop.id for shop in self.shops], person)
        return replace(place, shop_id=known[0]) if len(known) == 1 else place

    def _may_be_an_answer(self, here: Shop) -> bool:
        person = ChannelIdentity(self.message.channel, self.message.sender)
        role = role_of(here, person.value)
        with self.it.look(here.id) as work:
            stored = work.conversations.find(here.id, person.value, role)
            if stored is None or not stored.state:
                return False
            room = room_of(work, here, person, "", self.it.front)
            return room.dialogue.awaits_words(Conversation.from_json(stored.state["talk"]), room.shop)

    # -- where it leads ----------------------------------------------------------------------------------------------

    def _into(self, way: Into, place: Place) -> FirstTime:
        shop = next(shop for shop in self.shops if shop.code == way.code)
        is_new = place.shop_id != shop.id
        content = Typed(place.asked) if place.asked and isinstance(way.content, ComesIn) else way.content
        news = replace(place, shop_id=shop.id, listed=(), asked="") if is_new or place.listed else None
        return FirstTime(shop, self._with(content), self.post, news, moved=is_new)

    def _list(self, way: Way | None, here: Shop | None, place: Place) -> AskedWhere:
        page = way.page if isinstance(way, ShowShops) else 0
        asked = "" if here else place.asked or worth_hearing(self.message.content)
        news = replace(place, shop_id=here.id if here else None, asked=asked)
        return AskedWhere(here or self.shop, self.message, self.post, news, shops=self.shops, page=page)

    def _with(self, content: Content) -> InboundMessage:
        return replace(self.message, content=content)


@dataclass(frozen=True)
class AskedWhere(FirstTime):
    """The list of the shops, in the language of the talk they are in, else of their number or their words."""

    shops: Sequence[Shop] = ()
    page: int = 0

    def is_shown_round(self, work: SqlUnitOfWork, front: Front) -> bool:
        assert self.place is not None
        spoken, to = language(self._spoken(work)), self.message
        said = list_of(doors_of(self.shops), self.page, spoken, is_new=self.place.shop_id is None)
        listed = tuple(choice.key for choice in said.choices)
        work.places.save(replace(self.place, listed=listed), work.clock.now())
        message = to_outbound(
            said,
            key=f"shops:{to.channel}:{to.provider_id}",
            channel=to.channel,
            sender=to.recipient,
            recipient=to.sender,
            language=spoken.code,
        )
        work.outbox.add(message, self.shop.id, work.clock.now())
        return True

    def ends(self, work: SqlUnitOfWork, error: str = "") -> None:
        FirstTime(self.shop, self.message, self.post).ends(work, error)

    def _spoken(self, work: SqlUnitOfWork) -> str:
        person = self.message.sender
        if self.place and self.place.shop_id:
            talk = work.conversations.lock(self.shop.id, person, role_of(self.shop, person))
            return talk.language or spoken_by(person, self.shops)
        content = self.message.content
        said = lexicon().guess(content.text) if isinstance(content, Typed) else None
        return said or spoken_by(person, self.shops)
