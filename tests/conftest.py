"""Fixtures for every test: a known time, an empty memory, settings for tests."""

import json
import os
import socket
from datetime import UTC, datetime
from ipaddress import ip_address
from itertools import count
from pathlib import Path

import pytest
from django.db import connection
from django.test import TransactionTestCase

from core import content_version, process_memory, version_cache
from profiles.search import missed_search_counts
from tests import snapshots
from tests.outside_data import PROFILE_FILES, records

# Playwright's event loop runs in the thread that also prepares the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

NUMBERS = count(1)
NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)


def is_this_machine(host: str) -> bool:
    """Whether a test may connect to ``host``: only to what it has started itself."""
    try:
        return ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture(scope="session", autouse=True)
def _no_other_machine():
    """Refuse connections from Python to other machines, so that no test can depend on one."""
    connect = socket.socket.connect

    def connect_here(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and not is_this_machine(address[0]):
            raise RuntimeError(f"a test connects to {address[0]}, which is another machine")
        return connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_here)
        yield


def pytest_addoption(parser):
    parser.addoption("--only-database", action="store_true", help="run only the tests that use the database")


def pytest_collection_modifyitems(config, items):
    """Where a test says the same on each database, SQLite has run it: once is enough."""
    kept, shown = items, set()
    if config.getoption("--only-database"):
        kept = [item for item in items if _uses_its_database(item) and not _is_shown_already(item, shown)]
    if connection.vendor != "postgresql":
        kept = [item for item in kept if not item.get_closest_marker("only_postgresql")]
    wanted = set(kept)
    if rest := [item for item in items if item not in wanted]:
        config.hook.pytest_deselected(items=rest)
    items[:] = kept


def _uses_its_database(item) -> bool:
    if item.get_closest_marker("any_database"):
        return False
    return bool({"db", "transactional_db"} & set(item.fixturenames) or item.get_closest_marker("django_db"))


def _is_shown_already(item, shown: set[str]) -> bool:
    """Whether ``item`` is a further case of a test that only shows pages."""
    name = item.nodeid.partition("[")[0]
    is_further = name in shown
    if item.get_closest_marker("rendering"):
        shown.add(name)
    return is_further


@pytest.fixture(scope="session", params=PROFILE_FILES)
def profiles_name(request) -> str:
    """Each file of profiles there is, by its name in ``tests.outside_data``."""
    return request.param


@pytest.fixture(scope="session")
def profiles_file(profiles_name, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("profiles") / "profiles.json"
    path.write_text(json.dumps(records(profiles_name)), encoding="utf-8")
    return path


PATIENT = "-c statement_timeout=120000"  # milliseconds


def _limit_statements(limits: str):
    """Set PostgreSQL's limits from the next connection on; return the previous ones."""
    if connection.vendor != "postgresql":
        return ""
    options = connection.settings_dict["OPTIONS"]
    before, options["options"] = options["options"], limits
    connection.close()
    connection.close_pool()
    return before


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """Creating and dropping a database may wait for the server's disk; the tests themselves may not."""
    return _limit_statements(PATIENT)


@pytest.fixture(scope="session")
def django_db_setup(django_db_modify_db_settings, django_db_setup, django_db_blocker):
    _limit_statements(django_db_modify_db_settings)
    with pytest.MonkeyPatch.context() as patch:
        if connection.vendor == "sqlite":
            with django_db_blocker.unblock():
                empty = snapshots.kept()
            patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: snapshots.put_back(empty))
        yield
    with django_db_blocker.unblock():
        _limit_statements(PATIENT)


@pytest.fixture(autouse=True)
def _settings_of_tests(settings, tmp_path_factory):
    # A name and no folder yet: few tests upload anything, and making one for each takes seconds.
    settings.MEDIA_ROOT = tmp_path_factory.getbasetemp() / "media" / str(next(NUMBERS))
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.SECURE_SSL_REDIRECT = False


@pytest.fixture(autouse=True)
def _every_change_counts(request, monkeypatch):
    """Record each change at once, because most tests run in one transaction that is never committed.

    Tests marked ``transaction=True`` use the real function.
    """
    process_memory.forget_all()
    # Another thread would not see uncommitted rows, or might still be reading when the next test begins.
    monkeypatch.setattr(version_cache, "start_thread", lambda make: make())
    monkeypatch.setattr(missed_search_counts, "flush_soon", lambda: None)
    mark = request.node.get_closest_marker("django_db")
    if mark and mark.kwargs.get("transaction"):
        return
    real = content_version.record_change

    def record_at_once(using="default"):
        from django.db import connections

        connection = connections[using]
        connection.run_on_commit = [e for e in connection.run_on_commit if e[1] is not content_version.forget]
        real(using)
        content_version.forget()

    monkeypatch.setattr(content_version, "record_change", record_at_once)
