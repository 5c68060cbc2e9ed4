"""What operators write to the people who pay, and what is read out of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.shared.money import Money
from flows.operator_sms import read_sms, recognise_sms

REAL = [
    (
        "Transfert de 21000 FCFA vers CHEZ FATOU (0777000001) effectue avec succes. Frais 0 FCFA. ID Transaction: "
        "PP231120.1432.A12345. Solde: 4500 FCFA. Orange Money",
        "PP231120.1432.A12345",
        Money(21000, "XOF"),
    ),
    (
        "Vous avez recu 21 000 FCFA du 0700000001. Nouveau solde: 250 000 FCFA. Ref CI261120.0912.B54321",
        "CI261120.0912.B54321",
        Money(21000, "XOF"),
    ),
    (
        "Vous avez recu 5000 FCFA de AWA KONE (2250500000001) le 2026-11-20 09:12. Message: 1042. Nouveau solde: "
        "12000 FCFA. Financial Transaction Id: 12345678901.",
        "12345678901",
        Money(5000, "XOF"),
    ),
    (
        "Y'ello. Payment of GHS 120.50 to CHEZ FATOU was successful. Fee: GHS 0.90. Transaction ID: 98765432101",
        "98765432101",
        Money(12050, "GHS"),
    ),
    (
        "TKL4XYZ12A Confirmed. Ksh1,500.00 sent to NJERI HOME on 20/11/26 at 9:12 AM. New M-PESA balance is "
        "Ksh350.00. Transaction cost, Ksh23.00.",
        "TKL4XYZ12A",
        Money(150000, "KES"),
    ),
    (
        "TKL4XYZ12A Imethibitishwa. You have received Ksh1,500.00 from ACHIENG OTIENO 0711000001",
        "TKL4XYZ12A",
        Money(150000, "KES"),
    ),
    (
        "RKL7QW2E9P Imethibitishwa. Umepokea TSh 12,500.00 kutoka kwa ASHA 0754000021. Salio TSh 90,000.00",
        "RKL7QW2E9P",
        Money(1250000, "TZS"),
    ),
    (
        "Confirmado 9AB3CD4EF5. Recebeste 85.50MT de 843000021 LURDES. Saldo 1,200.00MT",
        "9AB3CD4EF5",
        Money(8550, "MZN"),
    ),
    ("Recebeu 350.00 MT. ID da transação: PP261120.0912.K1234", "PP261120.0912.K1234", Money(35000, "MZN")),
    ("Muamala namba: MP26112009KK. Umepokea TZS 4,000", "MP26112009KK", Money(400000, "TZS")),
    (
        "Wave: transfert de 15.000F reçu de Awa. ID de la transaction : T_ABC123DEF456",
        "T_ABC123DEF456",
        Money(15000, "XOF"),
    ),
    ("Paiement Wave réussi, montant 3500F à Chez Fatou. TCN4Y4ZC3FM", "TCN4Y4ZC3FM", Money(3500, "XOF")),
    (
        "Moov Money: Depot de 10 000 F CFA effectue le 20/11/2026. Référence : 231120143212345. Solde 11 000 F CFA",
        "231120143212345",
        Money(10000, "XOF"),
    ),
    (
        "Airtel: Trans. ID: MP261120.0912.C98765. You have sent UGX 50,000 to FATOU. Charge UGX 500. Bal UGX 1,200.",
        "MP261120.0912.C98765",
        Money(50000, "UGX"),
    ),
    (
        "Your payment of NGN 12,500.50 to Chez Fatou was successful. Reference: T685312322670591",
        "T685312322670591",
        Money(1250050, "NGN"),
    ),
    (
        "Payment confirmed, XOF 2000. Reference f4401bd2-1568-4140-bf2d-eb77d2b2b639",
        "f4401bd2-1568-4140-bf2d-eb77d2b2b639",
        Money(2000, "XOF"),
    ),
    ("Transaction TXN676191643228 : 1 000 F CFA reçus de Awa. Frais 10 F.", "TXN676191643228", Money(1000, "XOF")),
]


@pytest.mark.parametrize(("text", "number", "amount"), REAL, ids=[number for _, number, _ in REAL])
def test_an_sms_is_recognised_and_read(text: str, number: str, amount: Money) -> None:
    sms = recognise_sms(text, amount.currency)
    assert sms is not None
    assert number in sms.numbers
    assert sms == read_sms(text, amount.currency)
    assert sms.amounts[0] == amount
    assert sms.contradicts(amount) is None
    assert sms.contradicts(amount * 2) == amount


@pytest.mark.parametrize(
    "text",
    [
        "stock wax6 +10",
        "expedier 1001 DHL AB12345678",
        "prix wax6 10 000 F",
        "bonjour",
        "2 riz 5kg, 1 huile, livraison Cocody",
        "je veux 3 pagnes à 9 500 F, mon numéro est 0700000001",
        "I will pay 15000 KES, call me on +254711000001 please",
        "j'ai payé",
        "appelez le 07 00 00 00 01 pour le paiement",
        "",
        "?",
    ],
)
def test_what_people_write_is_no_sms(text: str) -> None:
    assert recognise_sms(text, "XOF") is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12345678901", "12345678901"),
        ("tkl4xyz12a", "tkl4xyz12a"),
        ("TKL4 XYZ 12A", "TKL4XYZ12A"),
        ("c'est le PP231120.1432.A12345 merci", "PP231120.1432.A12345"),
        ("de Awa au 0700000001, code ab12cd34", "ab12cd34"),
    ],
)
def test_where_a_proof_is_announced_any_number_may_be_it(text: str, number: str) -> None:
    assert read_sms(text, "XOF").numbers[0] == number


def test_without_a_number_there_is_none() -> None:
    assert read_sms("merci beaucoup", "XOF").numbers == ()


def test_neither_fee_nor_balance_is_what_was_paid() -> None:
    sms = read_sms("Frais 100 FCFA. Nouveau solde: 21000 FCFA. ID: PP231120.1432.A12345", "XOF")
    assert sms.amounts == ()
    assert sms.contradicts(Money(21000, "XOF")) is None


@given(st.text(max_size=400))
def test_anything_can_be_read(text: str) -> None:
    assert len(read_sms(text, "KES").numbers) <= 5
    recognise_sms(text, "KES")
