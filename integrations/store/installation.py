"""What the first machine of an installation said, for the others to agree with."""

from __future__ import annotations

from sqlalchemy import Connection, inspect, select

from integrations.store.sql import insert
from integrations.store.tables.installation import facts


class SqlInstallation:
    """Within the caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def is_ready(self) -> bool:
        """Whether the database is of a release that has facts."""
        return inspect(self._connection).has_table(facts.name)

    def agreed(self, name: str, value: str) -> str:
        """What holds: `value`, where nobody has said anything yet."""
        new = insert(self._connection, facts).values(name=name, value=value)
        self._connection.execute(new.on_conflict_do_nothing())
        return str(self._connection.execute(select(facts.c.value).where(facts.c.name == name)).scalar_one())

    def say(self, name: str, value: str) -> None:
        """From now on."""
        new = insert(self._connection, facts).values(name=name, value=value)
        self._connection.execute(new.on_conflict_do_update(index_elements=["name"], set_={"value": value}))
