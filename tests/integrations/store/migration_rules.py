"""What a statement of a migration may not do while the release before it is at work."""

from __future__ import annotations

import re
from collections.abc import Collection

SMALL = ("merchant_", "alembic_version")
"""Tables with a few rows for each shop: all of them may be gone through at once."""

RULES: tuple[tuple[str, str], ...] = (
    (r"DROP TABLE (?P<table>\w+)", "is dropped: the release before reads it"),
    (r"ALTER TABLE (?P<table>\w+) DROP COLUMN", "a column is dropped: the release before reads it"),
    (r"ALTER TABLE (?P<table>\w+) RENAME", "something is renamed: the release before knows its old name"),
    (r"ALTER TABLE (?P<table>\w+) ALTER COLUMN \w+ TYPE", "a column gets another type: every row is written anew"),
    (
        r"ALTER TABLE (?P<table>\w+) ALTER COLUMN \w+ SET NOT NULL",
        "a column must be filled: the release before may not",
    ),
    (
        r"ALTER TABLE (?P<table>\w+) ADD COLUMN (?!.*\bDEFAULT\b).*\bNOT NULL",
        "a new column must be filled: the release before does not, so it needs a default",
    ),
    (r"CREATE (UNIQUE )?INDEX (?!CONCURRENTLY)\w+ ON (?P<table>\w+)", "is indexed without CONCURRENTLY: writers wait"),
    (
        r"ALTER TABLE (?P<table>\w+) ADD CONSTRAINT \w+ (CHECK|FOREIGN KEY)(?!.*\bNOT VALID\b)",
        "every row is checked under a lock: add it NOT VALID, and validate it in the next migration",
    ),
    (
        r"ALTER TABLE (?P<table>\w+) ADD CONSTRAINT \w+ (UNIQUE|PRIMARY KEY)(?!.*\bUSING INDEX\b)",
        "an index is built under a lock: build it first, then add the constraint USING INDEX",
    ),
    (r"(UPDATE|DELETE FROM) (?P<table>\w+)", "every row is gone through at once: a job does it little by little"),
)


def faults_of(statement: str, known: Collection[str]) -> list[str]:
    """Of one statement, where the tables `known` were there before; what is new nobody uses yet."""
    for pattern, fault in RULES:
        if (found := re.match(pattern, statement)) and found["table"] in known and not found["table"].startswith(SMALL):
            return [f"{found['table']}: {fault}"]
    return []
