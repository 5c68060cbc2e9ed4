"""The chat and the event store, within one transaction."""

from __future__ import annotations

from functools import cached_property

from domain.shared.ids import Ids
from integrations.store.callbacks import Callbacks
from integrations.store.conversations import Conversations
from integrations.store.events import Events
from integrations.store.files import Files
from integrations.store.inbox import Inbox
from integrations.store.outbox import Outbox
from integrations.store.places import Places
from integrations.store.postponed import PostponedMessages
from integrations.store.reminders import Reminders
from integrations.store.screens import Screens
from integrations.store.transaction import Transaction


class Boxes:
    """What came in, what goes out, where each talk stands, what has happened."""

    connection: Transaction
    ids: Ids

    @cached_property
    def inbox(self) -> Inbox:
        return Inbox(self.connection)

    @cached_property
    def postponed(self) -> PostponedMessages:
        return PostponedMessages(self.connection)

    @cached_property
    def callbacks(self) -> Callbacks:
        return Callbacks(self.connection)

    @cached_property
    def outbox(self) -> Outbox:
        return Outbox(self.connection, self.ids)

    @cached_property
    def conversations(self) -> Conversations:
        return Conversations(self.connection)

    @cached_property
    def places(self) -> Places:
        return Places(self.connection)

    @cached_property
    def reminders(self) -> Reminders:
        return Reminders(self.connection)

    @cached_property
    def files(self) -> Files:
        return Files(self.connection)

    @cached_property
    def screens(self) -> Screens:
        return Screens(self.connection)

    @cached_property
    def events(self) -> Events:
        return Events(self.connection)
