"""A receipt's round trip: our message out, Twilio's signed callback in, with our key."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import parse_qsl, urlsplit

import pytest

from domain.customer.messages import OutboundMessage
from integrations.whatsapp.twilio.client import TwilioMessenger
from integrations.whatsapp.twilio.inbound import read_status
from integrations.whatsapp.twilio.signature import SignatureCheck
from integrations.whatsapp.wire import DeliveryReport
from tests.twilio_server import twilio_server
from tests.twilio_webhooks import ACCOUNT_SID, AUTH_TOKEN

HELLO = OutboundMessage("m-1", "twilio", "+2250777000001", "+2250700000001", "Bonjour Awa", language="fr")
CALLBACK = "https://shop.example/webhooks/whatsapp/twilio/status"


class OurWebhook(BaseHTTPRequestHandler):
    """The status webhook, as thin as it can be."""

    def do_POST(self) -> None:
        form = parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode(), keep_blank_values=True)
        url = urlsplit(self.path)
        check = SignatureCheck(AUTH_TOKEN, {}, "https://shop.example")
        passes = check.passes(url.path, url.query, form, dict(self.headers.items()))
        self.server.seen.append(read_status(form, parse_qsl(url.query)))
        self.send_response(204 if passes else 403)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


@pytest.fixture
def our_webhook() -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), OurWebhook)
    server.seen = []
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_a_receipt_comes_back_signed_and_with_our_key(our_webhook):
    with twilio_server() as twilio:
        sid = TwilioMessenger(ACCOUNT_SID, AUTH_TOKEN, twilio.url, CALLBACK).send(HELLO)
    local = f"http://127.0.0.1:{our_webhook.server_port}/webhooks/whatsapp/twilio/status?key=m-1"
    status, _ = twilio.report(twilio.sent[0], "delivered", local)
    assert status == 204
    assert our_webhook.seen == [DeliveryReport(sid, "m-1", "delivered")]
    status, _ = twilio.report(twilio.sent[0], "read", local.replace("m-1", "m-2"))
    assert status == 403
