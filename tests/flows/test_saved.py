"""Conversations as earlier releases kept them: each still loads, and the next message is answered.

One file a conversation, `saved/<name>.json`; never changed, only added. `"lost": true` beside it in the file says that
its top step is known to be gone.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
from dataclasses import fields
from pathlib import Path
from typing import get_type_hints

import pytest

import flows
from flows.talk import Conversation
from flows.talk.fields import CannotLoad, read
from flows.talk.steps import STEPS
from tests.flows import toy
from tests.flows.talks import Talk

SAVED = sorted((Path(__file__).parent / "saved").glob("*.json"))
OURS = [path for path in SAVED if path.name.startswith("toy-")]

assert toy
for module in pkgutil.walk_packages(flows.__path__, "flows."):
    importlib.import_module(module.name)


@pytest.mark.parametrize("path", SAVED, ids=lambda path: path.stem)
def test_it_still_loads(path: Path) -> None:
    stored = json.loads(path.read_text("utf-8"))
    conversation = Conversation.from_json(stored)
    assert conversation.language == stored["language"]
    assert len(conversation.stack) == len(stored["stack"])
    is_lost = len(conversation.mended().stack) < len(conversation.stack)
    assert is_lost == stored.get("lost", False)


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.stem)
def test_the_next_message_is_answered(path: Path) -> None:
    assert Talk(stored=json.loads(path.read_text("utf-8"))).say("menu")


def test_every_step_that_waits_for_an_answer_has_been_kept() -> None:
    """A step without a file: talk to the shop until it is open, and put what the store holds then beside the others."""
    kept = {frame["step"] for path in SAVED for frame in json.loads(path.read_text("utf-8"))["stack"]}
    waiting = {name for name, step in STEPS.items() if hasattr(step, "hear") and step.__module__.startswith("flows.")}
    assert waiting - kept == set()


@pytest.mark.parametrize("name", sorted(STEPS))
def test_every_field_of_a_step_can_be_kept(name: str) -> None:
    """A field of a type that cannot be stored would lose the question with the next message."""
    hints = get_type_hints(STEPS[name])
    for each in fields(STEPS[name]):
        try:
            read(hints[each.name], None)
        except CannotLoad:
            continue
