"""Commands of one line: a pattern over a plain function.

    merchant = Grammar("merchant")

    @merchant.says("stock <sku> <quantity>", "stock <sku> +<more>", roles=("owner", "clerk"))
    def change_stock(shop, sku: str, quantity: int | None = None, more: int | None = None) -> Text: ...

A line whose words do not fit is answered with examples. A mistyped command is offered, never run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from rapidfuzz.distance import OSA

from flows.grammar.confirming import CONFIRMING, GRAMMARS, Confirm, Prove
from flows.grammar.converting import CONVERTERS, WIDE, Converter, annotations_of, convert
from flows.grammar.pattern import CommandWord, Examples, Pattern, level
from flows.speech import Lexicon, Text, _, join, lexicon
from flows.talk.conversation import Conversation
from flows.talk.outcomes import Turn, aside, done, say

MOST_NEAR = 2
F = TypeVar("F", bound=Callable[..., Any])


def never(shop: Any, **values: Any) -> bool:
    return False


@dataclass(frozen=True)
class Command:
    """A function, the forms it is called by, and who may call it (nobody named: everybody)."""

    run: Callable[..., Any]
    written: tuple[str, ...]
    roles: frozenset[str]
    confirm: Callable[..., Text] | None
    pays_out: Callable[..., bool]
    about: Text | None
    words: Lexicon | None = None

    @cached_property
    def patterns(self) -> tuple[Pattern, ...]:
        bare = [Pattern(each) for each in self.written]
        hints = annotations_of(self.run, tuple({name for pattern in bare for name in pattern.names}))
        wide = frozenset(name for name, hint in hints.items() if hint in WIDE)
        return tuple(Pattern(each, wide, self.words) for each in self.written)

    @property
    def name(self) -> str:
        return self.patterns[0].command

    @property
    def examples(self) -> Examples:
        return Examples(self.patterns)

    @property
    def word(self) -> CommandWord:
        return CommandWord(self.patterns[0])

    def allows(self, role: str) -> bool:
        return not self.roles or role in self.roles

    def is_called_by(self, line: str) -> bool:
        said = f"{level(' '.join(line.split()))} "
        return any(said.startswith(f"{word} ") for word in self.called)

    @cached_property
    def called(self) -> tuple[str, ...]:
        """Its first words, in every language."""
        return tuple(dict.fromkeys(word for pattern in self.patterns for word in pattern.command_words))

    def read(self, line: str, converters: Mapping[Any, Converter], shop: Any) -> dict[str, Any] | None:
        """The arguments that the first fitting form makes of the line."""
        for pattern in self.patterns:
            given = pattern.match(line)
            if given is None:
                continue
            values = convert(given, annotations_of(self.run, pattern.names), converters, shop)
            if values is not None:
                return values
        return None


@dataclass
class Grammar:
    """The commands of one kind of person. `converters` add types of the shop's own."""

    name: str
    converters: Mapping[Any, Converter] = field(default_factory=dict)
    commands: list[Command] = field(default_factory=list)
    words: Lexicon | None = None

    def __post_init__(self) -> None:
        if self.name in GRAMMARS:
            raise ValueError(f"two grammars are named {self.name}")
        GRAMMARS[self.name] = self
        self.converters = {**CONVERTERS, **self.converters}

    def says(
        self,
        *written: str,
        roles: Sequence[str] = (),
        confirm: Callable[..., Text] | None = None,
        pays_out: Callable[..., bool] = never,
        about: Text | None = None,
    ) -> Callable[[F], F]:
        """Call a function by these forms. `confirm` puts a question from the same arguments first: it is answered
        with yes or no, or with one's PIN where the command `pays_out`."""

        def register(function: F) -> F:
            known = Command(function, written, frozenset(roles), confirm, pays_out, about, self.words)
            self.commands.append(known)
            return function

        return register

    def intent(self, role_of: Callable[[Any], str]) -> Callable[[str, Conversation, Any], Turn | None]:
        """For a Dialogue's `intents`. A confirmation that is still open is dropped by the next command."""

        def understand(line: str, conversation: Conversation, shop: Any) -> Turn | None:
            turn = self.obey(line, shop, role_of(shop))
            is_confirming = conversation.top is not None and conversation.top.step in CONFIRMING
            return done() + turn if turn and is_confirming else turn

        return understand

    def obey(self, line: str, shop: Any, role: str) -> Turn | None:
        """Run a line, ask to confirm it, answer with examples, offer a near command; None when it is none of these."""
        called = [command for command in self.commands if command.is_called_by(line)]
        allowed = [command for command in called if command.allows(role)]
        if called and not allowed:
            return say(_("Your role does not allow that."))
        for command in allowed or [command for command in self.commands if command.allows(role)]:
            values = command.read(line, self.converters, shop)
            if values is not None:
                return self._confirmed(command, line, shop, values)
        if allowed:
            return say(join(_("I did not understand. Write for instance:"), *(command.examples for command in allowed)))
        return self._near(line, role)

    def run(self, line: str, shop: Any) -> Turn:
        """A line that was confirmed."""
        command, values = self.find(line, shop)
        return as_turn(command.run(shop, **values))

    def question(self, line: str, shop: Any) -> Text:
        command, values = self.find(line, shop)
        return command.confirm(shop, **values) if command.confirm else _("Are you sure?")

    def find(self, line: str, shop: Any) -> tuple[Command, dict[str, Any]]:
        for command in self.commands:
            values = command.read(line, self.converters, shop)
            if values is not None:
                return command, values
        raise LookupError(line)

    def help(self, role: str) -> Text:
        """Every command of a role, as one would write it."""
        return join(*(self._line(command) for command in self.commands if command.allows(role)))

    def _line(self, command: Command) -> Text:
        return join(command.examples, command.about) if command.about else command.examples

    def _confirmed(self, command: Command, line: str, shop: Any, values: dict[str, Any]) -> Turn:
        if command.pays_out(shop, **values):
            return aside(Prove(self.name, line))
        if command.confirm:
            return aside(Confirm(self.name, line))
        return as_turn(command.run(shop, **values))

    def _near(self, line: str, role: str) -> Turn | None:
        """One that is mistyped, or spoken of: `combien j'ai vendu aujourd'hui` is about `comptes`."""
        words = level(line).split()
        mine = [command for command in self.commands if command.allows(role)]
        near = [command for command in mine if words and _is_near(words[0], command.called)]
        near = near or [command for command in mine if self._is_spoken_of(command, words)]
        if not near:
            return None
        offer = _("Did you mean {word}?", word=near[0].word)
        return say(join(offer, *(command.examples for command in near[:MOST_NEAR])))

    def _is_spoken_of(self, command: Command, words: Sequence[str]) -> bool:
        known = self.words or lexicon()
        return any(command.name in known.meanings("near", word) for word in words)


def as_turn(outcome: Any) -> Turn:
    return outcome if isinstance(outcome, Turn) else say(outcome)


def _is_near(word: str, words: Iterable[str]) -> bool:
    """One typing error away, two in a long word."""
    reach = 0 if len(word) < 3 else 1 if len(word) < 6 else 2
    return any(0 < OSA.distance(word, each) <= reach for each in words)
