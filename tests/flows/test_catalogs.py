"""The languages are complete, and the finder of phrases finds."""

from __future__ import annotations

from flows.catalogs import problems
from flows.phrases import said_in_code


def test_every_language_says_everything() -> None:
    assert problems() == []


def found(source: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(said.msgid, said.faults) for said in said_in_code(source, "flows/x.py")]


def test_phrases_are_found() -> None:
    assert found('say(_("Hello {a}", a=1)); _n("{n} b", "{n} bs", 2)') == [("Hello {a}", ()), ("{n} b", ())]


def test_a_text_that_is_no_phrase_is_a_fault() -> None:
    assert [faults for _, faults in found('say("Hello"); Option("Yes", 1); Prompt(f"Hi {x}")')] == [
        ("say says a text that is no phrase",),
        ("Option says a text that is no phrase",),
        ("Prompt says a text that is no phrase",),
    ]
    assert found('Option(f"{n}", n); Option(product.name)') == []


def test_a_message_id_is_written_out_and_says_its_values() -> None:
    assert [faults for _, faults in found('_(text); _("a", b=1)')] == [
        ("a message id must be written out",),
        ("b is given and not said",),
    ]


def test_what_stands_on_a_button_is_short() -> None:
    [said] = said_in_code('Option(_("Pay"), 1)', "flows/x.py")
    assert said.limit == 20
