"""The web server: every door and every page of the shop."""

from __future__ import annotations

from pathlib import Path

import structlog
from flask import Flask, Response, jsonify, request, send_from_directory
from werkzeug.exceptions import HTTPException

from bot.bootstrap import Installation
from bot.dead import counts
from bot.pages.files import file_pages
from bot.pages.frame import guard, set_up_frame
from bot.pages.metrics import metrics_page
from bot.pages.pay import pay_pages
from bot.pages.simulator import simulator_pages
from bot.pages.track import track_pages
from bot.pages.verify import verify_pages
from bot.webhooks.answers import FORM_CAP, refuse
from bot.webhooks.couriers import courier_doors
from bot.webhooks.doorway import Doorway
from bot.webhooks.payments import payment_doors
from bot.webhooks.whatsapp import twilio_doors
from domain.shared.errors import Trouble

HERE = Path(__file__).parent
log = structlog.get_logger()


def create_app(it: Installation) -> Flask:
    app = Flask("bot", root_path=str(HERE), template_folder="pages/templates", static_folder="pages/static")
    app.config["MAX_CONTENT_LENGTH"] = FORM_CAP
    app.before_request(readable)
    app.after_request(guard)
    set_up_frame(app)
    doorway = Doorway(it.tally, it.settings.doors_at_once)
    twilio = [twilio_doors(it)] if it.settings.uses_twilio else []
    for door in (payment_doors(it), courier_doors(it), *twilio):
        app.register_blueprint(doorway.stands_before(door))
    for page in (pay_pages(it), track_pages(it), verify_pages(it), file_pages(it), metrics_page(it)):
        app.register_blueprint(page)
    if it.settings.simulator:
        app.register_blueprint(simulator_pages(it))
    add_small_doors(app, it)
    return app


def readable() -> Response | None:
    """No database keeps a NUL: nothing is named by one."""
    holds_one = "\x00" in request.path or b"%00" in request.query_string
    return refuse(400, "an address holds no NUL") if holds_one else None


def add_small_doors(app: Flask, it: Installation) -> None:
    @app.get("/healthz")
    def alive() -> Response:
        return jsonify({"alive": True})

    @app.get("/readyz")
    def ready() -> Response:
        with it.look() as work:
            unsaid, unheard = work.outbox.backlog(it.clock.now()), work.postponed.backlog()
        waiting = {"waiting_for_their_turn": unheard.count, "waiting_to_go_out": unsaid.count}
        return jsonify({"ready": True, **waiting, "dead": counts(it)})

    @app.get("/media/<name>")
    def photo(name: str) -> Response:
        return send_from_directory(HERE / "demo" / "photos", name, max_age=86400)

    @app.errorhandler(HTTPException)
    def known(error: HTTPException) -> Response:
        return refuse(error.code or 500, error.description or error.name)

    @app.errorhandler(Trouble)
    def away(trouble: Trouble) -> Response:
        log.warning("a door could not do it now", why=str(trouble))
        return refuse(503, "not right now: try again in a moment")

    @app.errorhandler(Exception)
    def bug(error: Exception) -> Response:
        log.exception("a door failed")
        return refuse(503, "something went wrong on our side: try again in a moment")
