"""What the strangers with JSON bodies share: saying one, and telling the shop by callback."""

from __future__ import annotations

import http.client
import json
from urllib.parse import urlsplit

from tests.integrations.mobile_money.servers.local import Said


def said(status: int, body: object = None) -> Said:
    """No body at all where it is None."""
    return Said(status, b"" if body is None else json.dumps(body).encode())


def tell(method: str, url: str, body: object) -> int:
    """One callback, sent once: what the shop's door answered."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    try:
        connection.request(method, parts.path, json.dumps(body).encode(), {"Content-Type": "application/json"})
        return connection.getresponse().status
    finally:
        connection.close()
