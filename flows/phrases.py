"""The phrases of a source file: `_("...")` and `_n("...", "...")` in Python, `t("...")` in a template or a script of a
page, lists named `steps` in a TOML file.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from flows.speech.text import PLACEHOLDER
from flows.talk.titles import BUTTON, DESCRIPTION

ROOT = Path(__file__).parent.parent
STEPS = "steps"
IN_TEMPLATE = re.compile(r"""\bt\(\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')""")
ANYTHING = 10_000

# Whose first argument a person reads: a text in the code of a flow must be a phrase there.
SPEAKING = {"say", "again", "done", "finish", "hand_over", "Prompt", "Option"}
TIGHT_KEYWORDS = {"description": DESCRIPTION, "menu": BUTTON, "title": BUTTON, "yes": BUTTON, "no": BUTTON}


@dataclass(frozen=True, slots=True)
class Said:
    """A phrase, where it is said, how long it may be there, and what is wrong with it."""

    msgid: str
    file: str
    line: int
    plural: str = ""
    limit: int = ANYTHING
    faults: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        return f"{self.file}:{self.line}"

    def also(self, other: Said) -> Said:
        plural_differs = bool(self.plural) != bool(other.plural)
        faults = (*self.faults, *other.faults, *(("once with a plural, once without",) * plural_differs))
        return replace(self, limit=min(self.limit, other.limit), faults=faults, plural=self.plural or other.plural)


def said_in(path: Path) -> Iterator[Said]:
    """All phrases of one file."""
    name = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
    source = path.read_text("utf-8")
    if path.suffix == ".py":
        yield from said_in_code(source, name)
        return
    if path.suffix == ".toml":
        yield from (Said(text, name, 1) for text in _steps(tomllib.loads(source)))
        return
    for found in IN_TEMPLATE.finditer(source):
        text = (found[1] or found[2] or "").replace("\\'", "'").replace('\\"', '"')
        yield Said(text, name, source.count("\n", 0, found.start()) + 1)


def _steps(table: dict[str, Any]) -> Iterator[str]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _steps(value)
        elif name == STEPS:
            yield from value


def said_in_code(source: str, name: str) -> Iterator[Said]:
    tree = ast.parse(source)
    limits = dict(_limits(tree))
    for call in sorted(_calls(tree), key=lambda call: (call.lineno, call.col_offset)):
        function = _name(call.func)
        if function in ("_", "_n") and call.args and _is_for(call, name):
            yield _phrase(call, function, name, limits.get(id(call), ANYTHING))
        elif function in SPEAKING and name.startswith("flows/") and call.args and _is_bare(call.args[0]):
            yield Said(
                ast.unparse(call.args[0]), name, call.lineno, faults=(f"{function} says a text that is no phrase",)
            )


def _is_for(call: ast.Call, name: str) -> bool:
    """A page's own `t` hands on what its templates say; a flow has no such excuse."""
    return name.startswith("flows/") or isinstance(call.args[0], ast.Constant)


def _phrase(call: ast.Call, function: str, name: str, limit: int) -> Said:
    words = [arg.value if isinstance(arg, ast.Constant) else None for arg in call.args[: len(function)]]
    texts = [word for word in words if isinstance(word, str)]
    if len(texts) < len(function):
        return Said(ast.unparse(call), name, call.lineno, faults=("a message id must be written out",))
    given = {keyword.arg for keyword in call.keywords if keyword.arg}
    unused = given - {found for text in texts for found in PLACEHOLDER.findall(text)}
    faults = tuple(f"{each} is given and not said" for each in sorted(unused))
    return Said(texts[0], name, call.lineno, texts[1] if function == "_n" else "", limit, faults)


def _limits(tree: ast.AST) -> Iterator[tuple[int, int]]:
    """The phrases that stand on a button or a row, by the identity of their node."""
    for call in _calls(tree):
        function = _name(call.func)
        if function == "Option" and call.args:
            yield id(call.args[0]), BUTTON
        if function == "Link" and len(call.args) > 1:
            yield id(call.args[1]), BUTTON
        if function in {"Option", "Link", "Prompt", "YesNo"}:
            yield from ((id(k.value), TIGHT_KEYWORDS[k.arg]) for k in call.keywords if k.arg in TIGHT_KEYWORDS)


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _is_bare(node: ast.expr) -> bool:
    """A text with letters in it, written out in the code."""
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.Constant) and _has_letters(part.value) for part in node.values)
    return isinstance(node, ast.Constant) and _has_letters(node.value)


def _has_letters(value: object) -> bool:
    return isinstance(value, str) and any(letter.isalpha() for letter in value)


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""
