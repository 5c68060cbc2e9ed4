"""A step is a value: it asks, then hears. `@step("buy.quantity")` gives it the name it is stored under."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar, cast, dataclass_transform, runtime_checkable

from flows.talk.fields import CannotLoad, build, plain
from flows.talk.prompts import Prompt


@runtime_checkable
class Step(Protocol):
    """What every step has. One that waits for an answer also has `hear(self, answer, shop) -> Turn`.

    A step whose prompt expects nothing and offers nothing is a statement: it is said, and what lies below it on
    the stack is asked again. `as_shown(self, shop)` gives one that knows what it is about to show: an answer is to that
    and to nothing newer. `welcome_old_taps = True` lets a button of a question that is closed still be tapped.
    """

    def ask(self, shop: Any, /) -> Prompt: ...


S = TypeVar("S")
STEPS: dict[str, type[Any]] = {}
NAMES: dict[type[Any], str] = {}


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def step(name: str) -> Callable[[type[S]], type[S]]:
    """Make a class a step: frozen, slotted, and stored under this name for ever. Two of one name cannot be imported."""

    def register(plain_class: type[S]) -> type[S]:
        if name in STEPS:
            raise ValueError(f"two steps are named {name}: {STEPS[name].__qualname__}, {plain_class.__qualname__}")
        made = cast("type[S]", dataclass(frozen=True, slots=True)(plain_class))
        STEPS[name] = made
        NAMES[made] = name
        return made

    return register


def name_of(step: Step) -> str:
    """The name a step is stored under."""
    return NAMES[type(step)]


def name_of_class(kind: type[Any]) -> str:
    return NAMES[kind]


def fields_of(step: Step) -> dict[str, Any]:
    return cast("dict[str, Any]", plain(step))


def load_step(name: str, fields: Any) -> Step:
    """A stored step as a value again; CannotLoad when its class is gone or means something else now."""
    if name not in STEPS:
        raise CannotLoad(f"no step is named {name}")
    return cast("Step", build(STEPS[name], fields))
