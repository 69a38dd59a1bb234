"""Fixtures for every test: a known time, an empty memory, settings for tests."""

import os
from datetime import UTC, datetime

import pytest

from core import content_version, process_memory, version_cache
from profiles.search import missed

# Playwright's event loop runs in the thread that also prepares the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)


def pytest_addoption(parser):
    parser.addoption("--only-database", action="store_true", help="run only the tests that use the database")


def pytest_collection_modifyitems(config, items):
    """A test without the database has the same result on each database, so run it only once."""
    if config.getoption("--only-database"):
        rest = [item for item in items if not {"db", "transactional_db"} & set(item.fixturenames)]
        rest = [item for item in rest if not item.get_closest_marker("django_db")]
        config.hook.pytest_deselected(items=rest)
        items[:] = [item for item in items if item not in set(rest)]


PATIENT = "-c statement_timeout=120000"  # milliseconds


def _limit_statements(limits: str):
    """Set PostgreSQL's limits from the next connection on; return the previous ones."""
    from django.db import connection

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
    yield
    with django_db_blocker.unblock():
        _limit_statements(PATIENT)


@pytest.fixture(autouse=True)
def _settings_of_tests(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
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
    monkeypatch.setattr(missed, "flush_soon", lambda: None)
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
