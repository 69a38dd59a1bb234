"""The rooms of docs/architecture.md, and what each module of the project imports."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "architecture.md"
APPS = ("careersguide", "webinars", "profiles", "core")


def read_rooms(page: str) -> list[list[str]]:
    """The rooms listed in ``page``, a Markdown text, from the top down; each is a list of dotted names."""
    rows = re.findall(r"^\| ((?:`[a-z_/]+` ?)+)\|", page, re.MULTILINE)
    return [[path.replace("/", ".") for path in re.findall(r"`([^`]+)`", row)] for row in rows]


def room_of(module: str, rooms: list[list[str]]) -> int | None:
    """The number of the room that ``module`` belongs to, counted from the top; None if it has none."""
    found = [
        (len(name), number)
        for number, names in enumerate(rooms)
        for name in names
        if module == name or module.startswith(f"{name}.")
    ]
    return max(found)[1] if found else None


def modules() -> dict[str, Path]:
    """Every module of the four apps, except migrations, by its dotted name."""
    found = {}
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                parts = path.relative_to(ROOT).with_suffix("").parts
                found[".".join(parts).removesuffix(".__init__")] = path
    return found


def imported_names(source: str, package: str) -> Iterator[str]:
    """The full name of everything that ``source``, a module of ``package``, imports anywhere in it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: -(node.level - 1) or None] if node.level else []
            module = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{module}.{alias.name}" for alias in node.names)


def imports() -> dict[str, set[str]]:
    """For each module of the apps, the other modules of the apps that it imports."""
    known = modules()
    found: dict[str, set[str]] = {}
    for module, path in known.items():
        package = module if path.stem == "__init__" else module.rpartition(".")[0]
        names = imported_names(path.read_text(encoding="utf-8"), package)
        found[module] = {
            target for name in names if (target := _module_of(name, known)) not in (None, module)
        }
    return found


def _module_of(name: str, known: dict[str, Path]) -> str | None:
    """The module that defines ``name``, or ``name`` itself if it is a module."""
    return next((part for part in (name, name.rpartition(".")[0]) if part in known), None)
