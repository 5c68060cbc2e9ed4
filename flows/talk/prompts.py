"""What a step asks, free of any channel: a text, what it expects, and what may be tapped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from domain.customer.messages import Attachment
from domain.shared.address import Pin
from flows.speech import Text, Wording, _

if TYPE_CHECKING:
    from flows.talk.expectations import Expectation

ROWS = 10
MORE = "more"
LONGEST_KEY = 160


@dataclass(frozen=True, slots=True)
class Option:
    """Something to tap. `value` (anything JSON can hold) is what the step hears; left out, it hears the key.

    A key that names an aside or a global tap (`"cart"`, `"product:wax6"`) leads there instead, even when it is old.
    """

    title: Wording
    value: Any = None
    key: str = ""
    description: Wording = ""

    @property
    def name(self) -> str:
        """The key it is known by: its own, else its value."""
        own = self.key or (str(self.value) if isinstance(self.value, str | int) else "")
        return own[:LONGEST_KEY]

    @property
    def answer(self) -> Any:
        return self.key if self.value is None else self.value


@dataclass(frozen=True, slots=True)
class Link:
    """An address to open, with the word on its button."""

    url: str
    title: Wording


@dataclass(frozen=True, slots=True)
class Prompt:
    """A message to a person, and what is expected back: nothing, unless `expects` or `choices` says so.

    `choices` stand beside what is expected (`Pick` brings its own). `photo` is a public URL. `menu` is the word
    on a list's button. `kind` and `facts` choose and fill a template where WhatsApp asks for one.
    """

    text: Text
    expects: Expectation | None = None
    choices: Sequence[Option] = ()
    photo: str | None = None
    link: Link | None = None
    document: Attachment | None = None
    pin: Pin | None = None
    menu: Text | None = None
    kind: str = "reply"
    facts: Mapping[str, Wording] = field(default_factory=dict)

    @property
    def options(self) -> tuple[Option, ...]:
        """Everything to tap, the expected first."""
        return (*(self.expects.options if self.expects else ()), *self.choices)[:ROWS]

    @property
    def is_question(self) -> bool:
        return self.expects is not None or bool(self.choices)

    @property
    def numbered(self) -> bool:
        """A bare number means the choice of that place, nothing else."""
        return self.expects is None or self.expects.numbered

    @property
    def takes_any_words(self) -> bool:
        """Words that are no choice are heard too, but only when nobody else understands them."""
        return self.expects is not None and self.expects.takes_any_words

    @property
    def attachment(self) -> Attachment | None:
        return Attachment("image", self.photo) if self.photo else self.document


def paged(options: Sequence[Option], page: int, more: Wording | None = None, room: int = ROWS) -> tuple[Option, ...]:
    """The options of one page; while others follow, the last row is `more` and is heard as `MORE`.

    A page that is not there (the shelf has shrunk) is the first one. `room` leaves rows for other choices.
    """
    if len(options) <= room:
        return tuple(options)
    size = room - 1
    first = page * size if 0 < page * size < len(options) else 0
    row = Option(more or _("More…"), value=MORE)
    rest = options[first : first + room]
    last = len(rest) < room or first + room == len(options)
    return tuple(rest) if last else (*rest[:size], row)
