"""The contracts of import-linter in pyproject.toml: kept by the tree, and broken by a planted import."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.rules import LAYERS, ROOT

LINT = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"


def lint(tree: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", LINT]
    return subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)


@pytest.fixture
def copy_of_the_tree(tmp_path: Path) -> Path:
    for layer in LAYERS:
        shutil.copytree(ROOT / layer, tmp_path / layer, ignore=shutil.ignore_patterns("__pycache__", "static"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("path", "planted"),
    [
        ("domain/shared/planted.py", "import integrations.queue"),
        ("domain/shared/planted.py", "import flows"),
        ("domain/shared/planted.py", "import sqlmodel"),
        ("flows/planted.py", "import integrations.queue"),
        ("flows/planted.py", "import flask"),
        ("integrations/planted.py", "import flows"),
        ("integrations/planted.py", "import bot.supervisor"),
        ("bot/planted.py", "import sqlalchemy"),
        ("bot/planted.py", "import requests"),
    ],
)
def test_a_planted_import_breaks_a_contract(copy_of_the_tree: Path, path: str, planted: str) -> None:
    (copy_of_the_tree / path).write_text(f'"""Planted."""\n\n{planted}\n')
    result = lint(copy_of_the_tree)
    assert result.returncode == 1
    assert f"{path.removesuffix('.py').replace('/', '.')} -> {planted.split()[1].split('.')[0]}" in result.stdout
