"""What gunicorn serves as a floor: `FLOOR=pg2 gunicorn tests.benchmarks.floors.app:app`.

`sig` reads the form and checks its signature; `inbox` also keeps the message's id; `pg2` and `sqlite` do a full
minimal durable turn. All answer with the same empty TwiML.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import Callable

from flask import Flask, Response, request

from tests.benchmarks.floors import postgres, sqlite
from tests.twilio_webhooks import AUTH_TOKEN

TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
Turn = Callable[[str, str, str], None]
"""Of an id, the person who writes, and the words."""

TURNS: dict[str, Callable[[str], Turn]] = {
    "sig": lambda _: lambda id, person, words: None,
    "inbox": postgres.keeping,
    "pg2": postgres.turning,
    "sqlite": sqlite.turning,
}


def create_floor(name: str, database: str, public_url: str) -> Flask:
    app, turn = Flask(__name__), TURNS[name](database)
    url, key = f"{public_url}/webhooks/whatsapp/twilio", AUTH_TOKEN.encode()

    @app.post("/webhooks/whatsapp/twilio")
    def message() -> Response:
        form = request.form
        text = url + "".join(name + form[name] for name in sorted(form))
        proof = base64.b64encode(hmac.new(key, text.encode(), hashlib.sha1).digest()).decode()
        if not hmac.compare_digest(proof, request.headers.get("X-Twilio-Signature", "")):
            return Response(status=401)
        turn(form["MessageSid"], form["From"], form["Body"])
        return Response(TWIML, mimetype="text/xml")

    @app.get("/healthz")
    def alive() -> Response:
        return Response("{}", mimetype="application/json")

    return app


if "FLOOR" in os.environ:
    app = create_floor(os.environ["FLOOR"], os.environ.get("DATABASE_URL", ""), os.environ["PUBLIC_URL"])
