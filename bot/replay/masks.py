"""Takes out of a conversation who it was: better too much than too little.

What a person typed is kept word by word. A word stays if it is one of the dialogues' own, of the shop's or its
shelf's, or a small count; every other one becomes `xxa`, `xxb`, ..., the same wherever it comes again, in what the
shop answers too. So an order, a choice, an intent stay what they are, and a name, a landmark, a note do not. Numbers
of telephones and transactions become others of the same form, people get the names of the cast, orders and codes are
caught by name (`{order}`), whole operators' SMS are replaced; a longer number that is no round price (a PIN, a code,
somebody's card) is 2580.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from string import ascii_lowercase

from bot.replay.numbers import Numbers
from bot.replay.words import Vocabulary
from domain.shared.errors import Invalid
from domain.shared.phone import PhoneNumber
from flows.operator_sms import OperatorSms, recognise_sms
from flows.speech import fold
from flows.speech.lexicon import lexicon
from flows.talk.conversation import LONGEST_LINE
from flows.transcript_lines import RECEIPT

PHONE = re.compile(r"(?<![\w])(?:\+|00)?\d(?:[\s.-]?\d){7,14}(?!\w)")
E164 = re.compile(r"\+\d{8,15}(?!\d)")
TOKEN = re.compile(r"\{\w+\}|\+\d+|\w[\w'’-]*")
ALONE = re.compile(r"\W*\d{4,}\W*")
FILLER = re.compile(r"xx[a-z]+")
PIN = "2580"


class Masks:
    """Learns while it reads: read what was said in the order in which it was said."""

    def __init__(self, vocabulary: Vocabulary, numbers: Numbers, region: str, currency: str) -> None:
        self._vocabulary = vocabulary
        self._numbers = numbers
        self._region = region
        self._currency = currency
        self._instead: dict[str, str] = {}
        self._names: dict[str, str] = {}  # that are words of the shop too: whoever types one may mean the thing
        self._protected: set[str] = set()
        self._fillers = 0
        self._messages = 0
        self._form: re.Pattern[str] | None = None

    def protect(self, texts: Iterable[str]) -> None:
        """The shop's own: whatever stands in them stays."""
        self._protected |= {text for text in texts if len(text) > 1}
        self._form = None

    def replace(self, words: str, by: str) -> None:
        """Wherever they stand, in capitals or not."""
        if words and words not in self._instead:
            self._instead[words.casefold()] = by
            self._form = None

    def call(self, name: str, by: str) -> None:
        """Somebody's name, and each part of it. What is a word of the shop as well is masked where the shop says it,
        and stays where it is typed: in a replay it must mean what it meant."""
        if name and self._vocabulary.knows(name):
            self._names[name.casefold()] = by
            self._form = None
            return
        self.replace(name, by)
        for part in name.split():
            if len(part) > 2 and not self._vocabulary.knows(part):
                self.replace(part, by)

    def said(self, text: str) -> str:
        """What the shop says: the dialogue's own words, with what it was told in between."""
        form = self._form or self._compiled()
        return form.sub(self._called, self._with_other_numbers(text))

    def _with_other_numbers(self, text: str) -> str:
        return E164.sub(lambda found: self._numbers.instead_of(found[0]), text)

    def typed(self, text: str, name: str) -> str:
        """What a person writes, who is called `name` in the cast."""
        text = RECEIPT.sub(r"\1-…", " ".join(text.split()))
        if sms := recognise_sms(text, self._currency):
            return self._sms(text, sms)
        if called := lexicon().said_after("my_name", text):
            self.call(called, name)
        form = self._form or self._compiled()
        text = form.sub(self._other, self._with_other_numbers(PHONE.sub(self._phone, text)))
        if E164.fullmatch(text):
            return text
        if ALONE.fullmatch(text):
            return text if len(set(text)) == 1 else PIN
        return TOKEN.sub(lambda found: self._word(found[0]), text)

    def _phone(self, found: re.Match[str]) -> str:
        if any(self._instead.get(part, "").startswith("{") for part in found[0].split()):
            return found[0]
        try:
            other = self._numbers.instead_of(str(PhoneNumber.parse(found[0], self._region)))
            self.replace(found[0], other)
            return other
        except Invalid:  # several numbers beside each other are left to be looked at one by one
            return found[0] if " " in found[0] else re.sub(r"\d", "0", found[0])

    def _word(self, word: str) -> str:
        harmless = word[0] in "{+" or FILLER.fullmatch(word) or self._numbers.is_ours(word)
        if harmless or word in self._instead.values() or self._vocabulary.knows(word) or _is_an_amount(word):
            return word
        self.replace(word, PIN if word.isdecimal() else self._next_filler())
        return self._instead[word.casefold()]

    def _next_filler(self) -> str:
        self._fillers += 1
        high, low = divmod(self._fillers - 1, 26)
        return f"xx{ascii_lowercase[high - 1] if high else ''}{ascii_lowercase[low]}"

    def _sms(self, text: str, sms: OperatorSms) -> str:
        """Of the same amount, about another transaction, in nobody's words."""
        self._messages += 1
        other = f"PP000000.0000.A{self._messages:05}"
        for number in sms.numbers:
            self.replace(number, other)
        amount = f" {sms.amounts[0].major:f} {self._currency}" if sms.amounts else ""
        command, _space, rest = text.partition(" ")
        before = f"{command} " if fold(command) in lexicon().command("proof") else ""
        about = re.match(r"\{\w+\}|\d{1,6}(?= )", self.said(rest)) if before else None
        said = f"{before}{about[0] + ' ' if about else ''}Paiement{amount} ID : {other}"
        TOKEN.sub(lambda found: self._word(found[0]), self.said(PHONE.sub(self._phone, text)))  # to know its words
        self.replace(text[:LONGEST_LINE], said)
        self.replace(text, said)
        return said

    def _compiled(self) -> re.Pattern[str]:
        known = sorted({*self._protected, *self._instead, *self._names}, key=len, reverse=True)
        self._form = re.compile(
            "|".join(rf"(?<!\w){re.escape(each)}(?!\w)" for each in known) or r"(?!)", re.IGNORECASE
        )
        return self._form

    def _called(self, found: re.Match[str]) -> str:
        other = self._other(found)
        return self._names.get(other.casefold(), other) if other == found[0] not in self._protected else other

    def _other(self, found: re.Match[str]) -> str:
        return self._instead.get(found[0].casefold(), found[0]) if found[0] not in self._protected else found[0]


def _is_an_amount(word: str) -> bool:
    """Beside other words, and as round as prices are: `7391` is somebody's number."""
    return word.isascii() and word.isdigit() and len(word) < 8 and word.endswith("0" if len(word) < 6 else "00")
