"""Twilio's error codes, as far as they decide what happens next. Any that is not here is permanent."""

from __future__ import annotations

# Too many requests, full queues, a provider of theirs that is down: not taken now, and may be later.
RETRY = {"20429", "21611", "30001", "63009", "63010", "63012", "63017", "63018"}
