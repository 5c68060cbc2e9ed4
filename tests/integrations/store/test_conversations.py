"""Two messages of one person never run together."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from bot.again import again
from domain.shared.errors import Overtaken
from integrations.store import conversations as module
from integrations.store.conversations import Conversations
from integrations.store.transaction import Transaction
from tests.integrations.store.conftest import NOW, transaction_on
from tests.integrations.store.shop import AWA, SHOP, all_at_once


def test_a_new_conversation_is_empty_and_then_remembered(connection: Transaction) -> None:
    talks = Conversations(connection)
    talk = talks.lock(SHOP, AWA, "buyer")
    assert (talk.revision, talk.state, talk.human, talk.language) == (0, {}, False, "")
    talk.state, talk.language, talk.heard_at = {"stack": [{"step": "buy.quantity"}]}, "fr", NOW
    talks.save(talk, NOW)
    again = talks.lock(SHOP, AWA, "buyer")
    assert again == talk and again.revision == 1
    assert talks.find(SHOP, AWA, "rider") is None


def test_who_saves_what_was_saved_meanwhile_is_overtaken(connection: Transaction) -> None:
    talks = Conversations(connection)
    talks.save(talks.lock(SHOP, AWA, "buyer"), NOW)
    mine, theirs = talks.lock(SHOP, AWA, "buyer"), talks.lock(SHOP, AWA, "buyer")
    talks.save(theirs, NOW)
    connection.flush()
    talks.save(mine, NOW)
    with pytest.raises(Overtaken):
        connection.flush()


def test_those_with_a_human_are_listed(connection: Transaction) -> None:
    talks = Conversations(connection)
    talk = talks.lock(SHOP, AWA, "buyer")
    talk.human = True
    talks.save(talk, NOW)
    assert [found.person for found in talks.with_human(SHOP)] == [AWA]


def count_one_message(database: Engine) -> None:
    with transaction_on(database) as connection:
        talks = Conversations(connection)
        talk = talks.lock(SHOP, AWA, "buyer")
        talk.state = {"heard": talk.state.get("heard", 0) + 1}
        talks.save(talk, NOW)


def test_twenty_messages_at_once_are_all_heard(database: Engine) -> None:
    """The first one of all is nobody's to lock: whoever else was about to open the talk begins again."""
    outcomes = all_at_once([lambda: again(lambda: count_one_message(database))] * 20)
    assert outcomes == [None] * 20
    with transaction_on(database) as connection:
        assert Conversations(connection).lock(SHOP, AWA, "buyer").state == {"heard": 20}


def test_without_the_lock_the_second_message_is_overtaken(
    postgres_database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The revision still keeps them from overwriting each other; the lock is what lets both pass."""
    monkeypatch.setattr(module, "locked", lambda statement: statement)
    count_one_message(postgres_database)
    with pytest.raises(Overtaken), transaction_on(postgres_database) as other:
        second = Conversations(other).lock(SHOP, AWA, "buyer")
        with transaction_on(postgres_database) as one:
            first = Conversations(one).lock(SHOP, AWA, "buyer")
            Conversations(one).save(first, NOW)
        Conversations(other).save(second, NOW)
