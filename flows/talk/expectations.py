"""What an open question expects, and how it is read from what people really send."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.customer.messages import Content, Location
from domain.customer.messages import Text as Typed
from domain.shared.address import LONGEST as LONGEST_PLACE
from domain.shared.address import Address
from domain.shared.errors import Invalid
from domain.shared.money import Money
from domain.shared.phone import PhoneNumber
from flows.speech import Lexicon, Text, Wording, _
from flows.speech.amounts import read_amount
from flows.speech.fold import squeeze
from flows.talk.picking import Shown, chosen
from flows.talk.prompts import Option
from flows.understanding.places import is_on_the_map, with_short_link


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """This is no answer to the question; the hint says what would be."""

    hint: Text | None = None


def number_hint(choices: int) -> Text | None:
    """Numbers are worth a word where there is something to choose."""
    return _("Please tap an answer, or write its number, 1 to {high}.", high=choices) if choices > 1 else None


class Expectation:
    """Reads an answer. `options` are shown to tap; `numbered` when a bare number means one of them; `is_open` when
    nearly any word may be one: a name, a place."""

    __slots__ = ()
    numbered = False
    takes_any_words = False
    is_open = False

    @property
    def options(self) -> tuple[Option, ...]:
        return ()

    def read(self, content: Content, shown: Sequence[Shown], words: Lexicon) -> Any:
        """The value that `hear` gets, or NotUnderstood."""
        raise NotImplementedError


def typed(content: Content) -> str:
    """The words of a message, none for anything but words."""
    return squeeze(content.text) if isinstance(content, Typed) else ""


@dataclass(frozen=True, slots=True)
class Words(Expectation):
    """Anything in words: a name, a search, a landmark."""

    longest: int = 300
    is_open = True

    def read(self, content: Content, shown: Sequence[Shown], words: Lexicon) -> str | NotUnderstood:
        text = typed(content)
        if not text:
            return NotUnderstood(_("Please write it in words."))
        if len(text) > self.longest:
            return NotUnderstood(_("That is too long: at most {longest} letters.", longest=self.longest))
        return text


@dataclass(frozen=True, slots=True)
class Number(Expectation):
    """A whole number, in digits or in words, `x2` or `2x`."""

    low: int = 1
    high: int = 999

    def read(self, content: Content, shown: Sequence[Shown], words: Lexicon) -> int | NotUnderstood:
        number = words.number(typed(content))
        if number is None or not self.low <= number <= self.high:
            return NotUnderstood(_("Answer with a number from {low} to {high}.", low=self.low, high=self.high))
        return number


@dataclass(frozen=True, slots=True)
class Digits(Expectation):
    """A code: so many digits, spaces forgiven. Heard as they were written, for the zeros in front."""

    fewest: int
    most: int

    def read(self, content: Content, shown: Sequence[Shown], words: Lexicon) -> str | NotUnderstood:
        said = typed(content).replace(" ", "")
        if not (said.isascii() and said.isdigit() and self.fewest <= len(said) <= self.most):
            return NotUnderstood(_("Answer with {low} to {high} digits.", low=self.fewest, high=self.most))
        return said


@dataclass(frozen=True, slots=True)
class Pick(Expectation):
    """One of some options, by tap, by number as shown or by its words; `otherwise` reads what is none of them.

    `assent` is the value that a plain yes stands for, where one option is the obvious next thing, `dissent` that of a
    plain no.
    `otherwise=Words()` is a search: it hears what is no aside, no intent and no one-line order either.
    """

    choices: Sequence[Option]
    otherwise: Expectation | None = None
    assent: Any = None
    dissent: Any = None
    numbered = True

    @property
    def takes_any_words(self) -> bool:  # type: ignore[override]
        return isinstance(self.otherwise, Words)

    @property
    def is_open(self) -> bool:  # type: ignore[override]
        return not self.takes_any_words and self.otherwise is not None and self.otherwise.is_open

    @property
    def options(self) -> tuple[Option, ...]:
        return tuple(self.choices)

    def read(self, content: Content, shown: Sequence[Shown], words: Lexicon) -> Any:
        if option := chosen(typed(content), shown, words):
            return option.value
        said = words.yes_or_no(typed(content))
        answer = None if said is None else self.assent if said else self.dissent
        if answer is not None:
            return answer
        if self.otherwise and not self._is_a_wrong_number(content, words):
            return self.otherwise.read(content, shown, words)
        return NotUnderstood(number_hint(len(shown)))

    def _is_a_wrong_number(self, content: Content, words: Lexicon) -> bool:
        return isinstance(self.otherwise, Words) and words.number(typed(content)) is not None


@dataclass(frozen=True, slots=True)
class YesNo(Expectation):
    """Heard as True or False."""

    yes: Wording = field(default_factory=lambda: _("Yes"))
    no: Wording = field(default_factory=lambda: _("No"))
    numbered = True

    @property
    def options(self) -> tuple[Option, ...]:
        return (Option(self.yes, True, "yes"), Option(self.no, False, "no"))

    def read(self, content: Content, shown: Sequence[Shown], words: Lexicon) -> bool | NotUnderstood:
        answer = words.yes_or_no(typed(content))
        if answer is None and (option := chosen(typed(content), shown, words)):
            return bool(option.value)
        return NotUnderstood(_("Answer with yes or no.")) if answer is None else answer


@dataclass(frozen=True, slots=True)
class Place(Expectation):
    """Where: a location pin, or a landmark, a plus code, a link in words. Heard as an Address, its words as typed."""

    is_open = True

    def read(self, content: Content, shown: Sequence[Shown], words: Lexicon) -> Address | NotUnderstood:
        if isinstance(content, Location):
            return Address(landmark=squeeze(content.label)[:300], pin=content.pin)
        said = typed(content)
        landmark = said if len(said) <= LONGEST_PLACE else squeeze(with_short_link(said))
        says_where = sum(letter.isalpha() for letter in landmark) >= 3 or is_on_the_map(landmark)
        if not says_where or len(landmark) > LONGEST_PLACE:
            return NotUnderstood(_("Send your location, or write the area and a landmark."))
        return Address(landmark=landmark)


@dataclass(frozen=True, slots=True)
class Phone(Expectation):
    """A telephone number; national ones are of `region` (ISO 3166). Heard as a PhoneNumber."""

    region: str

    def read(self, content: Content, shown: Sequence[Shown], words: Lexicon) -> PhoneNumber | NotUnderstood:
        try:
            return PhoneNumber.parse(typed(content), self.region)
        except Invalid:
            return NotUnderstood(_("That is not a phone number I can use. Please write all its digits."))


@dataclass(frozen=True, slots=True)
class Amount(Expectation):
    """A price, more than nothing: `1500`, `1 500 F`, `15k`. Heard as Money."""

    currency: str

    def read(self, content: Content, shown: Sequence[Shown], words: Lexicon) -> Money | NotUnderstood:
        amount = read_amount(typed(content), self.currency)
        return amount if amount else NotUnderstood(_("Answer with an amount, like {example}.", example="1500"))
