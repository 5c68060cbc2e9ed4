"""What is written down is what the code says."""

from __future__ import annotations

import re
from pathlib import Path

from bot.settings_table import settings_table

README = Path("README.md")
MARKS = re.compile(r"<!-- settings -->\n(.*?)<!-- /settings -->", re.DOTALL)


def test_the_readme_lists_the_settings_as_they_are() -> None:
    found = MARKS.search(README.read_text("utf-8"))
    assert found is not None
    assert found[1].strip() == settings_table(), "paste the output of `shop settings` between the marks"


def test_every_link_between_documents_leads_somewhere() -> None:
    broken = [
        f"{page}: {target}"
        for page in [*Path().glob("*.md"), *Path("docs").rglob("*.md"), *Path("domain").rglob("*.md")]
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text("utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []


def test_every_test_that_a_document_names_exists() -> None:
    named = [
        (page, path, name)
        for page in Path("docs").rglob("*.md")
        for path, name in re.findall(r"`(tests/[\w/.]+\.py)(?:::(\w+))?`", page.read_text("utf-8"))
    ]
    missing = [
        f"{page}: {path}::{name}"
        for page, path, name in named
        if not Path(path).is_file() or (name and f"def {name}(" not in Path(path).read_text("utf-8"))
    ]
    assert len(named) > 20
    assert missing == []
