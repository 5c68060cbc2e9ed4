"""What the READMEs of the domain name exists, and what they draw is what the code does."""

from __future__ import annotations

import pkgutil
import re
from importlib import import_module
from pathlib import Path

import pytest

import domain
from domain.ordering.order_state import MAY_BECOME
from domain.processes.commands import Command
from domain.reactions import AT_ONCE

ROOT = Path(domain.__path__[0])
READMES = sorted(ROOT.rglob("README.md"))
CONTEXTS = sorted(path.parent for path in ROOT.glob("*/__init__.py"))


def classes() -> set[str]:
    modules = [import_module(module.name) for module in pkgutil.walk_packages(domain.__path__, "domain.")]
    return {name for module in modules for name, thing in vars(module).items() if isinstance(thing, type)} | {
        name for module in modules for name in vars(module) if name[0].isupper()
    }


def picture(text: str) -> str:
    return text.split("```mermaid")[1].split("```")[0]


@pytest.mark.parametrize("context", CONTEXTS, ids=lambda path: path.name)
def test_every_context_has_a_readme(context: Path) -> None:
    assert (context / "README.md").read_text().startswith(f"# {context.name}\n")


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.parent.name)
def test_every_class_that_a_readme_names_exists(readme: Path) -> None:
    named = set(re.findall(r"`([A-Z][a-z]\w+)(?:\.\w+)?`", readme.read_text()))
    assert named - classes() == set()


def test_the_glossary_has_its_words_in_two_languages() -> None:
    text = (ROOT / "README.md").read_text().split("## Glossary")[1].split("## ")[0]
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+?) \|$", text, re.MULTILINE)
    assert {name for name, *_ in rows} - classes() == set()
    assert len(rows) > 25 and all(french and meaning for _, french, meaning in rows)


def test_the_context_map_shows_every_fact_and_command_of_the_saga() -> None:
    drawn = set(re.findall(r"[A-Z]\w+", picture((ROOT / "README.md").read_text())))
    assert {kind.__name__ for kind in AT_ONCE} - drawn == set()
    assert {kind.__name__ for kind in Command.__args__} - drawn == set()


def test_the_picture_of_an_order_is_its_table_of_states() -> None:
    text = picture((ROOT / "ordering" / "README.md").read_text())
    drawn = set(re.findall(r"^ +(\w+) --> (\w+)", text, re.MULTILINE))
    assert drawn == {(str(before), str(after)) for before, afters in MAY_BECOME.items() for after in afters}
