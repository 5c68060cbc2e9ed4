"""The runner of transcripts, with a toy world."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from domain.customer.messages import Choice, Deleted, Edited, Location, Media, OutboundMessage, Tap, Text
from domain.shared.address import Pin
from tests.flows.talks import Talk
from tests.flows.transcript_file import Unreadable, read_story
from tests.flows.transcripts import Heard, Runner, run_file

STORY = """\
shop: Toy
language: fr

# Awa buys soap.
Awa: bonjour
> Welcome!
>
> What would …?
> [Savon] [Riz parfumé] [Pagne wax]

Awa taps Savon
> How many {what}?
Awa: 2
> Added.
> …
> [Order] [More]
Awa taps Order
> Where?
Awa pins 5.35,-4.01
> Noted.
>
> Sure?
> [Yes] [No]
-- 61 minutes later --
> Awa: 0 days and 3660 seconds passed.
-- wallet approves --
> Awa: wallet approves
> Fatou: Paid {order}.
Fatou: {order}
> Fatou said 1042.
Awa edits: bonsoir
> J’ai répondu à ce que vous aviez d’abord écrit. Écrivez-le de nouveau si vous voulez changer.
>
> Sure?
> [Yes] [No]
Awa deletes
Awa sends image: {what}
> Répondez par oui ou par non.
>
> Sure?
> [Yes] [No]
"""


@dataclass
class ToyWorld:
    """Awa talks to the toy shop; the outside world echoes."""

    talk: Talk = field(default_factory=Talk)
    heard: list[Heard] = field(default_factory=list)
    round_trips: int = 0

    def say(self, who: str, text: str) -> None:
        if who != "Awa":
            return self.tell(who, f"{who} said {text}.")
        self.talk.say(text)
        return self.take()

    def tap(self, who: str, title: str) -> None:
        choices: list[Choice] = [choice for message in self.talk.out() for choice in message.choices]
        self.talk.hear(Tap(next(choice.key for choice in choices if choice.title == title), title))
        self.take()

    def pin(self, who: str, latitude: float, longitude: float) -> None:
        self.talk.hear(Location(Pin(latitude, longitude)))
        self.take()

    def send(self, who: str, kind: str, caption: str) -> None:
        self.talk.hear(Media(kind, caption=caption))
        self.take()

    def edit(self, who: str, text: str) -> None:
        self.talk.hear(Edited("1", text))
        self.take()

    def delete(self, who: str) -> None:
        self.talk.hear(Deleted("1"))
        self.take()

    def outside(self, what: str) -> None:
        self.tell("Fatou", "Paid 1042.")
        self.tell("Awa", what)

    def advance(self, length: timedelta) -> None:
        self.tell("Awa", f"{length.days} days and {length.seconds} seconds passed.")

    def round_trip(self) -> None:
        self.round_trips += 1

    def messages(self) -> Sequence[Heard]:
        heard, self.heard = self.heard, []
        return heard

    def tell(self, who: str, text: str) -> None:
        self.heard.append(Heard(who, OutboundMessage("k", "toy", "shop", who, text, language="fr")))

    def take(self) -> None:
        self.heard += [Heard("Awa", message) for message in self.talk.out()]


def test_a_story_is_run_with_a_round_trip_before_every_message() -> None:
    world = ToyWorld()
    runner = Runner(read_story(STORY), world, accept=False)
    runner.run()
    assert runner.caught == {"what": "Savon", "order": "1042"}
    assert world.round_trips == len(runner.story.events)
    assert Text("") == Text("")


def test_a_difference_is_shown_as_one() -> None:
    with pytest.raises(AssertionError) as difference:
        Runner(read_story(STORY.replace("Welcome!", "Welcome, Awa!")), ToyWorld(), accept=False).run()
    assert str(difference.value).splitlines()[:4] == [
        "Awa: bonjour",
        " Awa: bonjour",
        "-> Welcome, Awa!",
        "+> Welcome!",
    ]


@pytest.mark.parametrize("lost", ["> Where?\n", "> Awa: wallet approves\n", "> Fatou: Paid {order}.\n"])
def test_a_message_that_is_not_expected_is_a_difference(lost: str) -> None:
    with pytest.raises(AssertionError):
        Runner(read_story(STORY.replace(lost, "")), ToyWorld(), accept=False).run()


def test_a_caught_name_must_stay_the_same() -> None:
    with pytest.raises(AssertionError):
        Runner(read_story(STORY.replace("> Fatou said 1042.", "> Fatou said {what}.")), ToyWorld(), accept=False).run()


def test_what_was_said_can_be_accepted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRANSCRIPTS", "accept")
    path = tmp_path / "story.txt"
    path.write_text(STORY.replace("Welcome!", "Hi!").replace("> Fatou said 1042.\n", ""), "utf-8")
    run_file(path, ToyWorld())
    assert path.read_text("utf-8") == STORY.replace("What would …?", "What would you like?").replace(
        "Fatou said 1042", "Fatou said {order}"
    )


def test_a_file_is_written_as_it_was_read() -> None:
    assert read_story(STORY).written() == STORY


@pytest.mark.parametrize("text", ["language: fr\n\nnothing at all\n", "language: fr\n\n> an answer\n"])
def test_a_line_that_means_nothing_is_told(text: str) -> None:
    with pytest.raises(Unreadable):
        read_story(text)
