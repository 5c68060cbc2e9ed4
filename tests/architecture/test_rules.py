"""Every file keeps every rule, and every rule catches the fault that it is there for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.architecture import rules
from tests.architecture.rules import ROOT, Source

Rule = Callable[[Source], list[str]]
RULES: list[Rule] = [
    rules.misplaced_packages,
    rules.misplaced_names,
    rules.prints,
    rules.foreign_to_the_domain,
    rules.broken_into_contexts,
    rules.too_long,
    rules.without_a_first_sentence,
]
LONG_FUNCTION = "def long():\n" + "    x = 1\n" * 35

PLANTED: list[tuple[Rule, str, str]] = [
    (rules.misplaced_packages, "flows/buyer/pay.py", "import flask"),
    (rules.misplaced_packages, "bot/app.py", "from sqlalchemy.orm import Session"),
    (rules.misplaced_packages, "integrations/couriers/signed/client.py", "import requests"),
    (rules.misplaced_packages, "integrations/whatsapp/meta/client.py", "from twilio.rest import Client"),
    (rules.misplaced_packages, "domain/ordering/order.py", "import random"),
    (rules.misplaced_packages, "bot/app.py", "def late():\n    from secrets import token_hex"),
    (rules.misplaced_names, "bot/app.py", "import os\nport = os.environ['PORT']"),
    (rules.misplaced_names, "bot/app.py", "from os import environ"),
    (rules.misplaced_names, "flows/buyer/pay.py", "import datetime\nnow = datetime.datetime.now()"),
    (rules.misplaced_names, "integrations/http.py", "from datetime import datetime\nnow = datetime.now"),
    (rules.misplaced_names, "integrations/http.py", "import time\nnow = time.time()"),
    (rules.misplaced_names, "domain/ordering/order.py", "from uuid import uuid4"),
    (rules.prints, "bot/app.py", "print('here')"),
    (rules.foreign_to_the_domain, "domain/ordering/order.py", "import pydantic"),
    (rules.foreign_to_the_domain, "domain/ordering/order.py", "import phonenumbers"),
    (rules.foreign_to_the_domain, "domain/ordering/order.py", "from flows.talk import step"),
    (rules.broken_into_contexts, "domain/ordering/order.py", "from domain.catalog.product import Product"),
    (rules.broken_into_contexts, "domain/ordering/order.py", "from domain.catalog import product"),
    (rules.broken_into_contexts, "domain/ordering/order.py", "from ..catalog.product import Product"),
    (rules.broken_into_contexts, "domain/ordering/use_cases.py", "from domain.reactions import table"),
    (rules.broken_into_contexts, "domain/shared/money.py", "from domain.catalog.events import StockTaken"),
    (rules.too_long, "bot/app.py", "\n" * 221),
    (rules.too_long, "bot/app.py", LONG_FUNCTION),
    (rules.without_a_first_sentence, "bot/app.py", "x = 1"),
]

ALLOWED: list[tuple[Rule, str, str]] = [
    (rules.misplaced_packages, "integrations/store/rows.py", "import sqlmodel"),
    (rules.misplaced_packages, "integrations/http.py", "import requests"),
    (rules.misplaced_names, "bot/settings.py", "import os\nport = os.environ['PORT']"),
    (rules.misplaced_names, "domain/shared/clock.py", "from datetime import datetime\nnow = datetime.now()"),
    (rules.misplaced_names, "bot/app.py", "import time\nnow = time.monotonic(); clock.now(); order.time()"),
    (rules.prints, "bot/cli.py", "print('here')"),
    (rules.prints, "bot/app.py", "blueprint('here'); self.print('there')"),
    (rules.foreign_to_the_domain, "domain/shared/phone.py", "import phonenumbers"),
    (rules.broken_into_contexts, "domain/ordering/order.py", "from domain.catalog.events import StockTaken"),
    (rules.broken_into_contexts, "domain/ordering/order.py", "from domain.catalog import events"),
    (rules.broken_into_contexts, "domain/ordering/order.py", "from domain.ordering.cart import Cart"),
    (rules.broken_into_contexts, "domain/ordering/order.py", "from domain.shared.money import Money"),
    (rules.broken_into_contexts, "domain/reactions.py", "from domain.catalog.use_cases import release"),
    (rules.broken_into_contexts, "domain/processes/a.py", "from domain.catalog.use_cases import release"),
    (rules.too_long, "bot/app.py", "\n" * 220),
    (rules.too_long, "bot/app.py", LONG_FUNCTION.replace("    x = 1\n", "", 1)),
    (rules.too_long, "integrations/store/migrations/versions/0001.py", "\n" * 500),
]


@pytest.fixture(scope="module")
def broken() -> dict[Rule, dict[str, list[str]]]:
    """Under each rule what is wrong, by file: each is parsed once for all of them."""
    found: dict[Rule, dict[str, list[str]]] = {rule: {} for rule in RULES}
    for source in rules.sources():
        for rule in RULES:
            if wrong := rule(source):
                found[rule][source.path] = wrong
    return found


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_file_keeps_the_rule(rule: Rule, broken: dict[Rule, dict[str, list[str]]]) -> None:
    assert not broken[rule]


@pytest.mark.parametrize(("rule", "path", "text"), PLANTED)
def test_a_planted_fault_is_caught(rule: Rule, path: str, text: str) -> None:
    assert rule(Source(path, text))


@pytest.mark.parametrize(("rule", "path", "text"), ALLOWED)
def test_what_is_allowed_passes(rule: Rule, path: str, text: str) -> None:
    assert rule(Source(path, text)) == []


def test_every_rule_is_tried_on_a_planted_fault() -> None:
    assert {rule for rule, _, _ in PLANTED} == set(RULES)


def test_there_are_files_to_look_at() -> None:
    paths = {source.path for source in rules.sources()}
    assert {"domain/shared/money.py", "integrations/queue.py", "bot/supervisor.py"} <= paths


# -- what holds for the whole tree ---------------------------------------------------------------------------


def test_nothing_tracked_is_of_one_machine_only() -> None:
    planted = "tests/architecture/test_rules.py"  # the samples below
    texts = {path: _text(path) for path in rules.tracked_files() if path != planted}
    assert not {path: found for path, text in texts.items() if (found := rules.of_this_machine_only(text))}


@pytest.mark.parametrize(
    "text",
    [
        f"cd /{'root'}/shop && make",
        f'DATA = "/{"work"}/main/var"',
        "see /home/fatou/shop",
        f"--index-url https://{'pypi'}.org/simple",
        "    --find-links /opt/wheels",
        "pip install -i https://mirror.example/simple flask",
    ],
)
def test_a_trace_of_one_machine_is_caught(text: str) -> None:
    assert rules.of_this_machine_only(text)


@pytest.mark.parametrize(
    "text", ["https://example.com/work/item", "GET /home", "run with --index", "docs/work/x", "/workers/1"]
)
def test_an_ordinary_line_is_no_trace(text: str) -> None:
    assert rules.of_this_machine_only(text) == []


def test_the_top_of_the_tree_is_as_agreed() -> None:
    assert rules.strangers_at_the_top(rules.tracked_files()) == []


def test_a_new_folder_or_module_at_the_top_is_caught() -> None:
    paths = ["bot/app.py", "README.md", "utils/text.py", "setup.py"]
    assert rules.strangers_at_the_top(paths) == ["setup.py", "utils"]


def _text(path: str) -> str:
    return (ROOT / path).read_text(errors="ignore")
