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


PLANTED = [
    ("domain.shared", "integrations.queue"),
    ("domain.shared", "flows"),
    ("domain.shared", "sqlmodel"),
    ("flows", "integrations.queue"),
    ("flows", "flask"),
    ("integrations", "flows"),
    ("integrations", "bot.supervisor"),
    ("bot", "sqlalchemy"),
    ("bot", "requests"),
]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What is said of a copy of the tree in which every one of them is planted, each in a file of its own."""
    tree = tmp_path_factory.mktemp("tree")
    for layer in LAYERS:
        shutil.copytree(ROOT / layer, tree / layer, ignore=shutil.ignore_patterns("__pycache__", "static"))
    shutil.copy(ROOT / "pyproject.toml", tree)
    for n, (package, imported) in enumerate(PLANTED):
        (tree / package.replace(".", "/") / f"planted_{n}.py").write_text(f'"""Planted."""\n\nimport {imported}\n')
    result = lint(tree)
    assert result.returncode == 1
    return result.stdout


@pytest.mark.parametrize(("n", "package", "imported"), [(n, *planted) for n, planted in enumerate(PLANTED)])
def test_a_planted_import_breaks_a_contract(told: str, n: int, package: str, imported: str) -> None:
    assert f"{package}.planted_{n} -> {imported.split('.')[0]}" in told
