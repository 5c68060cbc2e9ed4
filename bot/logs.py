"""Logs: one JSON object a line, without any number, name, token or text of a person."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

PHONE = re.compile(r"\+?\d{8,15}")


def set_up_logs(level: str) -> None:
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            mask,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=level, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")


def mask(logger: object, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Telephone numbers keep their last two digits."""
    return {name: masked(value) if isinstance(value, str) else value for name, value in event.items()}


def masked(text: str) -> str:
    return PHONE.sub(lambda found: f"…{found[0][-2:]}" if not _is_time(found, text) else found[0], text)


def _is_time(found: re.Match[str], text: str) -> bool:
    return text[found.end() : found.end() + 1] in ("T", "Z")
