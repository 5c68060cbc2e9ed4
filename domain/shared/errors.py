"""Everything that can go wrong on purpose.

    Refusal                a rule of the business said no; carries data, never text
      NotFound             nothing of that name that this person may see
      Conflict             somebody else changed it first
      ...                  each context adds its own in its `errors.py`
    Trouble                the outside failed
      Temporary            try again, after `retry_after` seconds
        Overtaken          somebody else was faster: the whole of it once more, at once
        TooFast            ... and more slowly
      Permanent            never try again; `code` says why
      OutcomeUnknown       the call may have had its effect: ask, never repeat blindly

A flow turns a `Refusal` into a sentence, a webhook into a status. `Temporary` and `Permanent` alone decide
whether a job runs again. Any other exception is a bug: the turn rolls back and somebody is alerted.
"""

from __future__ import annotations


class Refusal(Exception):
    """A rule said no. Subclasses carry the facts as attributes; `code` is stable and machine-readable."""

    @property
    def code(self) -> str:
        words = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in type(self).__name__)
        return words.lstrip("_")


class NotFound(Refusal):
    """There is no such thing, or not for this person: the two are told apart nowhere."""

    def __init__(self, what: str, name: object) -> None:
        super().__init__(f"no {what} {name}")
        self.what = what
        self.name = str(name)


class Invalid(Refusal):
    """A value that cannot be: `field` names it, `given` is what was offered."""

    def __init__(self, field: str, given: object, why: str = "") -> None:
        super().__init__(f"{field} cannot be {given!r}{': ' + why if why else ''}")
        self.field = field
        self.given = str(given)
        self.why = why


class Conflict(Refusal):
    """The thing was changed by somebody else since it was read; read it again and decide anew."""


class IllegalTransition(Refusal):
    """`what` cannot go from `state` to `wanted`."""

    def __init__(self, what: str, state: str, wanted: str) -> None:
        super().__init__(f"{what} is {state}, it cannot become {wanted}")
        self.what = what
        self.state = state
        self.wanted = wanted


class Trouble(Exception):
    """The outside failed."""


class Temporary(Trouble):
    """It did not happen, and may work later: `retry_after` is in seconds, None when the other side said nothing."""

    def __init__(self, why: str, retry_after: float | None = None) -> None:
        super().__init__(why)
        self.retry_after = retry_after


class Overtaken(Temporary):
    """Somebody else changed first what this was about to change: nothing of it was kept, and a moment later it sees
    what they did. No rule said no, so no conversation hears of it."""

    def __init__(self, what: str) -> None:
        super().__init__(f"somebody else was faster: {what}", retry_after=0.1)


class TooFast(Temporary):
    """The other side has had too much; where `all_of_us` should wait, not this one call alone."""

    def __init__(self, why: str, retry_after: float | None = None, *, all_of_us: bool = False) -> None:
        super().__init__(why, retry_after)
        self.all_of_us = all_of_us


class Permanent(Trouble):
    """It did not happen and never will: `code` is the other side's word for it."""

    def __init__(self, why: str, code: str = "") -> None:
        super().__init__(why)
        self.code = code


class OutcomeUnknown(Trouble):
    """The request may have arrived: it is resolved by asking the other side, never by sending it again."""
