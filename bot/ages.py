"""How old what is finished gets before it is put away, and before it is forgotten."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings

COUNTS_ONCE_FOR = 30
"""Days: for so long at least what comes again from outside is known to have been here."""


class Ages(BaseSettings):
    """In days."""

    archive_webhooks_after: int = Field(
        30, alias="ARCHIVE_WEBHOOKS_AFTER", ge=COUNTS_ONCE_FOR, description="days; what came in and had its turn"
    )
    archive_messages_after: int = Field(
        90, alias="ARCHIVE_MESSAGES_AFTER", ge=COUNTS_ONCE_FOR, description="days; what went out"
    )
    archive_receipts_after: int = Field(
        30, alias="ARCHIVE_RECEIPTS_AFTER", ge=1, description="days; how far each message got"
    )
    archive_events_after: int = Field(
        90, alias="ARCHIVE_EVENTS_AFTER", ge=COUNTS_ONCE_FOR, description="days; archived for ever, as the audit trail"
    )
    archive_callbacks_after: int = Field(
        90, alias="ARCHIVE_CALLBACKS_AFTER", ge=1, description="days; likewise: what wallets tell only once"
    )
    archive_failed_after: int = Field(
        90, alias="ARCHIVE_FAILED_AFTER", ge=1, description="days; so long what failed can be replayed"
    )
    drop_webhooks_after: int = Field(
        60, alias="DROP_WEBHOOKS_AFTER", ge=0, description="days, then by whole months; 0: never"
    )
    drop_messages_after: int = Field(180, alias="DROP_MESSAGES_AFTER", ge=0, description="likewise")
    drop_receipts_after: int = Field(60, alias="DROP_RECEIPTS_AFTER", ge=0, description="likewise")
    drop_files_after: int = Field(7, alias="DROP_FILES_AFTER", ge=1, description="days; photos and voices of buyers")

    @property
    def archived_after(self) -> dict[str, int]:
        """In days, by the classes of `integrations.store.ageing`."""
        return {
            "webhooks": self.archive_webhooks_after,
            "messages": self.archive_messages_after,
            "receipts": self.archive_receipts_after,
            "events": self.archive_events_after,
            "callbacks": self.archive_callbacks_after,
        }

    @property
    def dropped_after(self) -> dict[str, int]:
        """In days; what is not in it stays."""
        return {
            "webhooks": self.drop_webhooks_after,
            "messages": self.drop_messages_after,
            "receipts": self.drop_receipts_after,
        }
