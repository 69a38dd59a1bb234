"""The file of settings: the key that is written into it, and variables that are empty."""

import json
import os
import re
import stat
import subprocess
import sys

import pytest
from django.conf import settings

from careersguide.env_file import ensure_key
from tests.run import settings_variables

KEY = "[A-Za-z0-9_-]{60,}"
EXAMPLE = (settings.BASE_DIR / ".env.example").read_text(encoding="utf-8")


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.setenv("ENV_FILE", str(tmp_path / ".env"))
    monkeypatch.delenv("SECRET_KEY", raising=False)
    return tmp_path / ".env"


def test_first_start_writes_a_file_for_its_owner_alone(file):
    assert ensure_key() == ("Wrote .env with a random SECRET_KEY, and DEBUG=true for a machine of your own.")
    assert re.fullmatch(f"DEBUG=true\nSECRET_KEY={KEY}\n", file.read_text())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("", "SECRET_KEY=(K)\n"),
        ("DEBUG=true", "DEBUG=true\nSECRET_KEY=(K)\n"),
        ("#SECRET_KEY=old\n", "#SECRET_KEY=old\nSECRET_KEY=(K)\n"),
        ("SECRET_KEY=\nDEBUG=true\n", "SECRET_KEY=(K)\nDEBUG=true\n"),
        ("SECRET_KEY=''\n", "SECRET_KEY=(K)\n"),
        ('export SECRET_KEY=""  \nDEBUG=true\n', "export SECRET_KEY=(K)\nDEBUG=true\n"),
        (EXAMPLE, EXAMPLE.replace("SECRET_KEY=\n", "SECRET_KEY=(K)\n")),
    ],
    ids=["nothing", "other", "comment", "empty", "quotes", "export", "example"],
)
def test_file_without_a_key_gets_one_and_keeps_the_rest(file, text, filled):
    file.write_text(text)

    assert ensure_key() == "Wrote a random SECRET_KEY into .env, where there was none."
    assert re.fullmatch(re.escape(filled).replace(re.escape("(K)"), KEY), file.read_text())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert ensure_key() == ""


@pytest.mark.parametrize(
    "text", ["SECRET_KEY=own\n", 'export SECRET_KEY="own"\n', "SECRET_KEY=\nSECRET_KEY=own"]
)
def test_file_with_a_key_stays_as_it_is(file, text):
    file.write_text(text)

    assert ensure_key() == ""
    assert file.read_text() == text


def test_key_of_the_environment_needs_no_file(file, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "own")

    assert ensure_key() == ""
    assert not file.exists()


def test_empty_key_of_the_environment_is_none(file, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", " ")

    assert ensure_key() != ""


def test_link_to_a_file_stays_a_link(file, tmp_path):
    (tmp_path / "shared").write_text("SECRET_KEY=\n")
    file.symlink_to(tmp_path / "shared")

    assert ensure_key() != ""
    assert file.is_symlink()
    assert re.fullmatch(f"SECRET_KEY={KEY}\n", (tmp_path / "shared").read_text())


# One value of each variable, none of them the default.
VALUES = {
    "SECRET_KEY": "own",
    "DEBUG": "true",
    "SITE_URL": "https://careers.example",
    "ALLOWED_HOSTS": "careers.example,www.careers.example",
    "DATABASE_URL": "postgres://careers@127.0.0.1:5432/own",
    "DATABASE_POOL_SIZE": "3",
    "TRUSTED_PROXIES": "2",
    "EMAIL_URL": "smtp://127.0.0.1:2525",
    "MEDIA_ROOT": "/own/media",
    "LOG_LEVEL": "ERROR",
}
READ = """
import json
from careersguide import settings as s
names = ["SECRET_KEY", "DEBUG", "SITE_URL", "ALLOWED_HOSTS", "TRUSTED_PROXIES", "MEDIA_ROOT", "EMAIL_BACKEND"]
print(json.dumps({
    **{name: getattr(s, name) for name in names},
    "database": s.DATABASES["default"]["NAME"],
    "pool": s.DATABASES["default"]["OPTIONS"].get("pool"),
    "level": s.LOGGING["root"]["level"],
}, default=str))
"""


def settings_read(file, **environment) -> dict:
    """What settings.py makes of a file of settings and an environment."""
    inherited = {name: value for name, value in os.environ.items() if name not in settings_variables()}
    return json.loads(
        subprocess.run(
            [sys.executable, "-c", READ],
            cwd=settings.BASE_DIR,
            env=inherited | {"ENV_FILE": str(file)} | environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    )


def test_values_are_of_every_variable():
    assert {*VALUES, "DJANGO_SETTINGS_MODULE", "ENV_FILE"} == set(settings_variables())


def test_empty_variable_of_the_file_is_as_if_unset(file):
    file.write_text("SECRET_KEY=own\n")
    unset = settings_read(file)
    file.write_text("".join(f"{name}=\n" for name in VALUES if name != "SECRET_KEY") + "SECRET_KEY=own\n")

    assert settings_read(file) == unset


def test_empty_variable_of_the_environment_leaves_the_file_its_word(file):
    file.write_text("".join(f"{name}={value}\n" for name, value in VALUES.items()))
    written = settings_read(file)

    assert settings_read(file, **dict.fromkeys(VALUES, "")) == written
    assert (written["SITE_URL"], written["pool"]["max_size"], written["level"]) == (
        "https://careers.example",
        3,
        "ERROR",
    )


def test_environment_goes_before_the_file(file):
    file.write_text("SECRET_KEY=own\nSITE_URL=https://careers.example\n")

    assert settings_read(file, SITE_URL="https://other.example")["SITE_URL"] == "https://other.example"
