"""What every page is given: its language, and money and instants as that language writes them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Flask, Response, g, make_response, render_template, request

from domain.shared.money import Money
from flows.speech import _, language, languages
from flows.speech.folders import SOURCE


def set_up_frame(app: Flask) -> None:
    app.jinja_env.globals["t"] = lambda msgid, /, **values: language(_spoken()).say(_(msgid, **values))
    app.jinja_env.filters["money"] = _written
    app.jinja_env.filters["moment"] = _written


def page(template: str, spoken: str, answer: int = 200, **facts: Any) -> Response:
    """`facts` are what the template's head lists."""
    g.spoken = spoken
    response = make_response(render_template(template, page={"language": spoken, **facts}), answer)
    response.headers["Cache-Control"] = "no-store"
    return response


def gone(status: int) -> Response:
    """No shop is known here: in the language of the phone."""
    return page("gone.html", by_phone() or SOURCE, status, status=status, shop_name=None, chat_url=None)


def by_phone() -> str:
    """The first language of the phone that there is a folder for, or nothing."""
    return request.accept_languages.best_match(list(languages())) or ""


def _spoken() -> str:
    return str(getattr(g, "spoken", SOURCE))


def _written(value: Money | datetime) -> str:
    return language(_spoken()).value(value)


def guard(response: Response) -> Response:
    """Nobody frames a page, nothing runs on it but ours, no link on it says where it came from."""
    for name, value in GUARDS.items():
        response.headers.setdefault(name, value)
    return response


GUARDS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
}
