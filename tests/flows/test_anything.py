"""Whatever a person sends is answered: nothing raises, and what is kept reads back as it was."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.customer.messages import ComesIn, Content, Deleted, Edited, Location, Media, Tap, Text, Unsupported
from domain.shared.address import Pin
from flows.talk import Conversation
from tests.flows.talks import Talk
from tests.flows.toy import TOY

WORDS = [
    "bonjour",
    "savon",
    "panier",
    "menu",
    "2",
    "order",
    "oui",
    "non",
    "suivi",
    "humain",
    "langue",
    "aide",
    "99",
    "1 Savon",
]
KEYS = ["v1:order#3", "v1:yes#5", "v1:Savon#1", "v1:pay:7#2", "v1:menu#1", "v1:more#1", "cart", "v1:#"]

contents: st.SearchStrategy[Content] = st.one_of(
    st.sampled_from(WORDS).map(Text),
    st.text(max_size=80).map(Text),
    st.sampled_from(KEYS).map(Tap),
    st.builds(Tap, st.text(max_size=20), st.text(max_size=20)),
    st.builds(Location, st.builds(Pin, st.floats(-90, 90), st.floats(-180, 180)), st.text(max_size=400)),
    st.builds(Media, st.sampled_from(["image", "audio"]), caption=st.text(max_size=20)),
    st.builds(Unsupported, st.text(max_size=10)),
    st.just(ComesIn()),
    st.builds(Edited, st.text(max_size=10), st.text(max_size=40)),
    st.builds(Deleted, st.text(max_size=10)),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(contents, max_size=25))
def test_any_conversation(sent: list[Content]) -> None:
    talk = Talk()
    for content in sent:
        said = talk.hear(content)
        assert said or talk.conversation.human or isinstance(content, Deleted)
        assert talk.last and len(talk.last.outgoing) <= 1
        assert len(talk.conversation.stack) <= 6
        talk.out()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ["language", "stack", "question", "offered", "past", "misses", "greeted", "human", "version", "new"]


@given(st.one_of(JSON, st.dictionaries(st.sampled_from(FIELDS), JSON)))
def test_any_stored_rubbish_is_a_conversation(stored: object) -> None:
    reply = TOY.turn(Conversation.from_json(stored), Text("menu"), Talk().shop)
    assert reply.outgoing
