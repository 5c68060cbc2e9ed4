"""Two messages of one person never run together."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, Engine

from domain.shared.errors import Conflict
from integrations.store import conversations as module
from integrations.store.conversations import Conversations
from tests.integrations.store.conftest import NOW
from tests.integrations.store.shop import AWA, SHOP, all_at_once


def test_a_new_conversation_is_empty_and_then_remembered(connection: Connection) -> None:
    talks = Conversations(connection)
    talk = talks.lock(SHOP, AWA, "buyer", NOW)
    assert (talk.revision, talk.state, talk.human, talk.language) == (0, {}, False, "")
    talk.state, talk.language, talk.heard_at = {"stack": [{"step": "buy.quantity"}]}, "fr", NOW
    talks.save(talk, NOW)
    again = talks.lock(SHOP, AWA, "buyer", NOW)
    assert again == talk and again.revision == 1
    assert talks.find(SHOP, AWA, "rider") is None


def test_an_old_revision_is_refused(connection: Connection) -> None:
    talks = Conversations(connection)
    mine, theirs = talks.lock(SHOP, AWA, "buyer", NOW), talks.lock(SHOP, AWA, "buyer", NOW)
    talks.save(theirs, NOW)
    with pytest.raises(Conflict):
        talks.save(mine, NOW)


def test_those_with_a_human_are_listed(connection: Connection) -> None:
    talks = Conversations(connection)
    talk = talks.lock(SHOP, AWA, "buyer", NOW)
    talk.human = True
    talks.save(talk, NOW)
    assert [found.person for found in talks.with_human(SHOP)] == [AWA]


def count_one_message(database: Engine) -> None:
    with database.begin() as connection:
        talks = Conversations(connection)
        talk = talks.lock(SHOP, AWA, "buyer", NOW)
        talk.state = {"heard": talk.state.get("heard", 0) + 1}
        talks.save(talk, NOW)


def test_twenty_messages_at_once_are_all_heard(database: Engine) -> None:
    outcomes = all_at_once([lambda: count_one_message(database)] * 20)
    assert outcomes == [None] * 20
    with database.begin() as connection:
        assert Conversations(connection).lock(SHOP, AWA, "buyer", NOW).state == {"heard": 20}


def test_without_the_lock_the_second_message_is_refused(
    postgres_database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The revision still keeps them from overwriting each other; the lock is what lets both pass."""
    monkeypatch.setattr(module, "locked", lambda statement: statement)
    count_one_message(postgres_database)
    with postgres_database.begin() as one, postgres_database.begin() as other:
        first, second = (Conversations(each).lock(SHOP, AWA, "buyer", NOW) for each in (one, other))
        Conversations(one).save(first, NOW)
        one.commit()
        with pytest.raises(Conflict):
            Conversations(other).save(second, NOW)
