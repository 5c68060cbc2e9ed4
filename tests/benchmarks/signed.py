"""Requests as bytes, signed before anything is measured."""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from tests.benchmarks.ground import PUBLIC_URL
from tests.benchmarks.script import UNSIGNED, Message
from tests.twilio_webhooks import AUTH_TOKEN, Pairs, message_form, signature

MESSAGES = "/webhooks/whatsapp/twilio"
FORM = "application/x-www-form-urlencoded; charset=utf-8"


def request_of(message: Message) -> bytes:
    form = message_form(message.sender, message.to, message.text, MessageSid=message.id)
    return signed(MESSAGES, form, "not the token" if message.kind == UNSIGNED else AUTH_TOKEN)


def signed(path: str, form: Pairs, token: str = AUTH_TOKEN) -> bytes:
    """A whole request as Twilio would send it."""
    proof = signature(token, PUBLIC_URL + path, form)
    return post(path, urlencode(form).encode(), FORM, {"X-Twilio-Signature": proof, "User-Agent": "TwilioProxy/1.1"})


def post(path: str, body: bytes, content_type: str, headers: dict[str, str]) -> bytes:
    fields = {
        "Host": urlsplit(PUBLIC_URL).netloc,
        "Content-Type": content_type,
        "Content-Length": str(len(body)),
        **headers,
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + body


def write_file(path: Path, script: Iterable[Iterable[Message]]) -> Path:
    path.write_bytes(pickle.dumps([[request_of(message) for message in chat] for chat in script]))
    return path
