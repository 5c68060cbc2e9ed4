"""The labels of the simulator's page: those of its scripts, as each language's catalogue has them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from flask import Blueprint, Response, jsonify

from bot.webhooks.answers import refuse
from flows.phrases import said_in
from flows.speech import language, languages, own_name

SCRIPTS = Path(__file__).parent / "static"


def add_words(pages: Blueprint) -> None:
    pages.add_url_rule("/languages", view_func=known_languages)
    pages.add_url_rule("/words/<code>", view_func=words)


def known_languages() -> Response:
    return jsonify({"languages": [{"code": code, "name": own_name(code)} for code in languages()]})


def words(code: str) -> Response:
    """By the English sentence."""
    if code not in languages():
        return refuse(404, "there is no such language: GET /simulator/languages lists them")
    return jsonify({"words": {label: language(code).phrase(label, "", 0) for label in labels()}})


@cache
def labels() -> tuple[str, ...]:
    files = sorted(path for path in SCRIPTS.rglob("*.js"))
    return tuple(dict.fromkeys(said.msgid for path in files for said in said_in(path)))
