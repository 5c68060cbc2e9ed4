"""An operator's SMS: which transaction it names, and how much it speaks of. Nothing that it says is believed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from domain.shared.errors import Invalid
from domain.shared.money import Money
from flows.speech import fold

MOST_NUMBERS = 5
WITH_A_DIGIT = r"(?=[\w.-]*\d)"

NAMED = (
    r"(?:financial|transaction|transac?[cç][ãa]o|trans|txn|trx|tid|refer[êe]ncia|r[ée]f[ée]rence|r[ée]f|id"
    r"|op[ée]ration|operation|muamala|kumbukumbu)"
)
LINKING = r"(?:de|da|do|la|du|the|of|is|est|[ée]|ya|ni|no|n°|number|num[ée]ro|n[úu]mero|namba|code)"
LABELLED = re.compile(
    rf"\b{NAMED}\b(?:[\s.:#=]*\b(?:{NAMED}|{LINKING})(?!\w))*[\s.:#=]*{WITH_A_DIGIT}([a-z0-9][\w.-]{{4,}}\w)",
    re.IGNORECASE,
)
"""`Financial Transaction Id: 12345678901`, `Réf. CI231120.1432.A12345`, `ID de la transaction : …`"""

SHAPES = (
    re.compile(r"\b[A-Z]{2}\d{6}\.\d{4}\.[A-Z]\d{4,6}\b"),  # Orange Money, Airtel Money
    re.compile(rf"\b{WITH_A_DIGIT}[A-Z0-9]{{8,12}}(?=\W+(?:[Cc]onfirm(?:ed|ado)|[Ii]methibitishwa))"),  # M-Pesa
    re.compile(rf"\b(?<=Confirmado ){WITH_A_DIGIT}[A-Z0-9]{{8,12}}\b"),  # M-Pesa in Mozambique
    re.compile(rf"\b{WITH_A_DIGIT}[A-Z][A-Z0-9]{{9}}\b"),  # M-Pesa
    re.compile(rf"\b{WITH_A_DIGIT}T_?[A-Z0-9]{{10,16}}\b"),  # Wave, Paystack
    re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.IGNORECASE),  # pawaPay
)
"""Numbers that are known by their looks, without a word before them."""

ANY_NUMBER = re.compile(rf"(?<![\w+]){WITH_A_DIGIT}[a-z0-9][\w.-]{{4,}}\w", re.IGNORECASE)

CURRENCY = (
    r"(?:F\s?CFA|CFA|XOF|XAF|GNF|KES|KSh|GHS|GH[₵¢]|NGN|₦|UGX|USh|TZS|TSh|MZN|MTn|MT|AOA|Kz|RWF|ZMW|CDF|FC|FG|Fr?)"
)
DIGITS = r"\d{1,3}(?:[ .,\u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
AMOUNT = re.compile(rf"\b{CURRENCY}[ .]?({DIGITS})(?![\d.,]*\d)|(?<![\w.])({DIGITS})\s?{CURRENCY}(?!\w)", re.IGNORECASE)
BESIDE_THE_POINT = re.compile(
    r"(?:solde|saldo|salio|balance|bal|frais|taxas?|ada|fees?|costs?|charges?|commission|limit)\b[^.;]{0,24}$"
)

TELLING = (
    "confirm", "recu", "receiv", "transf", "transaction", "paye", "paid", "paiement", "payment",
    "thibitish", "umetuma", "umepokea", "recebe", "pagamento", "pagaste",
    "sent", "envoy", "depot", "deposit", "effectu", "succes", "montant", "amount",
)  # fmt: skip
SHORTEST = 3


@dataclass(frozen=True, slots=True)
class OperatorSms:
    """`numbers` are the transactions it may mean, the likeliest first; `amounts` what it says was paid."""

    numbers: tuple[str, ...]
    amounts: tuple[Money, ...]

    def contradicts(self, came: Money) -> Money | None:
        """The amount it claims, where that is not what came."""
        return self.amounts[0] if self.amounts and came not in self.amounts else None


def read_sms(text: str, currency: str) -> OperatorSms:
    """What somebody says is one: any number in it may be meant."""
    numbers = _marked(text) or _any(text)
    return OperatorSms(numbers[:MOST_NUMBERS], tuple(_amounts(text, currency)))


def recognise_sms(text: str, currency: str) -> OperatorSms | None:
    """What is one by its looks: a transaction's number, with an amount or an operator's words around it."""
    amounts, words = tuple(_amounts(text, currency)), fold(text)
    tells = amounts or any(stem in words for stem in TELLING)
    numbers = _marked(text) if tells and len(words.split()) >= SHORTEST else ()
    return OperatorSms(numbers[:MOST_NUMBERS], amounts) if numbers else None


def _marked(text: str) -> tuple[str, ...]:
    """By the word before them, else by their looks."""
    labelled = [found[1] for found in LABELLED.finditer(text)]
    shaped = [found[0] for shape in SHAPES for found in shape.finditer(text)]
    return tuple(dict.fromkeys((*labelled, *shaped)))


def _any(text: str) -> tuple[str, ...]:
    """Letters and digits together first; all of it at once where it was written in groups."""
    found = [each[0] for each in ANY_NUMBER.finditer(text)]
    mixed = sorted(found, key=str.isdigit)
    whole = re.sub(r"\s", "", text)
    grouped = [whole] if ANY_NUMBER.fullmatch(whole) and len(whole) <= 40 else []
    return tuple(dict.fromkeys((*grouped, *mixed)))


def _amounts(text: str, currency: str) -> Iterator[Money]:
    """Neither the fee nor what is left in the wallet."""
    for found in AMOUNT.finditer(text):
        if BESIDE_THE_POINT.search(text[: found.start()].casefold()):
            continue
        try:
            yield Money.typed(found[1] or found[2], currency)
        except Invalid:
            continue
