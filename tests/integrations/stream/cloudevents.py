"""The rules of CloudEvents 1.0 (spec and JSON format) that any event in structured mode must keep."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

REQUIRED = ("id", "source", "specversion", "type")
NAME = re.compile(r"[a-z0-9]{1,20}")
MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(;\s*[\w-]+=\S+)*")
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
NOT_EMPTY = ("id", "source", "type", "subject", "partitionkey", "sequence")


def faults(event: dict[str, Any]) -> list[str]:
    found = [f"{name} is missing" for name in REQUIRED if name not in event]
    attributes = {name: value for name, value in event.items() if name not in ("data", "data_base64")}
    found += [f"{name} is no name" for name in attributes if not NAME.fullmatch(name)]
    found += [
        f"{name} is of no simple type" for name, value in attributes.items() if type(value) not in (str, int, bool)
    ]
    found += [f"{name} is empty" for name in NOT_EMPTY if name in event and not event[name]]
    if event.get("specversion") != "1.0":
        found.append("specversion is not 1.0")
    if "data" in event and "data_base64" in event:
        found.append("data is there twice")
    return found + _formats(event)


def _formats(event: dict[str, Any]) -> list[str]:
    found = []
    if any(letter.isspace() or not letter.isprintable() for letter in str(event.get("source"))):
        found.append("source is no URI reference")
    else:
        urlsplit(str(event.get("source")))
    if "datacontenttype" in event and not MEDIA_TYPE.fullmatch(event["datacontenttype"]):
        found.append("datacontenttype is no media type")
    if "time" in event:
        if not RFC_3339.fullmatch(event["time"]):
            found.append("time is not as RFC 3339 wants it")
        elif datetime.fromisoformat(event["time"]).tzinfo is None:
            found.append("time is nowhere")
    return found
