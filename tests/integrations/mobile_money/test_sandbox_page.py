"""The payer's payment page: a plain form, in every language it knows, that only this browser's own form can answer."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import pytest

from domain.shared.clock import FakeClock
from tests.integrations.mobile_money.test_sandbox_wallet import collect, status
from tests.services import eventually
from tests.wallet import Answer, ShopDoor, WalletHandle, fetch

RETURN = "http://127.0.0.1:9/p/token"


def opened(launch_url: str) -> tuple[Answer, dict[str, str], dict[str, str]]:
    """The page, the fields of its form, and the browser's cookie."""
    page = fetch("GET", launch_url)
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)"', page.body.decode()))
    return page, fields, {"Cookie": page.headers["set-cookie"].partition(";")[0]}


def posted(launch_url: str, cookie: dict[str, str], **fields: str) -> Answer:
    form = {"Content-Type": "application/x-www-form-urlencoded", **cookie}
    return fetch("POST", launch_url, urlencode(fields).encode(), form)


def pressed(launch_url: str, action: str, **more: str) -> Answer:
    _, fields, cookie = opened(launch_url)
    return posted(launch_url, cookie, **fields, action=action, **more)


@pytest.mark.parametrize(
    ("order", "shown"),
    [
        (
            {"language": "fr"},
            ["Chez Fatou demande", "7\u202f500\xa0F\u202fCFA", "Payer", "Refuser", "15 min", 'lang="fr"'],
        ),
        (
            {"language": "en", "amount": "1250.00", "currency": "KES"},
            ["Chez Fatou asks for", "1,250.00", "Pay", "Decline", 'lang="en"'],
        ),
        (
            {"language": "sw", "amount": "1250.00", "currency": "TZS"},
            ["Chez Fatou wanaomba", "1,250.00", "Lipa", "Kataa", 'lang="sw"'],
        ),
        (
            {"language": "pt", "amount": "1250.00", "currency": "MZN"},
            ["Chez Fatou pede", "1.250,00", "Pagar", "Recusar", 'lang="pt"'],
        ),
    ],
)
def test_the_page_says_who_asks_for_how_much_without_any_script(
    wallet: WalletHandle, order: dict[str, Any], shown: list[str]
) -> None:
    page, _, _ = opened(collect(wallet, return_url=RETURN, **order)["launch_url"])
    text = page.body.decode()
    assert page.status == 200
    assert [words for words in shown if words not in text] == []
    assert "width=device-width" in text
    assert "<script" not in text
    assert "src=" not in text
    assert page.headers["referrer-policy"] == "no-referrer"


def test_paying_collects_calls_back_and_returns_to_the_shop(wallet: WalletHandle, door: ShopDoor) -> None:
    collection = collect(wallet, return_url=RETURN, callback_url=door.url)
    answer = pressed(collection["launch_url"], "approve")
    assert (answer.status, answer.headers["location"]) == (303, RETURN)
    assert status(wallet, collection["id"]) == "succeeded"
    eventually(lambda: door.received)
    assert "Paiement effectué" in fetch("GET", collection["launch_url"]).body.decode()


@pytest.mark.parametrize(("language", "said"), [("fr", "Paiement repris"), ("en", "Payment taken back")])
def test_a_payer_sees_that_the_money_came_back(wallet: WalletHandle, language: str, said: str) -> None:
    collection = collect(wallet, language=language)
    for action in ("approve", "reverse"):
        wallet.control.act(collection["payer"], action)
    assert said in fetch("GET", collection["launch_url"]).body.decode()


def test_declining_takes_nothing(wallet: WalletHandle) -> None:
    collection = collect(wallet, return_url=RETURN)
    assert pressed(collection["launch_url"], "decline").status == 303
    assert status(wallet, collection["id"]) == "failed"


def test_a_payer_who_was_not_named_gives_the_number(wallet: WalletHandle) -> None:
    collection = collect(wallet, payer=None)
    assert pressed(collection["launch_url"], "approve").status == 400
    assert pressed(collection["launch_url"], "approve", payer="0700").status == 400
    assert status(wallet, collection["id"]) == "pending"
    assert pressed(collection["launch_url"], "approve", payer="+225 07 00 00 00 02").status == 200
    assert wallet.control.prompts("+2250700000002")[0]["state"] == "succeeded"


def test_a_form_from_elsewhere_moves_no_money(wallet: WalletHandle) -> None:
    one, other = collect(wallet)["launch_url"], collect(wallet)["launch_url"]
    _, fields, cookie = opened(one)
    _, foreign, _ = opened(other)
    assert posted(one, {}, **fields, action="approve").status == 403
    assert posted(one, cookie, action="approve").status == 403
    assert posted(one, cookie, **foreign, action="approve").status == 403
    assert posted(one, {"Cookie": "sandbox_wallet=x"}, proof="é", action="approve").status == 403
    assert {prompt["state"] for prompt in wallet.control.prompts("+2250700000001")} == {"pending"}


def test_an_answer_to_what_is_over_shows_how_it_stands(wallet: WalletHandle, clock: FakeClock) -> None:
    collection = collect(wallet)
    _, fields, cookie = opened(collection["launch_url"])
    clock.pass_by(minutes=16)
    late = posted(collection["launch_url"], cookie, **fields, action="approve")
    assert late.status == 409
    assert "a expiré" in late.body.decode()
    assert status(wallet, collection["id"]) == "expired"


def test_what_a_shop_writes_is_shown_and_not_run(wallet: WalletHandle) -> None:
    page, _, _ = opened(collect(wallet, business_name="<script>x</script>")["launch_url"])
    assert b"<script>" not in page.body
    assert b"&lt;script&gt;" in page.body


def test_a_link_that_does_not_exist_says_so(wallet: WalletHandle) -> None:
    page = fetch("GET", f"{wallet.url}/pay/nothing", headers={"Accept-Language": "en"})
    assert (page.status, page.body.decode()) == (404, "There is no such payment link.")
