"""What comments, docstrings and documents name exists: modules, their parts, and files."""

import ast
import importlib
import io
import re
import tokenize
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

APPS = ("core", "profiles", "webinars", "careersguide")
FOLDERS = (*APPS, "tests", "benchmarks", "art")
APP = rf"(?:{'|'.join(APPS)})"
# ``core.rich_text.clean``, in code with two backticks and in documents with one.
DOTTED = re.compile(rf"`({APP}(?:\.\w+)+)(?:\(\))?`")
# profiles/models/career.py, docs/adr/0003-content-version.md, with or without backticks.
FOLDER = rf"(?:{'|'.join((*FOLDERS, 'docs', 'templates', 'static'))})"
PATH = re.compile(rf"(?<![\w/.])({FOLDER}/[\w/-]+\.[a-z]+)\b")
# The file name of a module, which is one of the same app.
FILE = re.compile(r"`(\w+\.py)`")


def sources() -> list[Path]:
    python = [path for folder in FOLDERS for path in (settings.BASE_DIR / folder).rglob("*.py")]
    documents = [*settings.BASE_DIR.glob("*.md"), *settings.BASE_DIR.glob("docs/**/*.md")]
    return sorted(path for path in [*python, *documents] if "migrations" not in path.parts)


def prose_of(path: Path) -> str:
    """A document, or the comments and docstrings of a module."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        return text
    comments = [
        token.string
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type == tokenize.COMMENT
    ]
    commented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, commented)]
    docstrings = [ast.get_docstring(node) for node in nodes]
    return "\n".join([*comments, *filter(None, docstrings)])


def exists(name: str) -> bool:
    """Whether the dotted ``name`` is a module or a part of one."""
    first, *rest = name.split(".")
    found = importlib.import_module(first)
    reached = first
    for part in rest:
        reached = f"{reached}.{part}"
        if hasattr(found, part):
            found = getattr(found, part)
            continue
        try:
            found = importlib.import_module(reached)
        except ImportError:
            return False
    return True


@cache
def modules_in(folder: str) -> frozenset[str]:
    """The file names of modules below ``folder`` of the project, and at its root."""
    found = (settings.BASE_DIR / folder).rglob("*.py") if folder in FOLDERS else ()
    everywhere = (path for name in FOLDERS for path in (settings.BASE_DIR / name).rglob("*.py"))
    return frozenset(path.name for path in [*(found or everywhere), *settings.BASE_DIR.glob("*.py")])


def has_path(path: str) -> bool:
    """Whether there is such a file; templates are called by their path below ``templates``."""
    return any((settings.BASE_DIR / start / path).exists() for start in ("", "templates"))


def missing(prose: str, folder: str = "") -> list[str]:
    """What ``prose``, written in ``folder`` or in a document, names and is not there."""
    return [
        *(name for name in DOTTED.findall(prose) if not exists(name)),
        *(path for path in PATH.findall(prose) if not has_path(path)),
        *(name for name in FILE.findall(prose) if name not in modules_in(folder)),
    ]


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_what_prose_names_exists(path):
    folder = path.relative_to(settings.BASE_DIR).parts[0]

    assert missing(prose_of(path), folder) == []


@pytest.mark.parametrize(
    "prose",
    [
        "See ``profiles.street`` for it.",
        "See ``core.rich_text.cleaned``.",
        "as `webinars.post.send` does",
        "See profiles/months.py.",
        "Source: docs/adr/0004-bookings.md.",
        "named in ``letters.py``",
    ],
)
def test_stale_name_is_seen(prose):
    assert len(missing(prose, "webinars")) == 1


def test_name_that_exists_is_not_seen():
    prose = "``core.rich_text.clean()``, ``profiles.models.Career.state_at``, ``career.py``, docs/sheets.md"

    assert missing(prose, "profiles") == []


def test_prose_of_a_module_is_its_comments_and_docstrings(tmp_path):
    path = tmp_path / "module.py"
    path.write_text('"""First."""\nvalue = "``core.nothing``"  # Second.\n\ndef name():\n    """Third."""\n')

    assert prose_of(path) == "# Second.\nFirst.\nThird."
