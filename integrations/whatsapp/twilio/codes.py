"""Twilio's error codes, as far as they decide what happens next. Any that is not here is permanent."""

from __future__ import annotations

# Full queues, a provider of theirs that is down: not taken now, and may be later.
RETRY = {"21611", "30001", "63009", "63010", "63012", "63017"}
# Too many requests; too many to this person (WhatsApp's own code); too many from this number.
TOO_MANY = {"20429", "131056", "63018"}
TOO_MANY_FROM_THE_NUMBER = {"63018"}
