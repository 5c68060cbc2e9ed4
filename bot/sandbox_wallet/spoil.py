"""How an answer is spoiled, once its call has been found faulty."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Callable
from functools import wraps

from flask import Response, g, request

from bot.sandbox_wallet.errors import conflict
from bot.sandbox_wallet.faults import Fault
from bot.sandbox_wallet.wallet import wallet


def faulty(door: str) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    """A view that may be told to fail."""

    def around(view: Callable[..., Response]) -> Callable[..., Response]:
        @wraps(view)
        def spoiled(**names: str) -> Response:
            fault = wallet().faults.take(door)
            if fault is None:
                return view(**names)
            g.fault = fault.kind
            answer = view(**names) if fault.effect else Response("{}", mimetype="application/json")
            return SPOILERS[fault.kind](answer, fault)

        return spoiled

    return around


def _lost_answer(answer: Response, fault: Fault) -> Response:
    connection = request.environ.get("werkzeug.socket")
    if connection is not None:
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
    return Response(status=500)


def _http_500(answer: Response, fault: Fault) -> Response:
    broken = '{"error": {"code": "internal_error", "message": "on demand", "field": null}}'
    return Response(broken, 500, mimetype="application/json")


def _html_200(answer: Response, fault: Fault) -> Response:
    return Response("<html><body>We are doing some maintenance.</body></html>", 200, mimetype="text/html")


def _truncated(answer: Response, fault: Fault) -> Response:
    whole = answer.get_data()
    return Response(whole[: len(whole) // 2], answer.status_code, mimetype="application/json")


def _slow(answer: Response, fault: Fault) -> Response:
    time.sleep(fault.seconds)
    return answer


def _refuse_duplicate(answer: Response, fault: Fault) -> Response:
    raise conflict("duplicate_reference", "another request has already used this reference")


def _fail(answer: Response, fault: Fault) -> Response:
    return answer  # the view itself has seen to it that what it kept will fail


SPOILERS: dict[str, Callable[[Response, Fault], Response]] = {
    "lost_answer": _lost_answer,
    "http_500": _http_500,
    "html_200": _html_200,
    "truncated": _truncated,
    "slow": _slow,
    "refuse_duplicate": _refuse_duplicate,
    "fail": _fail,
}
