"""Twilio's webhooks: the form of a message, its signature by the published algorithm, and the post itself.

It shares no code with what it tests.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import urllib.error
import urllib.request
from collections.abc import Iterable
from urllib.parse import urlencode

ACCOUNT_SID = "AC" + "0" * 31 + "1"
AUTH_TOKEN = "12345678901234567890123456789012"
Pairs = list[tuple[str, str]]


def message_form(sender: str, to: str, body: str = "", **fields: str) -> Pairs:
    """The form of an inbound WhatsApp message. `sender` and `to` are bare numbers."""
    sid = fields.pop("MessageSid", "SM" + secrets.token_hex(16))
    form = {
        "MessageSid": sid, "SmsMessageSid": sid, "SmsSid": sid, "AccountSid": ACCOUNT_SID,
        "From": f"whatsapp:{sender}", "To": f"whatsapp:{to}", "Body": body, "NumMedia": "0", "NumSegments": "1",
        "SmsStatus": "received", "ApiVersion": "2010-04-01", "MessageType": "text", "ProfileName": "Awa",
        "WaId": sender.lstrip("+"), "ReferralNumMedia": "0",
        "ChannelMetadata": '{"type":"whatsapp","data":{}}',
    }  # fmt: skip
    return list({**form, **fields}.items())


def signature(token: str, url: str, form: Iterable[tuple[str, str]], digest: str = "sha1") -> str:
    """base64(HMAC(token, url + each name and value, sorted, doubles once))."""
    text = url + "".join(name + value for name, value in sorted(set(form)))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), digest).digest()).decode()


def post_signed(
    public_url: str, local_url: str, form: Pairs, token: str = AUTH_TOKEN, **headers: str
) -> tuple[int, str]:
    """Posted to `local_url`, signed for `public_url`, as a request that came through a tunnel."""
    url = public_url.partition("#")[0]
    sent = {
        "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
        "X-Twilio-Signature": signature(token, url, form),
        "I-Twilio-Idempotency-Token": hashlib.sha256(str(form).encode()).hexdigest(),
        "User-Agent": "TwilioProxy/1.1",
        **headers,
    }
    return post(local_url, urlencode(form).encode(), sent)


def post(url: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    """The status and text of the answer."""
    request = urllib.request.Request(url, body, headers, method="POST")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=15) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.read().decode()
