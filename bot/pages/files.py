"""What a buyer sent the shop, behind its own secret address: for its people, for as long as it is kept."""

from __future__ import annotations

from flask import Blueprint, Response

from bot.bootstrap import Installation
from bot.pages.frame import gone

SHOWN_AT_ONCE = ("image", "audio", "video")


def file_pages(it: Installation) -> Blueprint:
    pages = Blueprint("files", __name__)

    @pages.get("/f/<name>")
    def look(name: str) -> Response:
        with it.look() as work:
            kept = work.files.find(name.partition(".")[0])
        if kept is None:
            return gone(404)
        response = Response(kept.content, content_type=kept.content_type)
        how = "inline" if kept.content_type.startswith(SHOWN_AT_ONCE) else "attachment"
        response.headers["Content-Disposition"] = how
        response.headers["Cache-Control"] = "private, max-age=3600"
        return response

    return pages
