"""The payment page of every bill in `pay_bills`, on one small server: `/p/<name>`; what is posted is refused."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import cast

from flask import Flask, Response, jsonify
from werkzeug.serving import make_server

from bot import app as web
from bot.bootstrap import Installation
from bot.pages.bill import Bill, state_of
from bot.pages.form_seal import FormSeal
from bot.pages.frame import guard, set_up_frame
from bot.pages.pay_view import shown
from bot.pages.press import Refused
from bot.sandbox_wallet.server import Quiet
from bot.settings import Settings
from bot.wallets import Wallets
from domain.payment.capabilities import Capabilities
from domain.shared.clock import Clock, FakeClock
from domain.shared.ids import ShopId
from integrations.mobile_money.fake import FakeGateway
from tests.bot.pay_bills import NOW, PAYMENTS, VARIANTS, bill

STATIC = web.HERE / "pages" / "static"


class CanCancel(FakeGateway):
    @property
    def capabilities(self) -> Capabilities:
        return Capabilities({}, can_cancel=True)


@dataclass(frozen=True)
class Desk:
    """As much of an installation as the page needs to be shown."""

    settings: Settings
    clock: Clock
    wallets: Wallets
    front: None = None

    @contextmanager
    def look(self, shop_id: ShopId) -> Iterator[SimpleNamespace]:
        """Books in which there is no receipt."""
        yield SimpleNamespace(payment_queries=SimpleNamespace(of_order=lambda order_id: None))


def gallery() -> dict[str, tuple[Bill, Refused | None]]:
    shown = {name: (bill(payment), None) for name, payment in (PAYMENTS | VARIANTS).items()}
    ready = PAYMENTS["ready"]
    for why, status in (("wrong_number", 422), ("stale_form", 403), ("too_often", 429), ("wallet_down", 422)):
        shown[f"refused-{why}"] = (bill(ready), Refused(why, status))
    shown["none-answers"] = (bill(ready, (), bill(ready).usable), None)
    shown["none-takes-it"] = (bill(ready, (), ()), None)
    return shown


def gallery_app() -> Flask:
    app = Flask("gallery", template_folder=str(web.HERE / "pages" / "templates"), static_folder=str(STATIC))
    clock = FakeClock(NOW)
    wallets = Wallets({"wave": CanCancel(), "mtn": FakeGateway(), "orange": FakeGateway()})
    it = cast(Installation, Desk(Settings(_env_file=None), clock, wallets))
    bills = gallery()
    seal = FormSeal("key", clock)
    set_up_frame(app)
    app.after_request(guard)

    @app.get("/p/<name>")
    def look(name: str) -> Response:
        return shown(it, bills[name][0], seal, bills[name][1])

    @app.get("/p/<name>/state")
    def state(name: str) -> Response:
        return jsonify({"state": state_of(bills[name][0].payment)})

    return app


@contextmanager
def open_gallery() -> Iterator[str]:
    """Its address."""
    server = make_server("127.0.0.1", 0, gallery_app(), threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()
