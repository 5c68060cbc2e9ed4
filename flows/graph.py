"""The dialogue as a graph, read off the code; `python -m flows.graph` writes it into `flows/README.md`."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

FLOWS = Path(__file__).parent
README = FLOWS / "README.md"
BEGIN = "<!-- graph: begin, written by `python -m flows.graph` -->"
END = "<!-- graph: end -->"
ARROWS = {"to": "-->", "start": "==>", "aside": "-.->", "remind": "-. later .->"}


@dataclass
class Module:
    """The steps of one file, by class name, and the names that it takes from others."""

    name: str
    tree: ast.Module
    steps: dict[str, str] = field(default_factory=dict)
    imported: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def folder(self) -> str:
        parts = self.name.split(".")
        return parts[1] if len(parts) > 2 else "flows"


Edge = tuple[str, str, str]


def read(folder: Path = FLOWS) -> dict[str, Module]:
    """Every file below `flows/`, by the name it is imported by."""
    modules = {}
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder.parent).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        tree = ast.parse(path.read_text("utf-8"))
        modules[name] = Module(name, tree, dict(_steps(tree)), dict(_imports(tree)))
    return modules


def _steps(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in tree.body:
        for mark in node.decorator_list if isinstance(node, ast.ClassDef) else ():
            if _called(mark) == "step" and isinstance(node, ast.ClassDef):
                yield node.name, ast.literal_eval(mark.args[0])  # type: ignore[attr-defined]


def _imports(tree: ast.Module) -> Iterator[tuple[str, tuple[str, str]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((alias.asname or alias.name, (node.module, alias.name)) for alias in node.names)


def edges(modules: dict[str, Module]) -> list[Edge]:
    """(from, how, to) between steps; a function that a step calls speaks for the step."""
    found: set[Edge] = set()
    for module in modules.values():
        for node in module.tree.body:
            if isinstance(node, ast.ClassDef) and node.name in module.steps:
                source = module.steps[node.name]
                found |= {(source, how, target) for how, target in _leads(node, module, modules, frozenset())}
    return sorted(found)


def _leads(
    node: ast.AST, module: Module, modules: dict[str, Module], seen: frozenset[str]
) -> Iterator[tuple[str, str]]:
    for call in (each for each in ast.walk(node) if isinstance(each, ast.Call)):
        name = _called(call)
        if name in ARROWS:
            targets = (_step(_called(arg), module, modules) for arg in call.args)
            yield from ((name, target) for target in targets if target)
        elif name and name not in seen and (found := _function(name, module, modules)):
            home, function = found
            yield from _leads(function, home, modules, seen | {name})


def _step(name: str, module: Module, modules: dict[str, Module]) -> str:
    home, own = _home(name, module, modules)
    return home.steps.get(own, "")


def _function(name: str, module: Module, modules: dict[str, Module]) -> tuple[Module, ast.FunctionDef] | None:
    home, own = _home(name, module, modules)
    if home.name.startswith(("flows.talk", "flows.speech", "flows.grammar")):
        return None
    return next(
        ((home, node) for node in home.tree.body if isinstance(node, ast.FunctionDef) and node.name == own), None
    )


def _home(name: str, module: Module, modules: dict[str, Module]) -> tuple[Module, str]:
    source, own = module.imported.get(name, ("", name))
    home = modules.get(source) or (modules.get(f"{source}.{own}") if source else None)
    return (home, own) if home else (module, name)


def _called(node: ast.AST) -> str:
    """The name that a call calls: `Cart` of `Cart(page=1)`."""
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""


def mermaid(modules: dict[str, Module]) -> str:
    """One box a folder, one node a step: `-->` goes on, `==>` begins anew, `-.->` asks in between."""
    lines = ["```mermaid", "flowchart LR"]
    for folder in sorted({module.folder for module in modules.values() if module.steps}):
        lines += [f"  subgraph {folder}", *_nodes(folder, modules.values()), "  end"]
    lines += [f"  {_id(source)} {ARROWS[how]} {_id(target)}" for source, how, target in edges(modules)]
    return "\n".join([*lines, "```"])


def _nodes(folder: str, modules: Iterable[Module]) -> list[str]:
    names = sorted(name for module in modules if module.folder == folder for name in module.steps.values())
    return [f'    {_id(name)}["{name}"]' for name in names]


def _id(name: str) -> str:
    return name.replace(".", "_").replace("-", "_")


def written(text: str, graph: str) -> str:
    """The text with this graph between its markers."""
    head, _begin, rest = text.partition(BEGIN)
    _old, _end, tail = rest.partition(END)
    return f"{head}{BEGIN}\n{graph}\n{END}{tail}"


def refresh() -> None:
    README.write_text(written(README.read_text("utf-8"), mermaid(read())), "utf-8")


if __name__ == "__main__":
    refresh()
