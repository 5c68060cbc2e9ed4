"""An answer that is said more than once, with sounds around it: `ah oui`, `bon ok c'est bon`."""

from __future__ import annotations

from collections.abc import Collection, Mapping

LONGEST = 4


def agreed(folded: str, answers: Mapping[str, bool], sounds: Collection[str]) -> bool | None:
    """What all of its answers say; None where they do not agree, or where it says anything else as well."""
    words, found = folded.split(), set[bool]()
    while words:
        starts = (" ".join(words[:size]) for size in range(LONGEST, 0, -1))
        said = next((each for each in starts if each in answers or each in sounds), "")
        if not said:
            return None
        found |= {answers[said]} if said in answers else set()
        words = words[len(said.split()) :]
    return found.pop() if len(found) == 1 else None
