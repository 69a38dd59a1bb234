"""The documents are correct: the commands, settings and links that they name exist."""

import ast
import os
import re
import subprocess
from itertools import pairwise

import pytest
from django.conf import settings
from django.core.management import get_commands

from tests.test_install import script as install_script

DOCUMENTS = sorted(
    path.relative_to(settings.BASE_DIR)
    for path in [*settings.BASE_DIR.glob("*.md"), *settings.BASE_DIR.glob("docs/**/*.md")]
)

every_document = pytest.mark.parametrize("document", DOCUMENTS, ids=str)


def read(name) -> str:
    return (settings.BASE_DIR / name).read_text(encoding="utf-8")


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):.*## ", read("Makefile"), re.MULTILINE))


def variables_of_settings() -> set[str]:
    """Every environment variable that settings.py reads."""
    found = set()
    for node in ast.walk(ast.parse(read("careersguide/settings.py"))):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        if called == "environ.Env":
            found |= {keyword.arg for keyword in node.keywords}
        elif called == "env" or (called.startswith("env.") and called != "env.read_env"):
            found.add(ast.literal_eval(node.args[0]))
    return found


def test_there_are_documents():
    assert {"README.md", "CONTRIBUTING.md", "docs/operations.md"} <= {str(document) for document in DOCUMENTS}


@every_document
def test_commands_that_a_document_names_exist(document):
    text = read(document)

    assert set(re.findall(r"(?:`|^|\s)make ([a-z]+)(?=`| [A-Z]+=|\n)", text)) <= make_targets()
    assert set(re.findall(r"manage\.py ([a-z_]+)", text)) <= set(get_commands())


def test_commands_are_found_in_the_readme():
    assert {"run", "test", "check", "help", "lock"} <= make_targets()
    assert set(re.findall(r"^make ([a-z]+)$", read("README.md"), re.MULTILINE)) == {"run", "test"}


def test_commands_without_make_are_those_that_make_runs():
    blocks = re.findall(r"^```\n(.+?)^```$", read("README.md"), re.MULTILINE | re.DOTALL)
    (commands,) = [block.splitlines() for block in blocks if block.startswith("python3 -m venv")]

    assert commands == [
        "python3 -m venv .venv",
        f".venv/bin/python -m pip {' '.join(install_script.INSTALL)} -r requirements/dev.txt",
        ".venv/bin/python manage.py run",
        ".venv/bin/python tests/run.py",
    ]
    assert (settings.BASE_DIR / "requirements/dev.txt").exists()


def test_makefile_keeps_every_setting_of_the_shell_away():
    """The names come from .env.example by sed; make itself shows which it ignores."""
    names = variables_of_settings() | {"DJANGO_SETTINGS_MODULE", "ENV_FILE", "PORT"}
    environment = {name: value for name, value in os.environ.items() if name not in names}

    def ignored(*arguments: str) -> set[str]:
        command = ["make", "--dry-run", "run", *arguments]
        shown = subprocess.run(
            command,
            cwd=settings.BASE_DIR,
            env=environment | dict.fromkeys(names, "elsewhere"),
            capture_output=True,
            text=True,
            check=True,
        )
        (line,) = [line for line in shown.stdout.splitlines() if "Ignored" in line]
        return set(line.rstrip('"').rpartition(": ")[2].split())

    assert ignored() == names
    assert ignored("DATABASE_URL=sqlite:///own.sqlite3", "PORT=8001") == names - {"DATABASE_URL", "PORT"}


@every_document
def test_links_of_a_document_lead_somewhere(document):
    links = re.findall(r"\]\(([^)\s]+)\)", read(document))
    folder = (settings.BASE_DIR / document).parent

    inner = [link for link in links if not link.startswith(("https://", "mailto:"))]
    assert [link for link in inner if not (folder / link.partition("#")[0]).exists()] == []


def test_example_of_settings_explains_every_variable_once():
    lines = read(".env.example").splitlines()
    named = [match["name"] for line in lines if (match := re.match(r"#?(?P<name>[A-Z_]+)=", line))]
    explained = [
        following.lstrip("#").partition("=")[0]
        for line, following in pairwise(lines)
        if re.match(r"# \S", line) and re.match(r"#?[A-Z_]+=", following)
    ]

    assert {"SECRET_KEY", "DATABASE_URL"} <= variables_of_settings()
    assert sorted(named) == sorted(variables_of_settings())
    assert explained == named
