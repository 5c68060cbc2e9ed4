"""Ports that stay free until somebody listens there: none of those that a system gives to connections that go out."""

from __future__ import annotations

import random
import socket
from itertools import islice

LOWEST, HIGHEST = 20_000, 32_000


def free_ports(count: int) -> list[int]:
    """Different ones, by chance, so that tests beside each other hardly choose the same."""
    some = random.SystemRandom().sample(range(LOWEST, HIGHEST), HIGHEST - LOWEST)
    return list(islice(filter(_is_free, some), count))


def _is_free(port: int) -> bool:
    try:
        socket.create_server(("0.0.0.0", port)).close()
    except OSError:
        return False
    return True
