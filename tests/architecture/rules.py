"""The rules of the house, each a function from a file to what is wrong with it. Only the syntax is read."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parents[2]
LAYERS = ("bot", "domain", "flows", "integrations")
TOP_FOLDERS = {*LAYERS, "tests", "docs", ".ci"}
LONGEST_FILE, LONGEST_FUNCTION = 220, 35

PACKAGE_PLACES = {  # who may import what; a place is a file or a folder
    "flask": ("bot/",),
    "gunicorn": ("bot/",),
    "pyngrok": ("bot/",),
    "sqlmodel": ("integrations/store/",),
    "sqlalchemy": ("integrations/store/",),
    "alembic": ("integrations/store/",),
    "psycopg": ("integrations/store/",),
    "requests": ("integrations/http.py",),
    "twilio": ("integrations/whatsapp/twilio/",),
    "redis": ("integrations/queue.py", "integrations/rates.py", "integrations/embedded.py", "integrations/stream/"),
    "rq": ("integrations/queue.py",),
    "random": ("domain/shared/ids.py",),
    "secrets": ("domain/shared/ids.py",),
}
NAME_PLACES = {  # who may say what; names are compared from their end, so `datetime.datetime.now` is seen too
    "os.environ": ("bot/settings.py",),
    "os.environb": ("bot/settings.py",),
    "os.getenv": ("bot/settings.py",),
    "os.urandom": ("domain/shared/ids.py",),
    "uuid.uuid1": ("domain/shared/ids.py",),
    "uuid.uuid4": ("domain/shared/ids.py",),
    "datetime.now": ("domain/shared/clock.py",),
    "datetime.utcnow": ("domain/shared/clock.py",),
    "datetime.today": ("domain/shared/clock.py",),
    "date.today": ("domain/shared/clock.py",),
    "time.time": ("domain/shared/clock.py",),
    "time.time_ns": ("domain/shared/clock.py",),
}
PRINT_PLACES = ("bot/cli.py",)
DOMAIN_LIBRARIES = {"phonenumbers": ("domain/shared/",), "babel": ("domain/shared/",)}
OPEN_MODULES = {"events", "values", "ids", "views"}  # what a context shows to the others
ABOVE_CONTEXTS = ("domain/reactions.py", "domain/carrying_out.py", "domain/processes/")  # these tie contexts


@dataclass(frozen=True)
class Source:
    """A Python file, by its path from the root."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    def lies_in(self, places: tuple[str, ...]) -> bool:
        return any(self.path == place or (place.endswith("/") and self.path.startswith(place)) for place in places)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(self.tree))

    @cached_property
    def imports(self) -> list[str]:
        """Every imported module, as `package.module`; for `from a import b` also `a.b`."""
        return [name for node in self.nodes for name in self._imported(node)]

    def _imported(self, node: ast.AST) -> Iterator[str]:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            base = ".".join(filter(None, [self._package(node.level), node.module]))
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)

    def _package(self, level: int) -> str:
        return ".".join(PurePosixPath(self.path).parts[:-level]) if level else ""


def misplaced_packages(source: Source) -> list[str]:
    roots = {name.split(".")[0] for name in source.imports}
    return [
        f"{package} belongs in {', '.join(places)}"
        for package, places in PACKAGE_PLACES.items()
        if package in roots and not source.lies_in(places)
    ]


def misplaced_names(source: Source) -> list[str]:
    said = {_dotted(node) for node in source.nodes if isinstance(node, ast.Attribute)} | set(source.imports)
    return [
        f"{name} belongs in {', '.join(places)}"
        for name, places in NAME_PLACES.items()
        if not source.lies_in(places) and any(f".{one}".endswith(f".{name}") for one in said)
    ]


def prints(source: Source) -> list[str]:
    calls = [node for node in source.nodes if isinstance(node, ast.Call) and _dotted(node.func) == "print"]
    return [f"line {call.lineno} prints" for call in calls if not source.lies_in(PRINT_PLACES)]


def foreign_to_the_domain(source: Source) -> list[str]:
    """The domain is plain Python: the standard library, itself, and two libraries in its shared kernel."""
    if not source.path.startswith("domain/"):
        return []
    known = {*sys.stdlib_module_names, "domain"}
    known |= {name for name, places in DOMAIN_LIBRARIES.items() if source.lies_in(places)}
    return sorted({f"imports {root}" for name in source.imports if (root := name.split(".")[0]) not in known})


def broken_into_contexts(source: Source) -> list[str]:
    """A context sees of another one what it shows (events, values, ids, views), never its aggregates."""
    parts = PurePosixPath(source.path).parts
    if parts[0] != "domain" or len(parts) < 3 or source.lies_in(ABOVE_CONTEXTS):
        return []
    modules = {".".join(name.split(".")[:3]) for name in source.imports if _is_module_of_domain(name)}
    return sorted(f"reaches into {name}" for name in modules if not _may_see(parts[1], name))


def _is_module_of_domain(name: str) -> bool:
    """`domain.catalog.events` is one; `domain.catalog` alone (a step on the way to it) says nothing."""
    parts = name.split(".")
    return parts[0] == "domain" and (len(parts) > 2 or parts[1:] in (["reactions"], ["processes"]))


def _may_see(context: str, module: str) -> bool:
    other, _, inside = module.removeprefix("domain.").partition(".")
    if context == "shared" or other in ("reactions", "processes"):
        return other == context
    return other in (context, "shared") or inside in OPEN_MODULES


def too_long(source: Source) -> list[str]:
    if "/migrations/" in source.path:
        return []
    lines = len(source.text.splitlines())
    found = [f"{lines} lines, {LONGEST_FILE} at most"] if lines > LONGEST_FILE else []
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            length = node.end_lineno - node.lineno + 1
            if length > LONGEST_FUNCTION:
                found.append(f"{node.name} has {length} lines, {LONGEST_FUNCTION} at most")
    return found


def without_a_first_sentence(source: Source) -> list[str]:
    return [] if ast.get_docstring(source.tree) or not source.text.strip() else ["opens without a docstring"]


MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(?:root|work|Users|home/\w+)/[\w.-]")
REGISTRY = re.compile(r"(?m)^\s*--?(?:extra-)?(?:index-url|find-links|trusted-host)\b|https?://\S+/simple(?:/|\s|$)")


def of_this_machine_only(text: str) -> list[str]:
    """Paths and package registries of whoever wrote it: nobody else has them."""
    return [
        f"{what} in {line.strip()[:80]!r}"
        for line in text.splitlines()
        for what, pattern in (("machine path", MACHINE_PATH), ("package registry", REGISTRY))
        if pattern.search(line)
    ]


def strangers_at_the_top(paths: list[str]) -> list[str]:
    """The five folders are fixed, and no Python lies beside them."""
    folders = {path.split("/")[0] for path in paths if "/" in path} - TOP_FOLDERS
    modules = {path for path in paths if "/" not in path and path.endswith(".py")}
    return sorted(folders | modules)


def tracked_files() -> list[str]:
    """What git keeps or would keep; without git (an unpacked archive), what lies here and is not made by a tool."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        return sorted({path for path in listed.stdout.split("\0") if path and (ROOT / path).is_file()})
    made = {".venv", ".git", "var", "__pycache__", ".mypy_cache", ".ruff_cache", ".hypothesis", ".import_linter_cache"}
    files = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return sorted(str(path) for path in files if not made & set(path.parts) and ".egg-info" not in str(path))


def sources() -> Iterator[Source]:
    paths = [path for path in tracked_files() if path.endswith(".py") and path.split("/")[0] in LAYERS]
    return (Source(path, (ROOT / path).read_text()) for path in paths)


def _dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""
