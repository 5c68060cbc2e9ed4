"""Messages that were kept, read again as their door reads them today."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from domain.customer.messages import InboundMessage
from domain.shared.errors import Invalid
from integrations.whatsapp.simulator import inbound as simulator
from integrations.whatsapp.twilio import inbound as twilio

TRACE = "trace"
"""Beside what came stands the trace of the turn that it had: by that it is known what the turn has led to."""


def read_kept(source: str, provider_id: str, raw: Mapping[str, Any], at: datetime) -> InboundMessage:
    """Under the id that it was kept by. Raises Invalid."""
    if source == twilio.CHANNEL and "form" in raw:
        return twilio.read_message([(name, value) for name, value in raw["form"]], at)
    if source == simulator.CHANNEL and "body" in raw:
        message = simulator.read_message(json.loads(raw["body"]), at, lambda: provider_id)
        return replace(message, provider_id=provider_id)
    raise Invalid("source", source, "no door reads that")
