"""What a door answers: a status and a reason, never a stack trace."""

from __future__ import annotations

from flask import Request, Response, jsonify

from domain.payment.gateway import InboundHttp

FORM_CAP = 64 * 1024
"""Bytes of a webhook's body: the longest real one is a tenth of it."""


def refuse(status: int, reason: str) -> Response:
    response: Response = jsonify({"error": reason})
    response.status_code = status
    if status == 503:
        response.headers["Retry-After"] = "1"
    return response


def path_and_query(request: Request) -> tuple[str, str]:
    """As they stood on the wire, not decoded: signatures are computed over these."""
    path, _question_mark, query = str(request.environ["RAW_URI"]).partition("?")
    return path, query


def inbound(request: Request, attempt_token: str | None = None) -> InboundHttp:
    path, query = path_and_query(request)
    headers = {name.lower(): value for name, value in request.headers.items()}
    return InboundHttp(request.method, path, query, headers, request.get_data(), attempt_token)
