"""What every wallet's answer is read with: an exact value, or no answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from integrations.http import Reply
from integrations.words import storable

LONGEST = 2000


class Unreadable(Exception):
    """The answer is not what the wallet's description promises; its text says where."""


def object_of(reply: Reply) -> Mapping[str, Any]:
    """The JSON object in an answer of any status; raises Trouble or Unreadable."""
    fields = reply.json()
    if not isinstance(fields, dict):
        raise Unreadable(f"the answer ({reply.status}) is not an object")
    return fields


def text(fields: Mapping[str, Any], name: str) -> str:
    value = optional(fields, name)
    if value is None:
        raise Unreadable(f"the answer has no {name}")
    return value


def optional(fields: Mapping[str, Any], name: str) -> str | None:
    """A text that can be kept as it is; None for anything else."""
    value = fields.get(name)
    return value if isinstance(value, str) and 0 < len(value) <= LONGEST and storable(value) == value else None


def child(fields: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The object under `name`, an empty one where there is none."""
    value = fields.get(name)
    return value if isinstance(value, dict) else {}


def rows(fields: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The list of objects under `name`; raises Unreadable for anything else."""
    value = fields.get(name)
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise Unreadable(f"the answer has no list of {name}")
    return value


def instant(fields: Mapping[str, Any], name: str) -> datetime | None:
    """An ISO 8601 time with its zone; None where there is none."""
    try:
        at = datetime.fromisoformat(optional(fields, name) or "")
    except ValueError:
        return None
    return at if at.tzinfo else None
