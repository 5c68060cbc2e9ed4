"""A chat on its way through its messages, and a kept-alive connection that carries one of them at a time."""

from __future__ import annotations

import socket
from dataclasses import dataclass


@dataclass(slots=True)
class Chat:
    """How far one chat has come."""

    index: int
    requests: list[bytes]
    n: int = 0


class Connection:
    """One that is kept alive; at most one request is on its way."""

    __slots__ = ("chat", "due", "heard", "socket")

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.chat: Chat | None = None
        self.due, self.heard = 0.0, b""

    def ask(self, chat: Chat, due: float) -> None:
        self.chat, self.due, self.heard = chat, due, b""
        self.socket.sendall(chat.requests[chat.n])

    def hears(self) -> int | None:
        """The status once all of the answer is here; 0 where the connection ended before."""
        try:
            part = self.socket.recv(65536)
        except OSError:
            part = b""
        self.heard += part
        if _is_whole(self.heard):
            return int(self.heard[9:12])
        return None if part else 0


def _is_whole(answer: bytes) -> bool:
    head, end, body = answer.partition(b"\r\n\r\n")
    if not end:
        return False
    _, found, rest = head.lower().partition(b"\r\ncontent-length:")
    return not found or len(body) >= int(rest.partition(b"\r\n")[0])
