"""The couriers' door: a signed report moves a parcel, in whatever order and however often it comes."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from bot.again import again
from bot.bootstrap import Installation
from bot.parcels import keep_report
from bot.webhooks.answers import FORM_CAP, refuse
from domain.shared.errors import Conflict, Invalid, NotFound, Trouble
from integrations.couriers.signed.webhook import Forged, read_webhook


def courier_doors(it: Installation) -> Blueprint:
    doors = Blueprint("couriers", __name__, url_prefix="/webhooks/couriers")

    @doors.post("/signed/<account>")
    def signed(account: str) -> Response:
        if (request.content_length or 0) > FORM_CAP:
            return refuse(413, f"at most {FORM_CAP} bytes")
        try:
            shop = it.directory.by_courier(account)
            secrets = [courier.secret for courier in shop.couriers if courier.account == account]
            code, report = read_webhook(
                f"signed:{account}", secrets, dict(request.headers), request.get_data(), it.clock.now()
            )
            return jsonify({"accepted": again(lambda: keep_report(it, shop, code, report))})
        except NotFound:
            return refuse(404, "no such account")
        except Forged as forged:
            return refuse(401, str(forged))
        except Invalid as wrong:
            return refuse(400, str(wrong))
        except (Trouble, Conflict):
            return refuse(503, "send it again")

    return doors
