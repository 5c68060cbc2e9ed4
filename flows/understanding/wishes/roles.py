"""What a phrase of a message may be for; where two languages disagree, the one that is spoken is right."""

from __future__ import annotations

from collections.abc import Mapping

ROLES = (
    "remove", "another",
    "single",
    "so",
    "replace",
    "swap",
    "for", "same", "without", "instead", "only", "add", "set", "want", "ask", "past", "polite", "filler", "when",
    "join", "times", "piece", "deliver", "pay", "but", "no", "rather", "hello", "container", "toward",
    "share",
)  # fmt: skip
"""Of phrases that are equally long, the first is meant."""

TABLES = {
    "groups": "group",
    "numbers": "number",
    "units": "unit",
    "units_before": "unit_before",
    "measures": "measure",
    "looks": "look",
    "plurals": "plural",
}
"""Tables whose keys are what their words stand for; in the others each key is a role."""

Phrases = Mapping[tuple[str, ...], str]


def own_first(roles: Mapping[str, Phrases], own: Mapping[str, Phrases]) -> Mapping[str, Phrases]:
    """`ai` is *there* to whoever writes Portuguese, and what a Frenchman has; a pot is a thing to an Englishman, and
    what a Frenchman's things come in."""
    claimed = {phrase for role in (*ROLES, "synonyms") if role != "hello" for phrase in own.get(role, ())}
    return {
        role: _without(phrases, claimed, own.get(role, {})) if role in ROLES else phrases
        for role, phrases in roles.items()
    }


def _without(phrases: Phrases, claimed: set[tuple[str, ...]], own: Phrases) -> Phrases:
    return {phrase: meant for phrase, meant in phrases.items() if phrase in own or phrase not in claimed}
